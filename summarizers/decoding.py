"""Decodes scores into attributions: tags to spans, links between the spans, confidences."""

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("source", "cue", "content")
LINKS = ("content to cue", "cue to source")
FAR = 63
"""Pieces; whatever links stand as far apart or farther are equally far."""
FLOOR = 1e-6
NEVER = -1e4
RELUCTANCE = -1.2
"""For opening a content span; among the best of six on articles held out of training."""


def _steps() -> Floats:
    """The score of the step from tag to tag: inner tags follow only their own role's, content opens reluctantly."""
    step = np.zeros((len(TAGS), len(TAGS)))
    step[:, TAGS.index("B-content")] += RELUCTANCE
    for i, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            step[[before[2:] != tag[2:] for before in TAGS], i] = NEVER
    return step


STEP = _steps()
START = STEP[TAGS.index("O")]


@dataclass(frozen=True, slots=True)
class Region:
    """The words of one tagged span, as a half-open range of word numbers."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the links of a span's words lead in a window, as running sums of probability over the window's words."""

    start: int
    nowhere: Floats
    sums: Floats

    def toward(self, targets: list[Region]) -> Floats:
        """Gives the probabilities with which each of the span's words leads nowhere and to each of the targets."""
        edges = np.array([(target.start, target.end) for target in targets], np.int64).reshape(-1, 2) - self.start
        low, high = np.clip(edges, 0, self.sums.shape[1] - 1).T
        return np.column_stack([self.nowhere, self.sums[:, high] - self.sums[:, low]])


