"""What people see at home, built by hand, and a strategy for any of it."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from bot.channels import Address, Channel, Watch
from bot.fetching import Validators
from bot.following import Feed
from bot.overview import Overview
from bot.reports import Report, Suspect
from bot.schedule import Schedule
from tests.bodies import EXPANDABLE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORKDAYS = Schedule((time(8), time(18, 30)), frozenset(range(5)), "Europe/Berlin")


def channel(id_: str, paused: str | None = None, schedule: Schedule | None = WORKDAYS) -> Channel:
    return Channel(1, Address("slack", "T1", id_), schedule, NOW + timedelta(1), 7, False, NOW, None, paused)


def feed(title: str | None, url: str = "https://news.example/feed", trouble: str | None = None) -> Feed:
    return Feed(1, url, title, Validators(), NOW, NOW, NOW, 1 if trouble else 0, trouble)


def report(shown: str) -> Report:
    return Report(Suspect(1, "s1", shown), "speaker", "U7", NOW)


EMPTY = Overview((), (), (), None, (), manages=False, members_manage=False, decides=False, at=NOW)
BUSY = Overview(
    (channel("C1"), channel("@U1"), channel("C2", paused="the bot was removed from it")),
    (
        feed("Harrow Herald"),
        feed(None, "https://courier.example/rss"),
        feed("Skarrow 4", "https://skarrow4.example/feed", trouble="the server answered 404 (not found)"),
    ),
    (Watch("Tom Beck", muted=False), Watch("football", muted=True)),
    EXPANDABLE,
    (report("Ana Ruiz: “The bridge is not safe”"),),
    manages=True,
    members_manage=False,
    decides=True,
    at=NOW,
)


def overviews(texts: st.SearchStrategy[str], urls: st.SearchStrategy[str]) -> st.SearchStrategy[Overview]:
    """Homes of anybody, with hardly anything or very much in them."""
    ids = st.sampled_from(["C1", "@U1"])
    channels = st.lists(st.builds(channel, ids, st.none() | texts, st.none() | st.just(WORKDAYS)), max_size=14)
    feeds = st.lists(st.builds(feed, st.none() | texts, urls, st.none() | texts), max_size=14)
    watches = st.lists(st.builds(Watch, texts, st.booleans()), max_size=14)
    reports = st.lists(st.builds(report, texts), max_size=14)
    return st.builds(
        Overview,
        channels.map(tuple),
        feeds.map(tuple),
        watches.map(tuple),
        st.none() | st.just(EXPANDABLE),
        reports.map(tuple),
        manages=st.booleans(),
        members_manage=st.booleans(),
        decides=st.booleans(),
        at=st.just(NOW),
    )
