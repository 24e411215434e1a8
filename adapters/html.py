"""Replies as one page that needs nothing else: no request, no script, readable on a phone, in light and in dark."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import assert_never

from adapters import digest_wording, wording
from adapters.hostile import visible, visible_lines, web_address
from adapters.html_text import evidence_anchor, marked_text, statement_anchor
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
    Reported,
    Shift,
    Story,
    StoryVoice,
)
from summarizers.briefing import Actor, Article, Briefing
from summarizers.highlights import ShownDispute, Voice, highlights

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{contents}<main>
{sections}
</main>
</body>
</html>
"""


def html(*replies: Reply, full: bool = False) -> str:
    """The replies as a page, under a table of contents where there are several."""
    titles = [_title(reply) for reply in replies]
    sections = (
        f'<article id="r{number}">\n{_reply(reply, f"r{number}", full)}\n</article>'
        for number, reply in enumerate(replies, 1)
    )
    return _PAGE.format(
        title=escape(titles[0]) if len(titles) == 1 else "OnRecord",
        style=files("adapters").joinpath("page.css").read_text(encoding="utf-8"),
        contents=_contents(titles) if len(titles) > 1 else "",
        sections="\n".join(sections),
    )


def _contents(titles: Iterable[str]) -> str:
    items = "".join(f'<li><a href="#r{number}">{escape(title)}</a></li>' for number, title in enumerate(titles, 1))
    return f'<nav aria-label="Contents"><ol>{items}</ol></nav>\n'


def _title(reply: Reply) -> str:
    match reply:
        case Briefing():
            return wording.title(reply.article, reply.id)
        case Dossier():
            return visible(reply.actor.name)
        case Candidates():
            return wording.choice(reply)
        case DisputeList():
            return wording.found(reply)
        case Notice():
            return "OnRecord"
        case Digest():
            return digest_wording.title(reply)
        case _:
            assert_never(reply)


def _reply(reply: Reply, prefix: str, full: bool) -> str:
    match reply:
        case Briefing():
            return _briefing(reply, prefix, full)
        case Dossier():
            return _dossier(reply, full)
        case Candidates():
            return _candidates(reply)
        case DisputeList():
            return _dispute_list(reply, full)
        case Notice():
            return "".join(f"<p>{_safe(line)}</p>" for line in visible_lines(reply.text).splitlines())
        case Digest():
            return _digest(reply, full)
        case _:
            assert_never(reply)


def _briefing(briefing: Briefing, prefix: str, full: bool) -> str:
    article, shown = briefing.article, highlights(briefing, full=full)
    gist = " ".join(sentence.text for sentence in shown.gist)
    summary = "The article, with every statement marked" if briefing.statements else "The article"
    parts = (
        f"<header><h1>{_linked(article, briefing.id)}</h1>{_paragraph('dateline', wording.dateline(article))}</header>",
        _paragraph("gist", gist),
        _section("Who said what", [_voice(article, voice, prefix) for voice in shown.voices]),
        _section("Disputed", [_disputed(article, dispute, prefix) for dispute in shown.disputes]),
        _small_print(wording.remarks(briefing, shown)),
        f"<details><summary>{summary}</summary>"
        f'<div class="text" dir="auto">{marked_text(briefing, prefix)}</div></details>',
    )
    return "\n".join(part for part in parts if part)


def _voice(article: Article, voice: Voice, prefix: str) -> str:
    items = "".join(
        f"<li>{_said(wording.said(article, shown))}{_place(statement_anchor(prefix, shown.statement))}</li>"
        for shown in voice.statements
    )
    return f'<div class="voice"><h3>{_named(voice.actor, wording.voice_name(voice))}</h3><ul>{items}</ul></div>'


def _disputed(article: Article, shown: ShownDispute, prefix: str) -> str:
    places = [[evidence_anchor(prefix, each.spans[0]) for each in side.evidence] for side in shown.sides]
    return _contest(wording.contest(article, shown), places)


