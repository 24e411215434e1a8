"""What the renderers say, as plain strings already safe to look at; each escapes them for its own syntax.

A briefing and the archive's answers are brought into one form here, so that a renderer has one way to show
a statement (`Said`) and one to show a dispute (`Contest`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final, Protocol

from adapters.hostile import place_in, visible, web_address
from adapters.stances import stance_words
from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArchivedStatement,
    ArticleRef,
    Candidates,
    DisputeList,
    Dossier,
    Shift,
    Turn,
)
from summarizers.briefing import (
    SHOWN,
    Actor,
    Article,
    Briefing,
    DisputeKind,
    Marking,
    QuotationKind,
    Span,
    Stance,
    Statement,
)
from summarizers.excerpts import Excerpt, excerpt, unmarked
from summarizers.highlights import UNCERTAIN, Doubt, Highlights, ShownDispute, ShownSide, ShownStatement, Voice
from summarizers.plurals import is_several

CUT = "[…]"
SAME_SENTENCE = "(in the same sentence)"
UNATTRIBUTED = "Unattributed"
SOMEBODY = "Somebody"
_OTHERS = "others"

_DOUBTS: dict[Doubt, str] = {
    "source": "uncertain who says so",
    "cue": "uncertain whether it was said",
    "edges": "uncertain where it begins or ends",
}
_TURNS = 4
"""Turns of a dispute across articles that are shown."""
_PASSAGE = 240
"""Characters over which the archive's words are cut, at a sentence."""
_GAP = 30
"""Characters that may stand between a cue and its content ("on Monday that") for both to be read on as one."""
_ADDRESSEE = re.compile(r" [^\n.,:;!?()“”\"«»]{2,40}(?=[\n.,:;“”\"«»])")
_ALIASES = 6
_LATEST = 8
_CONTESTED = 5


class Disputed(Protocol):
    """What the words for a stance depend on: a dispute of a briefing or of the archive."""

    @property
    def kind(self) -> DisputeKind: ...
    @property
    def marking(self) -> Marking: ...


@dataclass(frozen=True, slots=True)
class _Plain:
    """Of a turn that is told without its dispute."""

    kind: DisputeKind = "fact"
    marking: Marking = "explicit"


