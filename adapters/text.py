"""A reply as lines of text: for a terminal of any width, for a pipe, and for a chat that shows nothing better."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import TypeVar, assert_never

from rich.console import Console
from rich.text import Text

from adapters import digest_wording, wording
from adapters.hostile import visible, visible_lines, web_address
from adapters.wording import Chronicle, Contest, Position, Said
from bot.model import (
    ArchivedDispute,
    ArticleRef,
    Body,
    Candidates,
    Changes,
    Contested,
    Digest,
    DisputeList,
    Dossier,
    Notice,
    Reply,
    Shared,
    Shift,
    Story,
    StoryVoice,
)
from summarizers.briefing import Article, Briefing, Stance
from summarizers.highlights import Voice, highlights

_MEASURE = 100
"""Columns over which prose gets hard to read."""
_SIDE_BY_SIDE = 110
"""Columns from which the two sides of a dispute stand beside each other."""
_SPREAD = 140
_NARROWEST = 20

_STANCE_STYLES: dict[Stance, str] = {"asserts": "green", "denies": "red", "doubts": "yellow", "opposes": "magenta"}


T = TypeVar("T")


def print_reply(reply: Reply | Body, console: Console, full: bool = False) -> None:
    """Prints the reply as wide as suits the console; addresses are never broken."""
    for line in _lines(reply, Sheet(console), full):
        console.print(line, soft_wrap=True)


def plain(reply: Reply | Body, full: bool = False, width: int = 80) -> str:
    """The reply as text without colour."""
    console = Console(file=StringIO(), width=width, force_terminal=False, no_color=True)
    with console.capture() as capture:
        print_reply(reply, console, full)
    return capture.get()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where lines are set: a console, and how many of its columns are used."""

    console: Console
    columns: int = 0

    @property
    def width(self) -> int:
        return self.columns or min(self.console.width, _MEASURE)

    def half(self) -> "Sheet":
        """One of two columns that stand side by side."""
        return Sheet(self.console, (min(self.console.width, _SPREAD) - 8) // 2)

    def within(self, indent: int) -> "Sheet":
        """What is left of it behind an indent."""
        return Sheet(self.console, self.width - indent)

    def flow(self, text: Text, indent: int = 0, bullet: str = "") -> Iterator[Text]:
        """The text broken into lines, indented, hanging behind the bullet."""
        lead = bullet
        for line in text.wrap(self.console, max(self.width - indent - len(bullet), _NARROWEST)):
            line.rstrip()
            yield Text(" " * indent + lead).append_text(line)
            lead = " " * len(bullet)


def _lines(reply: Reply | Body, sheet: Sheet, full: bool) -> Iterator[Text]:
    match reply:
        case Briefing():
            return _briefing(reply, sheet, full)
        case Dossier():
            return _dossier(reply, sheet, full)
        case Candidates():
            return _candidates(reply, sheet)
        case DisputeList():
            return _dispute_list(reply, sheet, full)
        case Notice():
            return _notice(reply, sheet)
        case Digest():
            return _digest(reply, sheet, full)
        case Story():
            return _story(reply, "", sheet, full)
        case Contested():
            return _contested(reply, sheet)
        case Changes():
            return _changes(reply, sheet)
        case Shared():
            return _lines(reply.answer, sheet, full)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, sheet: Sheet, full: bool) -> Iterator[Text]:
    article, shown = briefing.article, highlights(briefing, full=full)
    yield from sheet.flow(Text(wording.title(article, briefing.id), "bold"))
    yield from _byline(article.url, wording.dateline(article), sheet)
    if shown.gist:
        yield from _heading("Gist")
        gist = " ".join(visible(sentence.text) for sentence in shown.gist)
        yield from sheet.flow(Text(gist), 2)
    if shown.voices:
        yield from _heading("Who said what")
        yield from _separated(shown.voices, lambda voice: _voice(article, voice, sheet))
    if shown.disputes:
        yield from _heading("Disputed")
        contests = [wording.contest(article, dispute) for dispute in shown.disputes]
        yield from _separated(contests, lambda contest: _contest(contest, sheet))
    yield from _small_print(wording.remarks(briefing, shown), sheet)