def _dossier(dossier: Dossier, full: bool) -> str:
    actor = dossier.actor
    about = [part for part in (wording.description(actor), wording.also_called(actor), wording.extent(dossier)) if part]
    parts = (
        f"<header><h1>{_safe(actor.name)}</h1>{_paragraph('dateline', ' · '.join(about))}</header>",
        _section("Latest statements", [_read_in(*group) for group in wording.latest(dossier, full)]),
        _section("Said otherwise before", [_shift(each) for each in dossier.shifts]),
        _section("Disputed", [_archived_contest(each, full) for each in wording.contested(dossier, full)]),
        _small_print([wording.unshown(dossier, full)]),
    )
    return "\n".join(part for part in parts if part)


def _read_in(article: ArticleRef, statements: Iterable[Said]) -> str:
    items = "".join(f"<li>{_said(said)}{_outward(said.address)}</li>" for said in statements)
    return f'<div class="voice">{_reference(article)}<ul>{items}</ul></div>'


def _candidates(candidates: Candidates) -> str:
    items = "".join(f"<li>{_named(actor, visible(actor.name))}</li>" for actor in candidates.actors)
    return f"<p>{_safe(wording.choice(candidates))}</p><ul>{items}</ul>"


def _dispute_list(disputes: DisputeList, full: bool) -> str:
    contests = "".join(_archived_contest(dispute, full) for dispute in disputes.disputes)
    heading = f"<header><h1>{_safe(wording.found(disputes))}</h1></header>"
    return f"{heading}{contests}{_small_print([wording.left_over(disputes)])}"


def _digest(digest: Digest, full: bool) -> str:
    heading = f"<header><h1>{_safe(digest_wording.title(digest))}</h1></header>"
    nothing = _paragraph("gist", digest_wording.nothing_new(digest))
    stories = "\n".join(_story(story, full) for story in digest.stories)
    return f"{heading}{nothing}{stories}{_small_print(digest_wording.left_out(digest))}"


def _story(story: Story, full: bool) -> str:
    remarks = digest_wording.remarks(story)
    parts = (
        f"<h2>{_linked(story.articles[0])}{f' <small>{_safe(remarks)}</small>' if remarks else ''}</h2>",
        _paragraph("dateline", digest_wording.dateline(story)),
        _paragraph("gist", " ".join(story.gist)),
        *map(_story_voice, story.voices),
        *(_archived_contest(dispute, full) for dispute in story.disputes),
        _small_print([digest_wording.more(story)]),
    )
    return f'<section class="story">{"".join(part for part in parts if part)}</section>'


def _story_voice(voice: StoryVoice) -> str:
    described = digest_wording.described(voice)
    named = f"<b>{escape(digest_wording.name(voice))}</b>" + (
        f" <small>{escape(described)}</small>" if described else ""
    )
    items = "".join(f"<li>{_report(report)}</li>" for report in voice.reports)
    return f'<div class="voice"><h3>{named}</h3><ul>{items}</ul></div>'


def _report(report: Reported) -> str:
    said = digest_wording.said(report)
    others = (digest_wording.worded(report, other) for other in report.wordings)
    return f"{_said(said)}{_outward(said.address)}" + "".join(
        f"<br>≈ {_said(each)}{_outward(each.address)}" for each in others
    )


def _archived_contest(dispute: ArchivedDispute, full: bool) -> str:
    if wording.is_ledger(dispute):
        return _chronicle(wording.chronicle(dispute, full))
    return _contest(wording.contest_before(dispute, full), footer=_reference(dispute.article))


def _chronicle(chronicle: Chronicle) -> str:
    """The assertions on one side and what contests them on the other, each with the place where it stands."""
    sides = [
        [turn for turn in chronicle.turns if (turn.position.stance == "asserts") == side] for side in (True, False)
    ]
    columns = "".join(f"<div>{''.join(map(_turn, side))}</div>" for side in sides)
    remarks = f" <small>{_safe(chronicle.remarks)}</small>"
    settled = f"<p>{_safe(chronicle.settled)}: {_said(chronicle.conceding)}</p>" if chronicle.conceding else ""
    more = _paragraph("reference", chronicle.more)
    head = f"<h3>{_safe(chronicle.point)}{remarks}</h3>"
    return f'<div class="dispute">{head}<div class="sides">{columns}</div>{settled}{more}</div>'