PLAINLY: Final = _Plain()


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in pieces: the cue ("said"), what joins it to the words, the words; remarks; where it stands."""

    cue: str
    joint: str
    words: str
    remarks: str = ""
    address: str | None = None

    def __str__(self) -> str:
        return self.cue + self.joint + self.words + (f" {self.remarks}" if self.remarks else "")


@dataclass(frozen=True, slots=True)
class Position:
    """One side: who, in what stance, and sentences that show it; none where an earlier side has the same.

    `address` is that of the first of the sentences.
    """

    who: str
    stance: Stance
    verb: str
    evidence: tuple[str, ...]
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """A disputed point and its sides."""

    point: str
    remarks: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A turn in a dispute: a position, and the article with the address of the sentence."""

    position: Position
    article: ArticleRef
    address: str | None


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A point that is disputed across articles; `settled` by whom and when, in which words."""

    point: str
    remarks: str
    turns: tuple[Told, ...]
    more: str
    conceding: Said | None
    settled: str


def said(article: Article, shown: ShownStatement) -> Said:
    """A statement of a briefing."""
    statement, spans = shown.statement, shown.content.spans
    pieces = [article.text[slice(*unmarked(article.text, span, statement.kind))] for span in spans]
    shared = f"with {listed(actor.name for actor in shown.shared_with)}" if shown.shared_with else ""
    remarks = remarks_of(shared, _doubt(article, shown))
    cue = " ".join(article.words(statement.cue)) + _to_whom(article, statement)
    words = _words(pieces, statement.kind, shown.content.cut)
    url = web_address(article.url)
    return Said(*_led(cue, _joint(article, statement)), words, remarks, url and place_in(url, pieces[0]))


def _to_whom(article: Article, statement: Statement) -> str:
    """Whom something was told, where the quotation stands apart from that ("“...,” Lee told reporters.")."""
    tells = statement.kind == "direct" and article.words(statement.cue)[-1:] == ("told",)
    found = _ADDRESSEE.match(article.text, statement.cue[-1].end) if tells else None
    return found[0].rstrip() if found else ""


def _doubt(article: Article, shown: ShownStatement) -> str:
    """What is uncertain about a statement."""
    match shown.doubt:
        case "pronoun":
            return f"uncertain who “{visible(' '.join(article.words(shown.statement.source)))}” is"
        case "none":
            return ""
        case doubt:
            return _DOUBTS[doubt]


def said_before(statement: ArchivedStatement) -> Said:
    """A statement of the archive."""
    kept = [_kept(piece, statement.kind) for piece in statement.words]
    pieces = [piece for piece, _ in kept]
    words = _words(pieces, statement.kind, any(cut for _, cut in kept))
    joint = ": " if statement.kind == "direct" or words[:1].isupper() else " "
    url = web_address(statement.article.url)
    place = place_in(url, pieces[0]) if url and pieces else url
    return Said(
        *_led(statement.cue, joint), words, remarks_of("uncertain" if statement.confidence < UNCERTAIN else ""), place
    )


def remarked(said: Said, remark: str) -> Said:
    """The statement with one remark more."""
    return replace(said, remarks=remarks_of(said.remarks.strip("()"), remark))


def _kept(piece: str, kind: QuotationKind) -> tuple[str, bool]:
    kept = excerpt(piece, (Span(0, len(piece)),), _PASSAGE)
    return piece[slice(*unmarked(piece, kept.spans[0], kind))], kept.cut


def _words(pieces: Iterable[str], kind: QuotationKind, cut: bool) -> str:
    """Direct speech in marks, piece by piece; reported speech without."""
    seen = [visible(piece) for piece in pieces]
    if kind == "direct":
        seen = [*seen[:-1], *(piece.removesuffix(",") for piece in seen[-1:])]
        whole = " ".join(f"“{piece}”" for piece in seen)
    else:
        whole = " … ".join(seen)
    return f"{whole} {CUT}" if cut else whole


def _led(cue: str, joint: str) -> tuple[str, str]:
    """The cue and what joins it; "according to" leads nowhere under the name of the one meant."""
    seen = visible(cue).rstrip(":,")
    return ("", "") if not seen or seen.lower().startswith("according") else (seen, joint)


def _joint(article: Article, statement: Statement) -> str:
    """What stands between cue and content, if that can be read on; else a colon."""
    if statement.kind == "direct" or not statement.cue:
        return ": "
    gap = Span(statement.cue[-1].end, statement.content[0].start)
    between = article.text[gap.start : gap.end]
    readable = gap.start <= gap.end <= gap.start + _GAP and not set(between) & set('.!?:;\n“”"«»,')
    if not readable or any(gap.overlaps(span) for span in statement.source):
        return ": "
    return f" {visible(between)} " if between.strip() else " "


def contest(article: Article, shown: ShownDispute) -> Contest:
    """A dispute of a briefing."""
    dispute = shown.dispute
    positions = tuple(
        _position(
            [*(actor.name for actor in each.actors), *_others(each)],
            each.side.stance,
            dispute,
            [_passage(article.text, passage) for passage in each.evidence],
            article.url,
            plural=any(actor.kind == "group" for actor in each.actors),
            outlet=[actor.kind for actor in each.actors] == ["newsroom"] and not _others(each),
        )
        for each in shown.sides
    )
    return Contest(visible(dispute.point), _disputeremarks_of(dispute.marking, dispute.confidence), positions)


def _others(side: ShownSide) -> tuple[str, ...]:
    """Says that others stand on the side, who are not sure enough to be named."""
    return (_OTHERS,) if len(side.side.actors) > len(side.actors) else ()


def is_ledger(dispute: ArchivedDispute) -> bool:
    """Is the point disputed across articles, so that each turn has to say where it stands?"""
    return len({turn.article.id for turn in dispute.history}) > 1


def chronicle(dispute: ArchivedDispute, full: bool = False) -> Chronicle:
    """A point disputed across articles: who first asserted it, who first contested it, and then the latest turns."""
    first, *later = dispute.history
    contest = next((turn for turn in later if turn.stance != "asserts"), None)
    rest = [turn for turn in later if turn is not contest]
    kept = rest if full else rest[len(rest) - min(len(rest), _TURNS - 2) :]
    shown = [first, *([contest] if contest else []), *kept]
    return Chronicle(
        visible(dispute.point),
        remarks_of(*_ledgerremarks_of(dispute)),
        tuple(told(turn, dispute, full) for turn in shown),
        _and_more(_counted(len(dispute.history) - len(shown), "statement")),
        said_before(dispute.settled) if dispute.settled else None,
        _settled(dispute),
    )


def _ledgerremarks_of(dispute: ArchivedDispute) -> tuple[str, ...]:
    outlets = {turn.article.publisher or turn.article.url for turn in dispute.history}
    across = _counted(len(outlets), "outlet") if len(outlets) > 1 else ""
    uncertain = "uncertain" if dispute.confidence < SHOWN else ""
    return (dispute.status, across, uncertain)


def _settled(dispute: ArchivedDispute) -> str:
    """Who conceded or withdrew the point, and when."""
    if dispute.settled is None:
        return ""
    return f"{listed(dispute.settled.actors)}, {dateline(dispute.settled.article)}"


def told(turn: Turn, of: Disputed = PLAINLY, full: bool = False) -> Told:
    """A turn in a dispute."""
    shown = turn.evidence if full else turn.evidence[:1]
    passages = [_passage(each, excerpt(each, (Span(0, len(each)),), _PASSAGE)) for each in shown]
    outlet = turn.actors == (turn.article.publisher,)
    position = _position(turn.actors, turn.stance, of, passages, turn.article.url, outlet=outlet)
    return Told(position, turn.article, position.address)


def shift(found: Shift) -> tuple[tuple[str, Said], ...]:
    """Both statements of a change of mind, each with its day and outlet."""
    return tuple((dateline(each.article), said_before(each)) for each in (found.earlier, found.later))


def contest_before(dispute: ArchivedDispute, full: bool = False) -> Contest:
    """A dispute of the archive."""
    seen: set[str] = set()
    positions = []
    for side in dispute.sides:
        fresh = side.evidence if full else [each for each in side.evidence if each not in seen][:1]
        seen.update(fresh)
        passages = [_passage(each, excerpt(each, (Span(0, len(each)),), _PASSAGE)) for each in fresh]
        outlet = side.actors == (dispute.article.publisher,)
        positions.append(_position(side.actors, side.stance, dispute, passages, dispute.article.url, outlet=outlet))
    return Contest(visible(dispute.point), _disputeremarks_of(dispute.marking, dispute.confidence), tuple(positions))


def _position(
    actors: Iterable[str],
    stance: Stance,
    of: Disputed,
    evidence: Sequence[str],
    page: str | None,
    plural: bool = False,
    outlet: bool = False,
) -> Position:
    names, url = tuple(actors), web_address(page)
    several = plural or len(names) > 1 or any(map(is_several, names))
    verb = stance_words(stance, of.kind, of.marking, several, outlet)
    place = place_in(url, _first_stretch(evidence[0])) if url and evidence else url
    return Position(listed(names) or SOMEBODY, stance, verb, tuple(evidence), place)


def _first_stretch(passage: str) -> str:
    """What stands together in the page of a passage as it is shown."""
    return passage.removesuffix(f" {CUT}").split(" … ")[0]


def _passage(text: str, passage: Excerpt) -> str:
    words = " … ".join(visible(text[start:end]) for start, end in passage.spans)
    return f"{words} {CUT}" if passage.cut else words


def _disputeremarks_of(marking: str, confidence: float) -> str:
    return remarks_of("implicit" if marking == "implicit" else "", "uncertain" if confidence < SHOWN else "")


def remarks_of(*remarks: str) -> str:
    """What is to be remarked, in brackets; nothing where there is nothing."""
    given = ", ".join(remark for remark in remarks if remark)
    return f"({given})" if given else ""


def listed(names: Iterable[str]) -> str:
    """Names one after the other, the last with "and"; nothing where there are none."""
    *most, last = [visible(name) for name in names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def voice_name(voice: Voice) -> str:
    return (visible(voice.actor.name) if voice.actor else "") or UNATTRIBUTED


def description(actor: Actor | ArchivedActor | None) -> str:
    return visible(actor.description or "") if actor else ""


def also_called(actor: ArchivedActor) -> str:
    """The actor's other names, or nothing."""
    others = [alias for alias in actor.aliases if alias != actor.name][:_ALIASES]
    return f"also {listed(others)}" if others else ""


