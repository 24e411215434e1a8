"""What the renderers say of a digest and its stories, as plain strings already safe to look at."""

from collections.abc import Iterable
from dataclasses import replace

from adapters import wording
from adapters.hostile import visible
from adapters.wording import Said, Told
from bot.model import NOTHING_NEW, ArticleRef, Change, Changes, Contested, Digest, Reported, Story, StoryVoice, Wording
from bot.zones import zone_or_utc
from summarizers.briefing import Span
from summarizers.excerpts import excerpt

_OUTLETS = 4
"""Outlets that are named; of more, how many others."""
_HEADLINES = 5
_PASSAGE = 240
"""Characters of a statement."""
_MARKS = '“”"'


def title(digest: Digest) -> str:
    """The day and hour of the digest in the channel's time zone."""
    at = digest.at.astimezone(zone_or_utc(digest.zone))
    return f"News digest, {at:%A} {at.day} {at:%B %Y, %H:%M}"


def nothing_new(digest: Digest) -> str:
    """A line where there is no story."""
    return "" if digest.stories else NOTHING_NEW


def dateline(story: Story) -> str:
    """The outlets of a story, and the day of its latest article."""
    days = [article.published for article in story.articles if article.published]
    return " · ".join(part for part in (outlets(story.articles), wording.day(max(days, default=None))) if part)


def outlets(articles: Iterable[ArticleRef]) -> str:
    """The outlets by name, each once."""
    names = list(dict.fromkeys(visible(article.publisher or "") for article in articles if article.publisher))
    if len(names) > _OUTLETS:
        names = [*names[: _OUTLETS - 1], f"{len(names) - _OUTLETS + 1} others"]
    return wording.listed(names)


def remarks(story: Story) -> str:
    """Why it is here again, or first; and that there is only an excerpt of it."""
    watched = f"watched: {', '.join(map(visible, story.watched))}" if story.watched else ""
    return wording.remarks_of("continued" if story.continues else "", watched, *map(visible, story.notes))


def name(voice: StoryVoice) -> str:
    return visible(voice.name) or wording.UNATTRIBUTED


def described(voice: StoryVoice) -> str:
    return visible(voice.description or "")


def said(report: Reported) -> Said:
    """The statement, with the outlets that have it where it is not in all that is read of one."""
    kept = wording.said_before(report.statement)
    also = outlets(report.articles) if len(report.articles) > 1 else ""
    return wording.remarked(kept, also)


def worded(report: Reported, other: Wording) -> Said:
    """The same quotation as another outlet has it."""
    otherwise = replace(report.statement, article=other.article, cue="", words=other.words)
    return wording.remarked(wording.said_before(otherwise), visible(other.article.publisher or ""))


def disputed(story: Story) -> tuple[str, ...]:
    """What is disputed in it, a line for each point."""
    return tuple(f"Disputed: {visible(dispute.point)}" for dispute in story.disputes)


def more(story: Story) -> str:
    """How much more there is in the articles."""
    return f"And {story.more_statements} more statements." if story.more_statements > 0 else ""


def left_out(digest: Digest) -> tuple[str, ...]:
    """What there was no room for."""
    if not digest.left_out:
        return ()
    headlines = [wording.title(article) for article in digest.left_out[:_HEADLINES]]
    rest = len(digest.left_out) - len(headlines)
    number = f"{len(digest.left_out)} {'story' if len(digest.left_out) == 1 else 'stories'} left out:"
    return (number, *headlines, *([f"and {rest} more"] if rest else []))


def contested(reply: Contested) -> str:
    """The point that was posted, and is contested now."""
    return f"Contested since: {visible(reply.point)}"


def turns(reply: Contested) -> tuple[Told, ...]:
    """Who said it, and who contests it."""
    return tuple(wording.told(each) for each in (reply.claim, reply.contest))


def changed(reply: Changes) -> str:
    return f"This article has changed: {wording.title(reply.article)}"


def change(change: Change) -> str:
    """One change in words; only what stood in quotation marks in the article stands in them here."""
    who = wording.listed(change.actors) or "Somebody"
    before, after = _words(change.before, change.quoted), _words(change.after, change.quoted)
    match change.kind:
        case "removed":
            return f"{who} is no longer reported with: {before}"
        case "attributed":
            others = wording.listed(change.before) or "nobody"
            return f"attributed to {who} now, to {others} before: {after}"
        case "denied":
            return f"{who} now denies: {after}"
        case "corrected" | "reworded":
            return f"{who}, before: {before} — now: {after}"
        case "added":
            return f"{who} is now reported with: {after}"


def _words(pieces: Iterable[str], quoted: bool) -> str:
    text = " … ".join(map(visible, pieces))
    first = excerpt(text, (Span(0, len(text)),), _PASSAGE)
    kept = text[slice(*first.spans[0])].strip(_MARKS)
    return (f"“{kept}”" if quoted else kept) + (f" {wording.CUT}" if first.cut else "")