def _turn(turn: Told) -> str:
    words = escape(wording.dateline(turn.article) or wording.title(turn.article))
    link = f'<a href="{escape(turn.address)}" rel="noreferrer">{words}</a>' if turn.address else words
    return _side(turn.position, [], f'<p class="reference">{link}</p>')


def _shift(shift: Shift) -> str:
    """Both statements beside each other."""
    columns = "".join(
        f'<div class="side"><p class="who">{_safe(dateline)}</p><blockquote>{_said(said)}{_outward(said.address)}'
        "</blockquote></div>"
        for dateline, said in wording.shift(shift)
    )
    return f'<div class="dispute"><div class="sides">{columns}</div></div>'


def _contest(contest: Contest, places: list[list[str]] | None = None, footer: str = "") -> str:
    remarks = f" <small>{_safe(contest.remarks)}</small>" if contest.remarks else ""
    sides = "".join(
        _side(position, places[number] if places else []) for number, position in enumerate(contest.positions)
    )
    return (
        f'<div class="dispute"><h3>{_safe(contest.point)}{remarks}</h3><div class="sides">{sides}</div>{footer}</div>'
    )


def _side(position: Position, places: list[str], footer: str = "") -> str:
    evidence = "".join(
        f"<blockquote>{_safe(sentence)}{_place(places[number]) if places else ''}</blockquote>"
        for number, sentence in enumerate(position.evidence)
    )
    same = "" if evidence else f"<p><small>{wording.SAME_SENTENCE}</small></p>"
    who = f'<p class="who">{_safe(position.who)} <b>{position.verb}</b></p>'
    return f'<div class="side {position.stance}">{who}{evidence}{same}{footer}</div>'


def _said(said: Said) -> str:
    cue = f'<span class="cue">{_safe(said.cue)}{escape(said.joint)}</span>' if said.cue else ""
    remarks = f" <small>{_safe(said.remarks)}</small>" if said.remarks else ""
    return f'{cue}<span class="words">{_safe(said.words)}</span>{remarks}'


def _place(anchor: str) -> str:
    return f'&nbsp;<a class="place" href="#{anchor}" title="Place in the text" aria-label="Place in the text">¶</a>'


def _outward(address: str | None) -> str:
    label = "Place in the article"
    link = f'&nbsp;<a class="place" href="{escape(address or "")}" title="{label}" aria-label="{label}">↗</a>'
    return link if address else ""


def _named(actor: Actor | ArchivedActor | None, name: str) -> str:
    description = wording.description(actor)
    return f"<b>{escape(name)}</b>" + (f" <small>{escape(description)}</small>" if description else "")


def _reference(article: ArticleRef) -> str:
    dateline = _safe(wording.dateline(article))
    return f'<p class="reference">{_linked(article)}{f" · {dateline}" if dateline else ""}</p>'


def _linked(article: Article | ArticleRef, otherwise: str = "") -> str:
    words, address = escape(wording.title(article, otherwise)), web_address(article.url)
    return f'<a href="{escape(address)}" rel="noreferrer">{words}</a>' if address else words


def _section(heading: str, blocks: list[str]) -> str:
    return f"<section><h2>{heading}</h2>\n{''.join(blocks)}</section>" if blocks else ""


def _small_print(remarks: Iterable[str]) -> str:
    lines = [_safe(remark) for remark in remarks if remark]
    return f'<p class="remarks">{"<br>".join(lines)}</p>' if lines else ""


def _paragraph(name: str, words: str) -> str:
    return f'<p class="{name}">{_safe(words)}</p>' if words else ""


def _safe(text: str) -> str:
    return escape(visible(text))
