"""A reply as CommonMark; whatever comes from outside is escaped, so that it stays words."""

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from adapters import digest_wording, wording
from adapters.hostile import visible, visible_lines, web_address
from adapters.wording import Chronicle, Contest, Position, Said, Told
from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArticleRef,
    Candidates,
    Digest,
    DisputeList,
    Dossier,
    Notice,
    Reply,
    Shift,
    Story,
    StoryVoice,
)
from summarizers.briefing import Actor, Article, Briefing
from summarizers.highlights import Voice, highlights

_SYNTAX = re.compile(
    r"[\\`*_\[\]<>#|~$]"
    r"|&(?=#?\w+;)"  # character references
    r"|(?<=:)/(?=/)|(?<=www)\."  # bare addresses, which some renderers make links of
)
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_BLOCK_START = re.compile(r"^(?:[-+=:]|(\d+)(?=[.)]))")


def markdown(reply: Reply, full: bool = False) -> str:
    """The reply as a CommonMark document."""
    return "\n\n".join(_blocks(reply, full)) + "\n"


def escaped(text: str) -> str:
    """One line of plain words: nothing in it is syntax, at the start of a block or within."""
    words = _SYNTAX.sub(r"\\\g<0>", visible(text))
    return _BLOCK_START.sub(lambda start: f"{start[1]}\\" if start[1] else f"\\{start[0]}", words)


def _blocks(reply: Reply, full: bool) -> Iterator[str]:
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
            return _digest(reply, full)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, full: bool) -> Iterator[str]:
    article, shown = briefing.article, highlights(briefing, full=full)
    yield f"# {_linked(article, briefing.id)}"
    yield from _given(escaped(wording.dateline(article)))
    yield from _given(escaped(" ".join(sentence.text for sentence in shown.gist)))
    if shown.voices:
        yield "## Who said what"
        for voice in shown.voices:
            yield from _voice(article, voice)
    if shown.disputes:
        yield "## Disputed"
        for dispute in shown.disputes:
            yield from _contest(wording.contest(article, dispute))
    yield from _small_print(wording.remarks(briefing, shown))


def _voice(article: Article, voice: Voice) -> Iterator[str]:
    yield _named(voice.actor, wording.voice_name(voice))
    yield _list(_said(wording.said(article, shown)) for shown in voice.statements)


def _dossier(dossier: Dossier, full: bool) -> Iterator[str]:
    actor = dossier.actor
    yield f"# {escaped(actor.name)}"
    about = (wording.description(actor), wording.also_called(actor), wording.extent(dossier))
    yield " · ".join(escaped(part) for part in about if part)
    if dossier.statements:
        yield "## Latest statements"
        for article, statements in wording.latest(dossier, full):
            yield _reference(article)
            yield _list(map(_said, statements))
    if dossier.shifts:
        yield "## Said otherwise before"
        yield from map(_shift, dossier.shifts)
    if dossier.disputes:
        yield "## Disputed"
        for dispute in wording.contested(dossier, full):
            yield from _archived_contest(dispute, full)
    yield from _small_print([wording.unshown(dossier, full)])


def _candidates(candidates: Candidates) -> Iterator[str]:
    yield escaped(wording.choice(candidates))
    if candidates.actors:
        yield _list(_named(actor, actor.name) for actor in candidates.actors)


def _dispute_list(disputes: DisputeList, full: bool) -> Iterator[str]:
    yield f"# {escaped(wording.found(disputes))}"
    for dispute in disputes.disputes:
        yield from _archived_contest(dispute, full)
    yield from _small_print([wording.left_over(disputes)])


def _digest(digest: Digest, full: bool) -> Iterator[str]:
    yield f"# {escaped(digest_wording.title(digest))}"
    yield from _given(escaped(digest_wording.nothing_new(digest)))
    for story in digest.stories:
        yield from _story(story, full)
    yield from _small_print(digest_wording.left_out(digest))


