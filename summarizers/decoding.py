"""Decodes scores into attributions: tags to spans, links between the spans, confidences."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("source", "cue", "content")
LINKS = ("content to cue", "cue to source")
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
class Leads:
    """Where the links of a window's words lead, as running sums of probability over its words."""

    start: int
    own: range
    nowhere: Floats
    sums: Floats

    def toward(self, kind: int, words: range, target: Region | None) -> Floats:
        """Gives the probability with which each of the words leads to the target, or nowhere."""
        rows = slice(words.start - self.start, words.stop - self.start)
        if target is None:
            return self.nowhere[kind, rows]
        last = self.sums.shape[2] - 1
        low, high = (min(max(place - self.start, 0), last) for place in (target.start, target.end))
        return self.sums[kind, rows, high] - self.sums[kind, rows, low]


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution in word numbers, with the certainty of its parts."""

    content: tuple[Region, ...]
    cue: Region | None
    source: Region | None
    evidence: tuple[float, ...]


def best_tags(scores: Floats) -> NDArray[np.int64]:
    """Finds the best legal tagging of the words."""
    back = np.zeros(scores.shape, np.int64)
    score = scores[0] + START
    for i in range(1, len(scores)):
        through = score[:, None] + STEP
        back[i] = through.argmax(0)
        score = through.max(0) + scores[i]
    tags = np.zeros(len(scores), np.int64)
    tags[-1] = score.argmax()
    for i in range(len(scores) - 1, 0, -1):
        tags[i - 1] = back[i, tags[i]]
    return tags


def marginals(scores: Floats) -> Floats:
    """Gives the probability of every tag of every word over all legal taggings."""
    step, local = np.exp(STEP), np.exp(scores - scores.max(1, keepdims=True))
    ahead, behind = np.empty_like(local), np.ones_like(local)
    ahead[0] = local[0] * np.exp(START)
    for i in range(1, len(scores)):
        ahead[i] = (ahead[i - 1] / ahead[i - 1].sum()) @ step * local[i]
    for i in range(len(scores) - 1, 0, -1):
        after = step @ (behind[i] * local[i])
        behind[i - 1] = after / after.sum()
    product: Floats = ahead * behind
    chances: Floats = product / product.sum(1, keepdims=True)
    return chances


def regions(tags: NDArray[np.int64]) -> list[Region]:
    """Reads the spans off a legal tagging."""
    found: list[Region] = []
    for i, tag in enumerate(TAGS[t] for t in tags):
        if tag.startswith("B-"):
            found.append(Region(tag[2:], i, i + 1))
        elif tag.startswith("I-"):
            found[-1] = Region(tag[2:], found[-1].start, i + 1)
    return found


def pull(region: Region, kind: int, target: Region | None, leads: Iterable[Leads]) -> float:
    """Gives the mean logarithm of the probability that a span's words lead to the target."""
    parts = []
    for window in leads:
        words = range(max(region.start, window.own.start), min(region.end, window.own.stop))
        if words:
            parts.append(window.toward(kind, words, target))
    return float(np.log(np.concatenate(parts) + FLOOR).mean())


def favourite(region: Region, kind: int, role: str, near: list[Leads]) -> Region:
    """Gives the single word that most of a span's words lead to, as a target that no tag marks."""
    window = max(near, key=lambda w: min(region.end, w.own.stop) - max(region.start, w.own.start))
    words = range(max(region.start, window.own.start), min(region.end, window.own.stop))
    rows = window.sums[kind, words.start - window.start : words.stop - window.start]
    word = window.start + int(np.log(np.diff(rows, axis=1) + FLOOR).mean(0).argmax())
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
    low, high = min(w.start for w in near), max(w.start + w.sums.shape[2] - 1 for w in near)
    choices = [
        None,
        *(target for target in targets if target.end > low and target.start < high),
        favourite(region, kind, role, near),
    ]
    pulls = [pull(region, kind, choice, near) for choice in choices]
    best = int(np.argmax(pulls))
    return choices[best], float(np.exp(pulls[best]))


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
