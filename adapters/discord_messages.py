"""A reply or a message to a channel as pages of Discord's Markdown, each of which Discord takes."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from adapters import digest_wording, wording
from adapters.discord_markdown import bold, clipped, date, escaped, link, moment, shortened
from adapters.discord_pages import Item, Page, laid_out
from adapters.hostile import visible, visible_lines, web_address
from adapters.wording import Chronicle, Contest, Position, Said, Told
from bot.model import (
    ArchivedDispute,
    ArticleRef,
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
    StoryVoice,
)
from bot.outbox import Body
from summarizers.briefing import Article, Briefing
from summarizers.highlights import Voice, highlights

_TITLE = 250
_NAME = 100
_NAMES = 200
_DESCRIPTION = 200
_POINT = 400
_WORDS = 1_200
_HALF = 400
"""Characters over which a piece of text is cut, so that an item fits a page however much of it has to be escaped.

Words that are somebody's were cut at a sentence long before that, where they have sentences.
"""


def pages(reply: Reply | Body, full: bool = False) -> tuple[Page, ...]:
    """The reply in as few pages as hold it: what matters most, or all of it."""
    match reply:
        case Digest():
            return _digest(reply)
        case _:
            return laid_out(_items(reply, full))


def sources(behind: Provenance) -> tuple[Page, ...]:
    """The articles behind something shown, and who speaks in them."""
    articles = (Item(_reference(article), "", "### Articles") for article in behind.articles)
    voices = (Item(f"- {_heard(voice)}", "Statements of each", "### Who speaks") for voice in behind.voices)
    return laid_out((*articles, *voices))


def _heard(voice: Heard) -> str:
    return f"{_named(voice.name, visible(voice.description or ''))} ({voice.statements})"


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
            return _headlines(reply, brief=False)
        case Story():
            return _story(reply)
        case Contested():
            return _contested(reply)
        case Changes():
            return _changes(reply)
        case Shared():
            return _shared(reply, full)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, full: bool) -> Iterator[Item]:
    article, shown = briefing.article, highlights(briefing, full=full)
    yield _headline(wording.title(article, briefing.id), article.url, _dateline(article))
    yield from _gist(sentence.text for sentence in shown.gist)
    for voice in shown.voices:
        yield from _voice(article, voice)
    for dispute in shown.disputes:
        yield from _contest(wording.contest(article, dispute), "### Disputed")
    yield from _small_print(wording.remarks(briefing, shown))


def _voice(article: Article, voice: Voice) -> Iterator[Item]:
    lead = _named(wording.voice_name(voice), wording.description(voice.actor))
    for shown in voice.statements:
        yield Item(f"- {_said(wording.said(article, shown))}", lead, "### Who said what")


def _dossier(dossier: Dossier, full: bool) -> Iterator[Item]:
    actor = dossier.actor
    about = (wording.description(actor), wording.also_called(actor), wording.extent(dossier))
    lines = [f"## {_words(actor.name, _NAME)}", *(f"-# {_words(part, _POINT)}" for part in about if part)]
    yield Item("\n".join(lines))
    for article, statements in wording.latest(dossier, full):
        for said in statements:
            yield Item(f"- {_said(said)}", _reference(article), "### Latest statements")
    yield from map(_shift, dossier.shifts)
    for dispute in wording.contested(dossier, full):
        yield from _archived_contest(dispute, "### Disputed", full)
    yield from _small_print([wording.unshown(dossier, full)])


def _shift(shift: Shift) -> Item:
    """Both statements stand together."""
    told = ((each.article, _said(wording.said_before(each), _HALF)) for each in (shift.earlier, shift.later))
    return Item("\n".join(f"- {_dateline(article)}: {said}" for article, said in told), "", "### Said otherwise before")


def _candidates(candidates: Candidates) -> Iterator[Item]:
    yield Item(_words(wording.choice(candidates), _POINT))
    for actor in candidates.actors:
        yield Item(_named(actor.name, wording.description(actor)))


def _dispute_list(disputes: DisputeList, full: bool) -> Iterator[Item]:
    yield Item(f"## {_words(wording.found(disputes), _TITLE)}")
    for dispute in disputes.disputes:
        yield from _archived_contest(dispute, "", full)
    yield from _small_print([wording.left_over(disputes)])


def _digest(digest: Digest) -> tuple[Page, ...]:
    """The head, which has one page: with the gist of the stories where that fits, else with their headlines alone."""
    told = laid_out(_headlines(digest, brief=False))
    return told if len(told) == 1 else laid_out(_headlines(digest, brief=True))


def _headlines(digest: Digest, brief: bool) -> Iterator[Item]:
    nothing_new = digest_wording.nothing_new(digest)
    yield Item("\n".join([f"## News digest, {moment(digest.at, 'F')}", *([nothing_new] if nothing_new else [])]))
    for number, story in enumerate(digest.stories, 1):
        article = story.articles[0]
        title = f"**{number}. {_title(wording.title(article), article.url)}**"
        lines = [
            title + _remarked(digest_wording.remarks(story)),
            *_small(_words(digest_wording.outlets(story.articles), _NAMES)),
        ]
        if not brief:
            lines += [_words(sentence, _POINT) for sentence in story.gist[:1]]
            lines += [f"*{_words(point, _POINT)}*" for point in digest_wording.disputed(story)[:1]]
        yield Item("\n".join(lines))
    yield from _small_print(digest_wording.left_out(digest))


def _story(story: Story) -> Iterator[Item]:
    article = story.articles[0]
    outlets = _words(digest_wording.outlets(story.articles), _NAMES)
    latest = max((each.published for each in story.articles if each.published), default=None)
    dateline = " · ".join(part for part in (outlets, date(latest)) if part)
    yield _headline(wording.title(article), article.url, dateline, digest_wording.remarks(story))
    yield from _gist(story.gist)
    for voice in story.voices:
        yield from _story_voice(voice)
    for dispute in story.disputes:
        yield from _archived_contest(dispute, "### Disputed", alone=len(story.articles) == 1)
    yield from _small_print([digest_wording.more(story)])


def _story_voice(voice: StoryVoice) -> Iterator[Item]:
    lead = _named(digest_wording.name(voice), digest_wording.described(voice))
    for report in voice.reports:
        yield Item(f"- {_said(digest_wording.said(report))}", lead, "### Who said what")
        for other in report.wordings:
            yield Item(f"  - ≈ {_said(digest_wording.worded(report, other))}", lead, "### Who said what")


def _contested(contested: Contested) -> Iterator[Item]:
    yield Item(bold(clipped(digest_wording.contested(contested), _POINT)))
    for turn in digest_wording.turns(contested):
        yield Item(_turn(turn))


def _changes(changes: Changes) -> Iterator[Item]:
    url = web_address(changes.article.url)
    title = f"**{link(clipped(digest_wording.changed(changes), _TITLE), url)}**"
    lead = "\n".join([title, *_small(_dateline(changes.article))])
    for change in changes.changes:
        yield Item(f"- {_words(digest_wording.change(change), _WORDS)}", lead)


def _shared(shared: Shared, full: bool) -> Iterator[Item]:
    by = f"<@{shared.user}> " if shared.user.isascii() and shared.user.isdecimal() else ""
    yield Item(f"-# {by}shared /{_words(shared.command, _NAMES)}")
    yield from _items(shared.answer, full)


def _notice(notice: Notice) -> Iterator[Item]:
    first, *others = [_line(line) for line in visible_lines(notice.text).splitlines() if visible(line)] or [""]
    yield from (Item(line, first) for line in others) if others else [Item(first)]


def _line(line: str) -> str:
    """A line, whose first column is bold where it has columns."""
    name, gap, meaning = line.partition("  ")
    return f"{bold(clipped(name, _NAME))} {_words(meaning, _WORDS)}" if name and gap else _words(line, _WORDS)


def _archived_contest(
    dispute: ArchivedDispute, heading: str, full: bool = False, alone: bool = False
) -> Iterator[Item]:
    """A disputed point, with the article that it is from unless that stands `alone` above."""
    if wording.is_ledger(dispute):
        return _chronicle(wording.chronicle(dispute, full), heading)
    return _contest(wording.contest_before(dispute, full), heading, "" if alone else _reference(dispute.article))


def _chronicle(chronicle: Chronicle, heading: str) -> Iterator[Item]:
    lead = _point(chronicle.point, chronicle.remarks)
    for turn in chronicle.turns:
        yield Item(_turn(turn), lead, heading)
    if chronicle.conceding:
        yield Item(f"- {_words(chronicle.settled, _NAMES)}: {_said(chronicle.conceding)}", lead, heading)
    if chronicle.more:
        yield Item(f"-# {chronicle.more}", lead, heading)


def _contest(contest: Contest, heading: str, reference: str = "") -> Iterator[Item]:
    lead = _point(contest.point, contest.remarks)
    for position in contest.positions:
        yield Item(f"- {_position(position)}", lead, heading)
    if reference:
        yield Item(f"-# {reference}", lead, heading)


def _turn(turn: Told) -> str:
    place = _dateline(turn.article) or _title(wording.title(turn.article), None)
    return f"- {_position(turn.position)} ({place})"


def _position(position: Position) -> str:
    """Who, and the sentence; the stance leads to its place in the article."""
    who = bold(clipped(position.who, _NAMES))
    if not position.evidence:
        return f"{who} {position.verb} {wording.SAME_SENTENCE}"
    evidence = _words(" … ".join(position.evidence), _WORDS)
    return f"{who} {link(position.verb, shortened(position.address))}: {evidence}"


def _said(said: Said, room: int = _WORDS) -> str:
    """The cue leads to the place in the article; an arrow does where there is no cue."""
    address = shortened(said.address)
    cue = link(clipped(said.cue, _NAMES), address) if said.cue else ""
    arrow = f" {link('→', address)}" if address and not said.cue else ""
    joint = said.joint.replace(said.joint.strip(), escaped(said.joint)) if said.joint.strip() else said.joint
    return f"{cue}{joint}{_words(said.words, room)}{arrow}{_remarked(said.remarks)}"


def _headline(title: str, url: str | None, dateline: str, remarks: str = "") -> Item:
    return Item(
        "\n".join([f"## {_title(title, url)}", *_small(" ".join(p for p in (dateline, escaped(remarks)) if p))])
    )


def _title(title: str, url: str | None) -> str:
    return link(clipped(title, _TITLE), web_address(url))


def _reference(article: Article | ArticleRef) -> str:
    dateline = _dateline(article)
    return _title(wording.title(article), article.url) + (f" · {dateline}" if dateline else "")


def _dateline(article: Article | ArticleRef) -> str:
    """Publisher and day."""
    return " · ".join(part for part in (_words(article.publisher or "", _NAME), date(article.published)) if part)


def _gist(sentences: Iterable[str]) -> Iterator[Item]:
    words = clipped(" ".join(map(visible, sentences)), _WORDS)
    if words:
        yield Item(escaped(words))


def _named(name: str, description: str) -> str:
    return bold(clipped(name, _NAME)) + (f", {_words(description, _DESCRIPTION)}" if description else "")


def _point(point: str, remarks: str) -> str:
    return bold(clipped(point, _POINT)) + _remarked(remarks)


def _words(text: str, room: int) -> str:
    return escaped(clipped(text, room))


def _remarked(remarks: str) -> str:
    return f" {_words(remarks, _NAMES)}" if remarks else ""


def _small(words: str) -> Iterator[str]:
    if words:
        yield f"-# {words}"


def _small_print(remarks: Iterable[str]) -> Iterator[Item]:
    lines = [f"-# {_words(remark, _POINT)}" for remark in remarks if remark]
    if lines:
        yield Item("\n".join(lines))
