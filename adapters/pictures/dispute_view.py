"""A dispute as its map shows it: who asserts the point on the left, who contests it on the right, in words."""

from dataclasses import dataclass
from typing import Final

from adapters import wording
from adapters.wording import Position
from bot.model import ArchivedDispute

SAY_SO: Final = "Say so"
CONTEST_IT: Final = "Contest it"
NOBODY: Final = "Nobody is quoted on this side."


@dataclass(frozen=True, slots=True)
class Claimed:
    """A position in the order of time; the dateline is empty where all stands in one article."""

    position: Position
    dateline: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who settled the point, in which words, and where."""

    who: str
    words: str
    dateline: str


@dataclass(frozen=True, slots=True)
class DisputeView:
    """All words of the map; `reference` is the one article that all stands in, or nothing."""

    point: str
    status: str
    remarks: str
    claims: tuple[Claimed, ...]
    settlement: Settlement | None
    more: str
    reference: str

    @property
    def asserted(self) -> tuple[Claimed, ...]:
        return tuple(each for each in self.claims if each.position.stance == "asserts")

    @property
    def contested(self) -> tuple[Claimed, ...]:
        return tuple(each for each in self.claims if each.position.stance != "asserts")


def view_of(dispute: ArchivedDispute) -> DisputeView:
    """A dispute in words: of several articles with the turns that matter most, of one with its sides."""
    if wording.is_ledger(dispute):
        told = wording.chronicle(dispute)
        claims = tuple(Claimed(each.position, wording.dateline(each.article)) for each in told.turns)
        return DisputeView(told.point, dispute.status, told.remarks, claims, _settlement(dispute), told.more, "")
    shown = wording.contest_before(dispute)
    remarks = wording.remarks_of(dispute.status, shown.remarks.strip("()"))
    claims = tuple(Claimed(each, "") for each in shown.positions)
    reference = " · ".join(filter(None, (wording.title(dispute.article), wording.dateline(dispute.article))))
    return DisputeView(shown.point, dispute.status, remarks, claims, _settlement(dispute), "", reference)


def sides(view: DisputeView) -> str:
    """Who takes which side, each once."""
    return "; ".join(dict.fromkeys(f"{each.position.who} {each.position.verb}" for each in view.claims))


def _settlement(dispute: ArchivedDispute) -> Settlement | None:
    said = dispute.settled
    if said is None:
        return None
    who = wording.listed(said.actors) or wording.SOMEBODY
    return Settlement(who, str(wording.said_before(said)), wording.dateline(said.article))