@dataclass(frozen=True, slots=True)
class Leads:
    """What links the words of a window, by kind: tails (word, width) lead to heads (nowhere or word, width).

    How far apart two stand, in pieces, counts too; it is all put together for the words that are asked about alone.
    """

    start: int
    own: range
    places: NDArray[np.int64]
    tails: Floats
    heads: Floats
    apart: Floats

    @property
    def end(self) -> int:
        """The number of the first word behind the window."""
        return self.start + len(self.places) - 1

    def lead(self, kind: int, region: Region) -> Lead:
        """Where those words of a span lead that are this window's own."""
        first, last = max(region.start, self.own.start), min(region.end, self.own.stop)
        words = slice(first - self.start, max(first, last) - self.start)
        far = self.places - self.places[1:][words, None]
        scores = self.tails[kind, words] @ self.heads[kind].T + self.apart[kind][np.clip(far, -FAR, FAR) + FAR]
        chances = np.exp(scores - scores.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        nowhere, chances[:, 0] = chances[:, 0].copy(), 0.0
        return Lead(self.start, nowhere, np.cumsum(chances, 1))


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution in word numbers, with the certainty of its parts."""

    content: tuple[Region, ...]
    cue: Region | None
    source: Region | None
    evidence: tuple[float, ...]


def best_tags(scores: Floats) -> NDArray[np.int64]:
    """Finds the best legal tagging of the words (Viterbi's algorithm)."""
    best = np.empty_like(scores)
    best[0] = scores[0] + START
    ways = STEP.T.copy()
    for before, here, row in zip(best, scores[1:], best[1:], strict=False):
        np.maximum.reduce(before + ways, axis=1, out=row)
        row += here
    back = (best[:, None, :] + ways).argmax(2)
    tags = [int(best[-1].argmax())]
    for choices in back[-2::-1].tolist():
        tags.append(choices[tags[-1]])
    return np.array(tags[::-1], np.int64)


def marginals(scores: Floats) -> Floats:
    """Gives the probability of every tag of every word over all legal taggings."""
    local = np.exp(scores - scores.max(1, keepdims=True))
    steps = np.exp(STEP) * local[1:, None, :]
    ahead = along(local[0] * np.exp(START), steps)
    behind = along(np.ones(len(TAGS)), steps[::-1].transpose(0, 2, 1))[::-1]
    product: Floats = ahead * behind
    chances: Floats = product / product.sum(1, keepdims=True)
    return chances


def along(first: Floats, steps: Floats) -> Floats:
    """Gives a row and its running products with matrices (step, tag, tag), each up to a factor.

    The steps are cut into about as many blocks as each has steps. All blocks are gone through side by side: first to
    see where each leads from any tag, then, once it is known with what each starts, for the products inside.
    """
    size = max(1, isqrt(len(steps)))
    whole = len(steps) // size * size
    blocks = steps[:whole].reshape(-1, size, *steps.shape[1:])
    leads_to = blocks[:, 0]
    for place in range(1, size):
        leads_to = times(leads_to, blocks[:, place])
    starts = [first[None]]
    for block in leads_to:
        starts.append(times(starts[-1], block))
    row, inner = np.array(starts[:-1]).reshape(-1, 1, len(first)), np.empty((len(blocks), size, len(first)))
    for place in range(size):
        row = times(row, blocks[:, place])
        inner[:, place] = row[:, 0]
    rest = [starts[-1]]
    for step in steps[whole:]:
        rest.append(times(rest[-1], step))
    return np.concatenate([first[None], inner.reshape(-1, len(first)), *rest[1:]])


def times(one: Floats, other: Floats) -> Floats:
    """The product of matrices of probabilities, up to a factor that keeps them from vanishing."""
    product = one @ other
    scaled: Floats = product / product.max((-2, -1), keepdims=True)
    return scaled


def regions(tags: NDArray[np.int64]) -> list[Region]:
    """Reads the spans off a legal tagging."""
    found: list[Region] = []
    for i, tag in enumerate(TAGS[t] for t in tags):
        if tag.startswith("B-"):
            found.append(Region(tag[2:], i, i + 1))
        elif tag.startswith("I-"):
            found[-1] = Region(tag[2:], found[-1].start, i + 1)
    return found


def pulls(targets: list[Region], leads: list[Lead]) -> Floats:
    """Gives the mean logarithms of the probabilities that a span's words lead nowhere and to each of the targets."""
    toward = np.concatenate([lead.toward(targets) for lead in leads])
    found: Floats = np.log(toward + FLOOR).mean(0)
    return found


def favourite(role: str, leads: list[Lead]) -> Region:
    """Gives the single word that most of a span's words lead to, as a target that no tag marks."""
    lead = max(leads, key=lambda each: len(each.nowhere))
    toward = np.diff(lead.sums, axis=1)
    word = lead.start + int(np.log(toward + FLOOR).mean(0).argmax())
    return Region(role, word, word + 1)


def grown(seed: Region, scores: Floats) -> Region:
    """Lengthens a span word by word while going on with it is the best next tag."""
    inner, end = 2 + 2 * ROLES.index(seed.role), seed.end
    while end < len(scores) and (STEP[inner] + scores[end]).argmax() == inner:
        end += 1
    return Region(seed.role, seed.start, end)


def link(
    region: Region, kind: int, role: str, targets: list[Region], leads: list[Leads]
) -> tuple[Region | None, float]:
    """Links a span to the likeliest target, or to none; with the probability."""
    near = [window for window in leads if window.own.start < region.end and region.start < window.own.stop]
    low, high = min(window.start for window in near), max(window.end for window in near)
    choices = [target for target in targets if target.end > low and target.start < high]
    toward = [window.lead(kind, region) for window in near]
    choices.append(favourite(role, toward))
    strengths = pulls(choices, toward)
    best = int(strengths.argmax())
    return choices[best - 1] if best else None, float(np.exp(strengths[best]))


def certainty(region: Region, chances: Floats) -> float:
    """Gives the geometric mean probability that a span's words have the span's role."""
    first = 1 + 2 * ROLES.index(region.role)
    return float(np.exp(np.log(chances[region.start : region.end, first : first + 2].sum(1) + FLOOR).mean()))


def edges(region: Region, chances: Floats) -> float:
    """Gives the probability that a span begins and ends where it does."""
    first = 1 + 2 * ROLES.index(region.role)
    inner = chances[region.end, first + 1] if region.end < len(chances) else 0.0
    return float(chances[region.start, first] * (1.0 - inner))


@dataclass(frozen=True, slots=True)
class Scored:
    """A text's words as the network scored them: tag scores, tag probabilities and where links lead."""

    scores: Floats
    chances: Floats
    leads: list[Leads]

    def link(self, region: Region, kind: int, role: str, targets: list[Region]) -> tuple[Region | None, float]:
        """Links a span to a tagged target, to one that no tag marks, or to none; with the probability."""
        target, sure = link(region, kind, role, targets, self.leads)
        if target is not None and target not in targets:
            target = grown(target, self.scores)
        return target, sure


def group(scored: Scored, contents: list[Region], cues: list[Region]) -> dict[Region, list[tuple[Region, float]]]:
    """Groups content spans by their cue, those without a cue each by itself."""
    groups: dict[Region, list[tuple[Region, float]]] = {}
    for content in contents:
        cue, sure = scored.link(content, 0, "cue", cues)
        groups.setdefault(cue or content, []).append((content, sure))
    return groups


def found(scored: Scored, key: Region, members: list[tuple[Region, float]], sources: list[Region]) -> Found:
    """Makes an attribution of grouped content, finding the source of its cue."""
    contents, links = zip(*members, strict=True)
    if key.role != "cue":
        return Found(contents, None, None, (*parts(contents, scored.chances), min(links), 0.0, 0.0))
    source, sure = scored.link(key, 1, "source", sources)
    evidence = (*parts(contents, scored.chances), min(links), certainty(key, scored.chances), sure)
    return Found(contents, key, source, evidence)


def parts(contents: tuple[Region, ...], chances: Floats) -> tuple[float, float]:
    """Gives the least certainty of content spans, and of their edges."""
    return min(certainty(content, chances) for content in contents), min(
        edges(content, chances) for content in contents
    )


def assemble(scores: Floats, leads: list[Leads]) -> list[Found]:
    """Decodes the tags, links content to cues and cues to sources, and groups content by its cue."""
    if not len(scores):
        return []
    scored = Scored(scores, marginals(scores), leads)
    spans = regions(best_tags(scores))
    of = {role: [span for span in spans if span.role == role] for role in ROLES}
    groups = group(scored, of["content"], of["cue"])
    return [found(scored, key, members, of["source"]) for key, members in groups.items()]
