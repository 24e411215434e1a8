"""What a picture shows, in words for those who do not see it."""

from collections.abc import Callable, Iterable
from typing import Final

from adapters.pictures.dispute_view import CONTEST_IT, NOBODY, SAY_SO, Claimed, DisputeView, sides
from adapters.pictures.timeline_view import DISPUTED, LATEST, OTHERWISE, Lane, TimelineView
from adapters.pictures.typeface import ended
from adapters.wording import Said, day

MOST: Final = 1_000
"""Characters of a description: Discord takes 1,024, and somebody has to hear them out."""
_LENGTHS: Final = (240, 160, 100, 60, 30)
"""Characters to which points, names and quotations are cut, one after the other, until all fits."""


def describe_map(view: DisputeView) -> str:
    """The map of a dispute in at most 1,000 characters."""
    return _fitted(lambda length: _map(view, length))


def describe_timeline(view: TimelineView) -> str:
    """The timeline of a dossier in at most 1,000 characters."""
    return _fitted(lambda length: _timeline(view, length))


def _fitted(text: Callable[[int], str]) -> str:
    for length in _LENGTHS:
        if len(text(length)) <= MOST:
            return text(length)
    return ended(text(_LENGTHS[-1])[: MOST - 2])


def _map(view: DisputeView, length: int) -> str:
    settled = view.settlement
    return _sentences(
        f"Disputed point {view.remarks}: {_cut(view.point, length)}",
        *_side(SAY_SO, view.asserted, length),
        *_side(CONTEST_IT, view.contested, length),
        f"{view.status.capitalize()}: {_cut(settled.who, length)} {_cut(settled.words, length)}" if settled else "",
        settled.dateline if settled else "",
        view.more,
        _cut(view.reference, length),
    )


def _side(heading: str, claims: tuple[Claimed, ...], length: int) -> tuple[str, ...]:
    return tuple(_claim(each, length) for each in claims) or (f"{heading}: {NOBODY}",)


def _claim(claim: Claimed, length: int) -> str:
    position = claim.position
    where = f" ({_cut(claim.dateline, length)})" if claim.dateline else ""
    stand = f"{_cut(position.who, length)} {position.verb}{where}"
    return _headed(stand, _cut(" ".join(position.evidence), length))


def _timeline(view: TimelineView, length: int) -> str:
    who = ", ".join(_cut(each, length) for each in (view.name, view.description) if each)
    return _sentences(
        f"Timeline of {who}: {view.extent}{_span(view)}",
        _list("By outlet", (_lane(lane, length) for lane in view.lanes)),
        _list(OTHERWISE, (_told(each, length) for turned in view.turnabouts[:1] for each in turned.told)),
        _list(DISPUTED, (_dispute(each, length) for each in view.disputes[:2])),
        _list(LATEST, (_told(each, length) for each in view.latest[:1])),
    )


def _list(heading: str, items: Iterable[str]) -> str:
    listed = "; ".join(items)
    return f"{heading}: {listed}" if listed else ""


def _told(told: tuple[str, Said], length: int) -> str:
    dateline, said = told
    return _headed(_cut(dateline, length), _cut(str(said), length))


def _dispute(view: DisputeView, length: int) -> str:
    return f"{_cut(view.point, length)} {view.remarks}: {_cut(sides(view), length)}"


def _span(view: TimelineView) -> str:
    """From when to when."""
    if not view.days:
        return ""
    first, last = day(view.days[0]), day(view.days[-1])
    return f", {first}" if first == last else f", {first} to {last}"


def _lane(lane: Lane, length: int) -> str:
    return f"{_cut(lane.outlet, length)} {len(lane.events)}{f' ({lane.disputed} disputed)' if lane.disputed else ''}"


def _headed(heading: str, words: str) -> str:
    return ": ".join(filter(None, (heading, words)))


def _sentences(*sentences: str) -> str:
    """One after the other, each with its full stop."""
    stopped = (each if each.rstrip("”").endswith((".", "!", "?", "…")) else f"{each}." for each in sentences if each)
    return " ".join(" ".join(stopped).split())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else ended(text[: length - 2])
