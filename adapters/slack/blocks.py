"""A reply, or what is delivered, as messages in Slack's blocks."""

from collections.abc import Iterator
from typing import assert_never

from adapters import digest_wording, wording
from adapters.hostile import visible, visible_lines, web_address
from adapters.slack.text import MOST_CHARACTERS, Kind, Line, Message, Words, line, messages, usable
from adapters.wording import Chronicle, Contest, Position, Said, Told
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
from summarizers.briefing import Article, Briefing
from summarizers.highlights import Voice, highlights

_COLUMNS = 2
"""Blanks in a row that set apart what is explained from what explains it, in the list of commands."""


def rendered(reply: Reply | Body, full: bool = False, most: int = MOST_CHARACTERS) -> tuple[Message, ...]:
    """The reply as one message of at most so many characters, or as several that follow one another."""
    return messages(lines_of(reply, full), most)


def lines_of(reply: Reply | Body, full: bool = False) -> Iterator[Line]:
    """The reply line by line."""
    match reply:
        case Briefing():
            return _briefing(reply, full)
        case Dossier():
            return _dossier(reply, full)
        case Candidates():
            return _candidates(reply)
        case DisputeList():
            return _dispute_list(reply, full)
        case Notice():
            return _notice(reply)
        case Digest():
            return _digest(reply)
        case Story():
            return _story(reply, full)
        case Contested():
            return _contested(reply)
        case Changes():
            return _changes(reply)
        case Shared():
            return _shared(reply)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, full: bool) -> Iterator[Line]:
    article, shown = briefing.article, highlights(briefing, full=full)
    yield line("title", _linked(article, briefing.id))
    yield from _small(wording.dateline(article))
    yield from _plain(" ".join(visible(sentence.text) for sentence in shown.gist))
    for voice in shown.voices:
        yield from _voice(article, voice)
    if shown.disputes:
        yield line("title", "Disputed")
        for dispute in shown.disputes:
            yield from _contest(wording.contest(article, dispute))
    yield from _small(*wording.remarks(briefing, shown))


def _voice(article: Article, voice: Voice) -> Iterator[Line]:
    yield _named(wording.voice_name(voice), wording.description(voice.actor))
    for shown in voice.statements:
        yield _said(wording.said(article, shown))


def _dossier(dossier: Dossier, full: bool) -> Iterator[Line]:
    actor = dossier.actor
    yield _named(actor.name, wording.description(actor))
    yield from _small(" · ".join(filter(None, (wording.also_called(actor), wording.extent(dossier)))))
    for article, statements in wording.latest(dossier, full):
        yield _reference(article)
        yield from map(_said, statements)
    if dossier.shifts:
        yield line("title", "Said otherwise before")
        for shift in dossier.shifts:
            yield from _shift(shift)
    if dossier.disputes:
        yield line("title", "Disputed")
        for dispute in wording.contested(dossier, full):
            yield from _archived_contest(dispute, full)
    yield from _small(wording.unshown(dossier, full))


def _candidates(candidates: Candidates) -> Iterator[Line]:
    yield line("plain", wording.choice(candidates))
    for actor in candidates.actors:
        yield _described("item", actor.name, wording.description(actor))


def _dispute_list(disputes: DisputeList, full: bool) -> Iterator[Line]:
    yield line("title", wording.found(disputes))
    for dispute in disputes.disputes:
        yield from _archived_contest(dispute, full)
    yield from _small(wording.left_over(disputes))


def _notice(notice: Notice) -> Iterator[Line]:
    """A line each; what is explained stands out."""
    for each in visible_lines(notice.text).splitlines():
        term, gap, meaning = each.strip().partition(" " * _COLUMNS)
        if gap and meaning.strip():
            yield line("item", Words(term, bold=True), f" — {meaning.strip()}")
        elif term:
            yield line("plain", term)


def _digest(digest: Digest) -> Iterator[Line]:
    """Its headlines; the stories stand in its thread, or open from it."""
    yield line("title", digest_wording.title(digest))
    yield from _plain(digest_wording.nothing_new(digest))
    for story in digest.stories:
        dateline = digest_wording.dateline(story)
        yield line("item", *_headline(story), f"\n{dateline}" if dateline else "")
    yield from _small(*digest_wording.left_out(digest))


def _headline(story: Story) -> tuple[Words | str, ...]:
    """The title of a story, which leads to its first article."""
    return _linked(story.articles[0]), _aside(digest_wording.remarks(story), "")