def title(article: Article | ArticleRef, otherwise: str = "") -> str:
    """The article's title; failing that its address or what else it goes by."""
    return visible(article.title or "") or web_address(article.url) or visible(otherwise) or "Untitled"


def dateline(article: Article | ArticleRef) -> str:
    """Publisher and date, as far as known."""
    return " · ".join(part for part in (visible(article.publisher or ""), day(article.published)) if part)


def day(when: date | None) -> str:
    return f"{when.day} {when:%b %Y}" if when else ""


def remarks(briefing: Briefing, shown: Highlights) -> tuple[str, ...]:
    """The small print: how much more there is, and the briefing's notes."""
    nobody = "" if shown.voices else "Nobody is quoted in it."
    beyond = _and_more(_counted(shown.more_statements, "statement"), _counted(shown.more_disputes, "possible dispute"))
    return tuple(remark for remark in (nobody, beyond, *map(visible, briefing.notes)) if remark)


def found(reply: DisputeList) -> str:
    """The title of a list of disputes."""
    about = f" about “{visible(reply.query)}”" if reply.query else ""
    return f"{_counted(reply.found, 'disputed point') or 'No disputed points'}{about}"


def left_over(reply: DisputeList) -> str:
    beyond = reply.found - len(reply.disputes)
    return f"And {beyond} more; add words or a name to narrow it down." if beyond > 0 else ""


