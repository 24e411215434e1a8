"""What the bot says of feeds, schedules and watches: a few plain lines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.channels import Channel, Watch
from bot.feeds import ParsedEntry
from bot.following import Feed
from bot.model import Notice
from bot.reports import Fault, Report
from bot.schedule_words import in_words
from bot.zones import zone_or_utc

_FAULTS: Final[Mapping[Fault, str]] = {
    "speaker": "wrong speaker",
    "words": "not what was said",
    "dispute": "not a dispute",
}


def welcome() -> Notice:
    """What to do next, where the bot is new."""
    return Notice(
        "I tell who said what in the news, and what is disputed.\n"
        "Brief an article:  /brief https://example.com/news\n"
        "See what somebody said:  /who Zelenskyy\n"
        "Add news:  /feeds add https://example.com\n"
        "Get a digest here:  /digest at 08:00 on weekdays\n"
        "All commands:  /help, or the same words to me as a mention or in a direct message"
    )


def added(feed: Feed, again: bool, fresh: int, sample: ParsedEntry | None) -> Notice:
    """What a feed brings, so that whoever adds it sees whether it is the right one."""
    if again:
        return Notice(f"{feed.name} is followed already.")
    lines = [f"{feed.name} is followed from now on ({feed.url})."]
    if sample is not None and sample.title:
        lines.append(f"Its latest entry: {sample.title}")
    lines.append(
        f"{_counted(fresh, 'entry', 'entries')} of the last day may enter the next digest; older ones are left alone."
        if fresh
        else "What it has now counts as known; what comes from now on may enter a digest."
    )
    return Notice("\n".join(lines))


def followed(feeds: Sequence[Feed], now: datetime) -> Notice:
    """The feeds with their numbers, by which they can be removed, and what is wrong with them."""
    if not feeds:
        return Notice("No feeds are followed yet. For example: /feeds add https://example.com/news")
    return Notice("\n".join(_numbered(feeds, now)))


def checked(feeds: Sequence[Feed], counts: Mapping[int, Mapping[str, int]], now: datetime) -> Notice:
    """For each feed what it brought, or what is wrong and what is done about it."""
    if not feeds:
        return followed(feeds, now)
    lines: list[str] = []
    for feed in feeds:
        lines.append(f"{feed.name} ({feed.url})")
        lines += [f"   {line}" for line in _health(feed, counts.get(feed.id, {}), now)]
    return Notice("\n".join(lines), ok=not any(feed.failures for feed in feeds))


def _numbered(feeds: Iterable[Feed], now: datetime) -> Iterable[str]:
    for number, feed in enumerate(feeds, 1):
        trouble = f" — {_trouble(feed, now)}" if feed.trouble else ""
        yield f"{number}. {feed.name} ({feed.url}){trouble}"


def _health(feed: Feed, counts: Mapping[str, int], now: datetime) -> Iterable[str]:
    if feed.trouble:
        yield _trouble(feed, now)
    elif feed.checked_at is None:
        yield "not looked at yet"
    else:
        yield f"well; looked at {_ago(feed.checked_at, now)}, next {_ahead(feed.due_at, now)}"
    if feed.checked_at is not None and feed.fresh_at is None:
        yield "it never had anything new"
    elif feed.fresh_at is not None:
        yield f"something new {_ago(feed.fresh_at, now)}"
    if counts.get("undated"):
        yield f"{_counted(counts['undated'], 'entry has', 'entries have')} no date; what is new is known by its address"
    if counts.get("failed"):
        yield f"{_counted(counts['failed'], 'article', 'articles')} could not be read"


def _trouble(feed: Feed, now: datetime) -> str:
    if feed.due_at is None:
        return f"{feed.trouble}; it is not looked at any more, until you ask with “feeds check”"
    if not feed.failures:
        return str(feed.trouble)
    return f"{feed.trouble}; tried {_counted(feed.failures, 'time', 'times')}, next {_ahead(feed.due_at, now)}"


def planned(channel: Channel, due_at: datetime | None) -> Notice:
    """When digests come from now on."""
    if channel.schedule is None or due_at is None:
        return Notice("No digests come here any more.")
    return Notice(f"Digests come {in_words(channel.schedule)}. The next one: {_moment(due_at, channel.schedule.zone)}.")


def status(channel: Channel | None, feeds: int, watches: Sequence[Watch]) -> Notice:
    """When digests come, how large they are, from how many feeds, and what keeps them away."""
    if channel is None or channel.schedule is None:
        return Notice(
            f"No digests come here. {_counted(feeds, 'feed is', 'feeds are')} followed. For example: /digest at 08:00"
        )
    lines = [f"Digests come {in_words(channel.schedule)}, with up to {_counted(channel.budget, 'story', 'stories')}."]
    lines.append("Where nothing is new, " + ("a line says so." if channel.says_nothing_new else "nothing is posted."))
    if channel.layout == "expandable":
        lines.append("The stories open from one message.")
    if channel.due_at is not None:
        lines.append(f"The next one: {_moment(channel.due_at, channel.schedule.zone)}.")
    lines.append(f"{_counted(feeds, 'feed is', 'feeds are')} followed; {_counted(len(watches), 'watch', 'watches')}.")
    if channel.paused:
        lines.append(f"Paused: {channel.paused}. Once that is mended, plan the digests again.")
    return Notice("\n".join(lines), ok=channel.paused is None)


def watched(watches: Sequence[Watch]) -> Notice:
    """What is watched, and what is kept out."""
    if not watches:
        return Notice("Nothing is watched here. For example: /watch Zelenskyy")
    first = [watch.words for watch in watches if not watch.muted]
    muted = [watch.words for watch in watches if watch.muted]
    lines = [f"First in digests: {', '.join(first)}"] if first else []
    lines += [f"Kept out of digests: {', '.join(muted)}"] if muted else []
    return Notice("\n".join(lines))


def reported(reports: Sequence[Report]) -> Notice:
    """What readers found wrong, each on a line."""
    if not reports:
        return Notice("Nobody has found anything wrong.")
    return Notice(
        "\n".join(f"{report.at:%d %b}, {_FAULTS[report.fault]}: {report.suspect.shown}" for report in reports)
    )


def managed(members_manage: bool) -> Notice:
    """Who may change feeds and digests."""
    if members_manage:
        return Notice("All members may change feeds and digests. To end that: settings members off")
    return Notice("Those who manage this workspace may change feeds and digests. For all to: settings members on")


def _moment(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_or_utc(zone)):%A, %d %B, %H:%M}"


def _ago(moment: datetime, now: datetime) -> str:
    minutes = max(0, int((now - moment).total_seconds() // 60))
    return "just now" if minutes < 1 else f"{_span(minutes)} ago"


def _ahead(moment: datetime | None, now: datetime) -> str:
    minutes = max(0, int(((moment or now) - now).total_seconds() // 60))
    return "now" if minutes < 1 else f"in {_span(minutes)}"


def _span(minutes: int) -> str:
    for size, one, many in ((1440, "day", "days"), (60, "hour", "hours")):
        if minutes >= 2 * size:
            return f"{minutes // size} {many}"
        if minutes >= size:
            return f"1 {one}"
    return f"{minutes} min"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
