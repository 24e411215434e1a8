"""A reply or a message to a channel as pages of Discord's Markdown, each of which Discord takes."""

from collections.abc import Iterator
from typing import assert_never

from adapters import wording
from adapters.discord.digests import changes, contested, digest_pages, headlines, story
from adapters.discord.markdown import bold, clipped
from adapters.discord.pages import Item, Page, laid_out
from adapters.discord.pieces import (
    HALF,
    NAME,
    NAMES,
    POINT,
    TITLE,
    WORDS,
    archived_contest,
    contest,
    cut_words,
    dated,
    gist,
    headline,
    named,
    reference,
    said,
    small_print,
)
from adapters.hostile import visible, visible_lines
from bot.model import (
    Body,
    Candidates,
    Changes,
    Contested,
    Digest,
    DisputeList,
    Dossier,
    Heard,
    Notice,
    Provenance,
    Reply,
    Shared,
    Shift,
    Story,
)
from summarizers.briefing import Article, Briefing
from summarizers.highlights import Voice, highlights


def pages(reply: Reply | Body, full: bool = False) -> tuple[Page, ...]:
    """The reply in as few pages as hold it: what matters most, or all of it."""
    match reply:
        case Digest():
            return digest_pages(reply)
        case _:
            return laid_out(_items(reply, full))


def sources(behind: Provenance) -> tuple[Page, ...]:
    """The articles behind something shown, and who speaks in them."""
    articles = (Item(reference(article), "", "### Articles") for article in behind.articles)
    voices = (Item(f"- {_heard(voice)}", "Statements of each", "### Who speaks") for voice in behind.voices)
    return laid_out((*articles, *voices))


def _heard(voice: Heard) -> str:
    return f"{named(voice.name, visible(voice.description or ''))} ({voice.statements})"


def _items(reply: Reply | Body, full: bool) -> Iterator[Item]:
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
            return headlines(reply, brief=False)
        case Story():
            return story(reply)
        case Contested():
            return contested(reply)
        case Changes():
            return changes(reply)
        case Shared():
            return _shared(reply, full)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, full: bool) -> Iterator[Item]:
    article, shown = briefing.article, highlights(briefing, full=full)
    yield headline(wording.title(article, briefing.id), article.url, dated(article))
    yield from gist(sentence.text for sentence in shown.gist)
    for voice in shown.voices:
        yield from _voice(article, voice)
    for dispute in shown.disputes:
        yield from contest(wording.contest(article, dispute), "### Disputed")
    yield from small_print(wording.remarks(briefing, shown))


def _voice(article: Article, voice: Voice) -> Iterator[Item]:
    lead = named(wording.voice_name(voice), wording.description(voice.actor))
    for shown in voice.statements:
        yield Item(f"- {said(wording.said(article, shown))}", lead, "### Who said what")


def _dossier(dossier: Dossier, full: bool) -> Iterator[Item]:
    actor = dossier.actor
    about = (wording.description(actor), wording.also_called(actor), wording.extent(dossier))
    lines = [f"## {cut_words(actor.name, NAME)}", *(f"-# {cut_words(part, POINT)}" for part in about if part)]
    yield Item("\n".join(lines))
    for article, statements in wording.latest(dossier, full):
        for statement in statements:
            yield Item(f"- {said(statement)}", reference(article), "### Latest statements")
    yield from map(_shift, dossier.shifts)
    for dispute in wording.contested(dossier, full):
        yield from archived_contest(dispute, "### Disputed", full)
    yield from small_print([wording.unshown(dossier, full)])


def _shift(shift: Shift) -> Item:
    """Both statements stand together."""
    told = ((each.article, said(wording.said_before(each), HALF)) for each in (shift.earlier, shift.later))
    return Item("\n".join(f"- {dated(article)}: {said}" for article, said in told), "", "### Said otherwise before")


def _candidates(candidates: Candidates) -> Iterator[Item]:
    yield Item(cut_words(wording.choice(candidates), POINT))
    for actor in candidates.actors:
        yield Item(named(actor.name, wording.description(actor)))


def _dispute_list(disputes: DisputeList, full: bool) -> Iterator[Item]:
    yield Item(f"## {cut_words(wording.found(disputes), TITLE)}")
    for dispute in disputes.disputes:
        yield from archived_contest(dispute, "", full)
    yield from small_print([wording.left_over(disputes)])


def _shared(shared: Shared, full: bool) -> Iterator[Item]:
    by = f"<@{shared.user}> " if shared.user.isascii() and shared.user.isdecimal() else ""
    yield Item(f"-# {by}shared /{cut_words(shared.command, NAMES)}")
    yield from _items(shared.answer, full)


def _notice(notice: Notice) -> Iterator[Item]:
    first, *others = [_line(line) for line in visible_lines(notice.text).splitlines() if visible(line)] or [""]
    yield from (Item(line, first) for line in others) if others else [Item(first)]


def _line(line: str) -> str:
    """A line, whose first column is bold where it has columns."""
    name, gap, meaning = line.partition("  ")
    return f"{bold(clipped(name, NAME))} {cut_words(meaning, WORDS)}" if name and gap else cut_words(line, WORDS)