def _story(story: Story, full: bool) -> Iterator[str]:
    yield f"## {_linked(story.articles[0])}{_remarked(digest_wording.remarks(story))}"
    yield from _given(escaped(digest_wording.dateline(story)))
    yield from _given(escaped(" ".join(story.gist)))
    for voice in story.voices:
        yield from _story_voice(voice)
    for dispute in story.disputes:
        yield from _archived_contest(dispute, full)
    yield from _small_print([digest_wording.more(story)])


def _story_voice(voice: StoryVoice) -> Iterator[str]:
    described = digest_wording.described(voice)
    yield _bold(digest_wording.name(voice)) + (f", {escaped(described)}" if described else "")
    said = []
    for report in voice.reports:
        said.append(_said(digest_wording.said(report)))
        said += [f"≈ {_said(digest_wording.worded(report, other))}" for other in report.wordings]
    yield _list(said)


def _notice(notice: Notice) -> Iterator[str]:
    """Its lines kept apart by hard breaks."""
    lines = (escaped(line) for line in visible_lines(notice.text).splitlines())
    yield "\\\n".join(line for line in lines if line)


def _archived_contest(dispute: ArchivedDispute, full: bool) -> Iterator[str]:
    if wording.is_ledger(dispute):
        yield from _chronicle(wording.chronicle(dispute, full))
        return
    yield from _contest(wording.contest_before(dispute, full))
    yield f"In {_reference(dispute.article)}"


def _chronicle(chronicle: Chronicle) -> Iterator[str]:
    yield _bold(chronicle.point) + _remarked(chronicle.remarks)
    turns = [_turn(turn) for turn in chronicle.turns]
    if chronicle.conceding:
        turns.append(f"{escaped(chronicle.settled)}: {_said(chronicle.conceding)}")
    yield _list(turns)
    yield from _small_print([chronicle.more])


def _turn(turn: Told) -> str:
    place = escaped(wording.dateline(turn.article) or wording.title(turn.article))
    return f"{_position(turn.position)} ({_link(place, turn.address)})"


def _shift(shift: Shift) -> str:
    return _list(f"{escaped(dateline)}: {_said(said)}" for dateline, said in wording.shift(shift))


def _contest(contest: Contest) -> Iterator[str]:
    yield _bold(contest.point) + _remarked(contest.remarks)
    yield _list(map(_position, contest.positions))


def _position(position: Position) -> str:
    evidence = f": {escaped(' … '.join(position.evidence))}" if position.evidence else f" {wording.SAME_SENTENCE}"
    return f"{escaped(position.who)} *{position.verb}*{evidence}"


def _said(said: Said) -> str:
    """The cue leads to the place in the article; an arrow does where there is no cue."""
    cue = _link(escaped(said.cue), said.address) if said.cue else ""
    arrow = f" {_link('↗', said.address)}" if said.address and not said.cue else ""
    words = escaped(said.words)
    return f"{cue}{said.joint}{words}{arrow}{_remarked(said.remarks)}"


def _named(actor: Actor | ArchivedActor | None, name: str) -> str:
    description = wording.description(actor)
    return _bold(name) + (f", {escaped(description)}" if description else "")


def _bold(words: str) -> str:
    return f"**{escaped(words)}**" if visible(words) else ""


def _reference(article: ArticleRef) -> str:
    dateline = escaped(wording.dateline(article))
    return _linked(article) + (f" · {dateline}" if dateline else "")


def _linked(article: Article | ArticleRef, otherwise: str = "") -> str:
    return _link(escaped(wording.title(article, otherwise)), web_address(article.url))


def _link(words: str, address: str | None) -> str:
    """Words escaped already, as a link where there is an address."""
    return f"[{words}](<{_REFERENCE.sub('&amp;', address)}>)" if address else words


def _remarked(remarks: str) -> str:
    return f" {escaped(remarks)}" if remarks else ""


def _small_print(remarks: Iterable[str]) -> Iterator[str]:
    given = [f"*{escaped(remark)}*" for remark in remarks if remark]
    yield from _given("\\\n".join(given))


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _given(block: str) -> Iterator[str]:
    if block:
        yield block