def _voice(article: Article, voice: Voice, sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(_named(wording.voice_name(voice), wording.description(voice.actor)), 2)
    for shown in voice.statements:
        yield from sheet.flow(_said(wording.said(article, shown)), 4, "• ")


def _dossier(dossier: Dossier, sheet: Sheet, full: bool) -> Iterator[Text]:
    actor = dossier.actor
    yield from sheet.flow(_named(visible(actor.name), wording.description(actor)))
    yield from _dim([wording.also_called(actor), wording.extent(dossier)], sheet)
    if dossier.statements:
        yield from _heading("Latest statements")
        yield from _separated(wording.latest(dossier, full), lambda group: _read_in(*group, sheet))
    if dossier.shifts:
        yield from _heading("Said otherwise before")
        yield from _separated(dossier.shifts, lambda shift: _shift(shift, sheet))
    if dossier.disputes:
        yield from _heading("Disputed")
        shown = wording.contested(dossier, full)
        yield from _separated(shown, lambda dispute: _archived_contest(dispute, sheet, full))
    yield from _small_print([wording.unshown(dossier, full)], sheet)


def _read_in(article: ArticleRef, statements: Iterable[Said], sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(Text(wording.title(article), "bold"), 2)
    yield from _byline(article.url, wording.dateline(article), sheet, 2)
    for said in statements:
        yield from sheet.flow(_said(said), 4, "• ")


def _candidates(candidates: Candidates, sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(Text(wording.choice(candidates)))
    for actor in candidates.actors:
        yield from sheet.flow(_named(visible(actor.name), wording.description(actor)), 2, "• ")


def _dispute_list(disputes: DisputeList, sheet: Sheet, full: bool) -> Iterator[Text]:
    yield from sheet.flow(Text(wording.found(disputes), "bold"))
    for dispute in disputes.disputes:
        yield Text()
        yield from _archived_contest(dispute, sheet, full)
    yield from _small_print([wording.left_over(disputes)], sheet)


def _digest(digest: Digest, sheet: Sheet, full: bool) -> Iterator[Text]:
    yield from sheet.flow(Text(digest_wording.title(digest), "bold"))
    yield from _dim([digest_wording.nothing_new(digest)], sheet)
    for number, story in enumerate(digest.stories, 1):
        yield Text()
        yield from _story(story, f"{number}. ", sheet, full)
    yield from _small_print(digest_wording.left_out(digest), sheet)


def _contested(contested: Contested, sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(Text(digest_wording.contested(contested), "bold"))
    for turn in digest_wording.turns(contested):
        yield from _position(turn.position, sheet, 2)
        yield from _byline(turn.article.url, wording.dateline(turn.article), sheet, 4)


def _changes(changes: Changes, sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(Text(digest_wording.changed(changes), "bold"))
    yield from _byline(changes.article.url, wording.dateline(changes.article), sheet)
    for change in changes.changes:
        yield from sheet.flow(Text(digest_wording.change(change)), 2, "• ")


def _story(story: Story, bullet: str, sheet: Sheet, full: bool) -> Iterator[Text]:
    remarks, indent = digest_wording.remarks(story), len(bullet)
    headline = Text(wording.title(story.articles[0]), "bold cyan")
    yield from sheet.flow(headline.append(f" {remarks}" if remarks else "", "not bold dim"), 0, bullet)
    yield from _byline(story.articles[0].url, digest_wording.dateline(story), sheet, indent)
    yield from sheet.flow(Text(" ".join(map(visible, story.gist))), indent)
    for voice in story.voices:
        yield from _story_voice(voice, sheet, indent)
    if story.disputes:
        yield from sheet.flow(Text("Disputed:", "cyan"), indent)
        contests = _separated(story.disputes, lambda dispute: _archived_contest(dispute, sheet.within(indent), full))
        yield from (Text(" " * indent).append_text(line) for line in contests)
    yield from (Text(" " * indent).append_text(line) for line in _dim([digest_wording.more(story)], sheet))


def _story_voice(voice: StoryVoice, sheet: Sheet, indent: int) -> Iterator[Text]:
    yield from sheet.flow(_named(digest_wording.name(voice), digest_wording.described(voice)), indent)
    for report in voice.reports:
        yield from sheet.flow(_said(digest_wording.said(report)), indent + 2, "• ")
        for other in report.wordings:
            yield from sheet.flow(_said(digest_wording.worded(report, other)), indent + 4, "≈ ")


def _notice(notice: Notice, sheet: Sheet) -> Iterator[Text]:
    for line in visible_lines(notice.text).splitlines():
        yield from sheet.flow(Text(line, "" if notice.ok else "red"))


def _archived_contest(dispute: ArchivedDispute, sheet: Sheet, full: bool) -> Iterator[Text]:
    if wording.is_ledger(dispute):
        yield from _chronicle(wording.chronicle(dispute, full), sheet)
        return
    article = dispute.article
    yield from _contest(wording.contest_before(dispute, full), sheet)
    yield from sheet.flow(Text(wording.title(article), "dim"), 4)
    yield from _byline(article.url, wording.dateline(article), sheet, 4)


def _chronicle(chronicle: Chronicle, sheet: Sheet) -> Iterator[Text]:
    yield from sheet.flow(Text(chronicle.point, "bold").append(f" {chronicle.remarks}", "not bold dim"), 2)
    for turn in chronicle.turns:
        yield from _position(turn.position, sheet, 4)
        yield from _byline(turn.article.url, wording.dateline(turn.article), sheet, 6)
    if chronicle.conceding:
        yield from sheet.flow(Text(chronicle.settled), 4)
        yield from sheet.flow(_said(chronicle.conceding), 6)
    if chronicle.more:
        yield from sheet.flow(Text(chronicle.more, "dim"), 4)


def _shift(shift: Shift, sheet: Sheet) -> Iterator[Text]:
    told = [(dateline, _said(said)) for dateline, said in wording.shift(shift)]
    if sheet.console.width < _SIDE_BY_SIDE:
        for dateline, words in told:
            yield from sheet.flow(Text(dateline, "dim"), 2)
            yield from sheet.flow(words, 4)
        return
    half = sheet.half()
    before, after = ([*half.flow(Text(dateline, "dim")), *half.flow(words)] for dateline, words in told)
    yield from _columns(before, after, half)


def _contest(contest: Contest, sheet: Sheet) -> Iterator[Text]:
    point = Text(contest.point, "bold").append(f" {contest.remarks}" if contest.remarks else "", "not bold dim")
    yield from sheet.flow(point, 2)
    if len(contest.positions) == 2 and sheet.console.width >= _SIDE_BY_SIDE:
        yield from _beside(*contest.positions, sheet)
    else:
        for position in contest.positions:
            yield from _position(position, sheet, 4)


def _beside(one: Position, other: Position, sheet: Sheet) -> Iterator[Text]:
    half = sheet.half()
    yield from _columns(_position(one, half, 0), _position(other, half, 0), half)


def _columns(one: Iterable[Text], other: Iterable[Text], half: Sheet) -> Iterator[Text]:
    for left, right in zip_longest(one, other):
        line = Text("    ").append_text(left or Text())
        if right:
            line.pad_right(half.width + 8 - line.cell_len)
            line.append_text(right)
        yield line


def _position(position: Position, sheet: Sheet, indent: int) -> Iterator[Text]:
    who = Text(position.who).append(f" {position.verb}", _STANCE_STYLES[position.stance])
    if not position.evidence:
        who.append(f" {wording.SAME_SENTENCE}", "dim")
    yield from sheet.flow(who, indent)
    for sentence in position.evidence:
        yield from sheet.flow(Text(sentence), indent + 2)


def _named(name: str, description: str) -> Text:
    return Text(name, "bold").append(f", {description}" if description else "", "not bold dim")


def _said(said: Said) -> Text:
    return (
        Text()
        .append(said.cue, "italic")
        .append(said.joint + said.words)
        .append(f" {said.remarks}" if said.remarks else "", "dim")
    )


def _byline(url: str | None, dateline: str, sheet: Sheet, indent: int = 0) -> Iterator[Text]:
    """Publisher, date and address; the address is on a line of its own where it would have to be broken."""
    address = web_address(url) or ""
    together = " · ".join(part for part in (dateline, address) if part)
    if len(together) + indent <= sheet.width:
        yield from [Text(" " * indent + together, "dim")] if together else []
        return
    yield from sheet.flow(Text(dateline, "dim"), indent) if dateline else ()
    yield from [Text(" " * indent + address, "dim")] if address else []


def _heading(words: str) -> Iterator[Text]:
    yield from (Text(), Text(words.upper(), "bold cyan"))


def _small_print(remarks: Iterable[str], sheet: Sheet) -> Iterator[Text]:
    given = [remark for remark in remarks if remark]
    yield from [Text()] if given else []
    yield from _dim(given, sheet)


def _dim(remarks: Iterable[str], sheet: Sheet) -> Iterator[Text]:
    for remark in remarks:
        yield from sheet.flow(Text(remark, "dim")) if remark else ()


def _separated(items: Iterable[T], lines: Callable[[T], Iterable[Text]]) -> Iterator[Text]:
    for number, item in enumerate(items):
        yield from [Text()] if number else []
        yield from lines(item)
