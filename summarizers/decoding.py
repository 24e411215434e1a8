"""Decodes scores into attributions: tags to spans, links between the spans, confidences."""

from dataclasses import dataclass

import numpy as np

from summarizers.linking import Leads, Link, linked
from summarizers.tagging import FLOOR, ROLES, STEP, Floats, Region, best_tags, marginals, regions


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution in word numbers, with the certainty of its parts."""

    content: tuple[Region, ...]
    cue: Region | None
    source: Region | None
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """The probabilities of all tags (word, tag), and the logarithms of those of the roles (word, role)."""

    tags: Floats
    roles: Floats

    def certainty(self, region: Region) -> float:
        """Gives the geometric mean probability that a span's words have the span's role."""
        return float(np.exp(self.roles[region.start : region.end, ROLES.index(region.role)].mean()))

    def edges(self, region: Region) -> float:
        """Gives the probability that a span begins and ends where it does."""
        first = 1 + 2 * ROLES.index(region.role)
        inner = self.tags[region.end, first + 1] if region.end < len(self.tags) else 0.0
        return float(self.tags[region.start, first] * (1.0 - inner))


def assemble(scores: Floats, leads: list[Leads]) -> list[Found]:
    """Decodes the tags, links content to cues and cues to sources, and groups content by its cue."""
    if not len(scores):
        return []
    likely = marginals(scores)
    chances = Chances(likely, np.log(likely[:, 1::2] + likely[:, 2::2] + FLOOR))
    spans = regions(best_tags(scores))
    contents, cues, sources = ([span for span in spans if span.role == role] for role in ("content", "cue", "source"))
    groups: dict[Region, list[tuple[Region, float]]] = {}
    for content, to_cue in zip(contents, linked(0, "cue", contents, cues, leads), strict=True):
        groups.setdefault(grown(to_cue, scores) or content, []).append((content, to_cue.chance))
    keys = [key for key in groups if key.role == "cue"]
    to_source = dict(zip(keys, linked(1, "source", keys, sources, leads), strict=True))
    return [attributed(key, members, to_source.get(key), scores, chances) for key, members in groups.items()]


def grown(link: Link, scores: Floats) -> Region | None:
    """The target of a link; one that no tag marks is lengthened while going on with it is the best next tag."""
    if link.target is None or link.tagged:
        return link.target
    inner, end = 2 + 2 * ROLES.index(link.target.role), link.target.end
    while end < len(scores) and (STEP[inner] + scores[end]).argmax() == inner:
        end += 1
    return Region(link.target.role, link.target.start, end)


def attributed(
    key: Region,
    members: list[tuple[Region, float]],
    to_source: Link | None,
    scores: Floats,
    chances: Chances,
) -> Found:
    """An attribution of grouped content, with the source of its cue."""
    contents, sure = zip(*members, strict=True)
    evidence = (min(map(chances.certainty, contents)), min(map(chances.edges, contents)), min(sure))
    if to_source is None:
        return Found(contents, None, None, (*evidence, 0.0, 0.0))
    return Found(contents, key, grown(to_source, scores), (*evidence, chances.certainty(key), to_source.chance))