def _story(story: Story, full: bool) -> Iterator[Line]:
    yield line("heading", *_headline(story))
    yield from _small(digest_wording.dateline(story))
    yield from _plain(" ".join(map(visible, story.gist)))
    for voice in story.voices:
        yield from _story_voice(voice)
    if story.disputes:
        yield line("title", "Disputed")
        for dispute in story.disputes:
            yield from _archived_contest(dispute, full)
    yield from _small(digest_wording.more(story))


def _story_voice(voice: StoryVoice) -> Iterator[Line]:
    yield _named(digest_wording.name(voice), digest_wording.described(voice))
    for report in voice.reports:
        yield _said(digest_wording.said(report))
        for other in report.wordings:
            yield _said(digest_wording.worded(report, other), "≈ ")


def _contested(contested: Contested) -> Iterator[Line]:
    yield line("title", digest_wording.contested(contested))
    yield from map(_turn, digest_wording.turns(contested))


def _changes(changes: Changes) -> Iterator[Line]:
    yield line("title", Words(digest_wording.changed(changes), web_address(changes.article.url)))
    for change in changes.changes:
        yield line("item", digest_wording.change(change))


def _shared(shared: Shared) -> Iterator[Line]:
    yield from lines_of(shared.answer)
    yield line("plain", Words("Shared by ", italic=True), Words(shared.user, names="user"))


def _archived_contest(dispute: ArchivedDispute, full: bool) -> Iterator[Line]:
    if wording.is_ledger(dispute):
        yield from _chronicle(wording.chronicle(dispute, full))
        return
    yield from _contest(wording.contest_before(dispute, full))
    yield line("plain", "In ", _linked(dispute.article), _aside(wording.dateline(dispute.article)))


def _chronicle(chronicle: Chronicle) -> Iterator[Line]:
    yield line("heading", Words(chronicle.point, bold=True), _aside(chronicle.remarks, ""))
    yield from map(_turn, chronicle.turns)
    if chronicle.conceding:
        yield _said(chronicle.conceding, f"{chronicle.settled}: ")
    yield from _small(chronicle.more)


def _turn(turn: Told) -> Line:
    place = wording.dateline(turn.article) or wording.title(turn.article)
    return line("item", *_stance(turn.position), " (", Words(place, turn.address), ")")


def _shift(shift: Shift) -> Iterator[Line]:
    for dateline, said in wording.shift(shift):
        yield _said(said, f"{dateline}: ")


def _contest(contest: Contest) -> Iterator[Line]:
    yield line("heading", Words(contest.point, bold=True), _aside(contest.remarks, ""))
    for position in contest.positions:
        yield line("item", *_stance(position), *(_arrow(position.address) if position.evidence else ()))


def _stance(position: Position) -> tuple[Words, ...]:
    evidence = f": {' … '.join(position.evidence)}" if position.evidence else f" {wording.SAME_SENTENCE}"
    return (Words(position.who, bold=True), Words(f" {position.verb}", italic=True), Words(evidence))


def _said(said: Said, lead: str = "") -> Line:
    """The cue leads to the place in the article; an arrow does where there is no cue."""
    cue, arrow = Words(said.cue, said.address), () if said.cue else _arrow(said.address)
    return line("item", lead, cue, said.joint + said.words, *arrow, _aside(said.remarks, ""))


def _arrow(address: str | None) -> tuple[Words | str, ...]:
    return ("\N{NO-BREAK SPACE}", Words("↗", address)) if usable(address) else ()


def _named(name: str, description: str) -> Line:
    return _described("heading", name, description)


def _described(kind: Kind, name: str, description: str) -> Line:
    return line(kind, Words(visible(name), bold=True), f", {description}" if description else "")


def _reference(article: ArticleRef) -> Line:
    return line("heading", _linked(article), _aside(wording.dateline(article)))


def _linked(article: Article | ArticleRef, otherwise: str = "") -> Words:
    return Words(wording.title(article, otherwise), web_address(article.url), bold=True)


def _aside(words: str, mark: str = "· ") -> str:
    return f" {mark}{words}" if words else ""


def _plain(words: str) -> Iterator[Line]:
    if words:
        yield line("plain", words)


def _small(*remarks: str) -> Iterator[Line]:
    yield from (line("small", remark) for remark in remarks if remark)