def extent(reply: Dossier) -> str:
    """How much the archive has of the actor."""
    statements = _counted(reply.statements_in_all, "statement") or "No statements"
    since = f" since {day(reply.since)}" if reply.since else ""
    return f"{statements} in {_counted(reply.articles, 'article') or 'no articles'}{since}"


def choice(reply: Candidates) -> str:
    """The line above the candidates."""
    query = visible(reply.query)
    if reply.ambiguous:
        return f"“{query}” could be any of these:"
    if reply.actors:
        return f"Nobody called “{query}” is in the archive. The nearest names:"
    return f"Nobody called “{query}” is in the archive."


def latest(reply: Dossier, full: bool = False) -> tuple[tuple[ArticleRef, tuple[Said, ...]], ...]:
    """The dossier's statements, those that stand together in an article under it; the first few, or all."""
    shown = reply.statements if full else reply.statements[:_LATEST]
    together = groupby(shown, key=lambda statement: statement.article)
    return tuple((article, tuple(map(said_before, statements))) for article, statements in together)


def contested(reply: Dossier, full: bool = False) -> tuple[ArchivedDispute, ...]:
    """The dossier's disputes, the first few or all."""
    return reply.disputes if full else reply.disputes[:_CONTESTED]


def unshown(reply: Dossier, full: bool = False) -> str:
    """How much more there is of the actor, or nothing."""
    shown = len(reply.statements) if full else min(len(reply.statements), _LATEST)
    disputes = _counted(len(reply.disputes) - len(contested(reply, full)), "dispute")
    return _and_more(_counted(reply.statements_in_all - shown, "statement"), disputes)


def _and_more(*counts: str) -> str:
    parts = [count for count in counts if count]
    return f"And {' and '.join(parts)} more." if parts else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number > 0 else ""
