"""What one workspace may have and do, over a real archive; and that nobody gets more by asking twice at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.answers import Answers, Asked
from bot.archive import Archive, open_archive
from bot.channels import Address, Channels, Watch
from bot.commands import handle
from bot.database import reading
from bot.errors import OverQuota
from bot.following import Feeds
from bot.model import SHARED, DisputeList, Notice, Reply, Request
from bot.quotas import MOST_ANSWERS, MOST_REPORTS, MOST_WATCHES, Allowed, Quotas
from bot.reports import Report, Reports, Suspect
from bot.schedule_words import parse_schedule
from bot.service import Service
from bot.tables import answers, rate_limits, reports
from bot.wiring import Bot
from summarizers.briefing import Briefing
from tests.bots import bot_over
from tests.briefings import NOW, briefing
from tests.fakes import MovingClock

LINK = "https://bay.example/1"
DAILY = parse_schedule("08:00", "UTC")
ASKING = Request(f"brief {LINK}", "W1", "U1", "slack", "C1")


class Office:
    """A bot with one page to read, whose workspaces may have little, and a clock."""

    def __init__(self, archive: Archive, allowed: Allowed) -> None:
        self.clock = MovingClock(NOW)
        self.quotas = Quotas(archive.engine, allowed)
        self.bot: Bot = bot_over(archive, {LINK: briefing("Ann Lee", url=LINK)}, self.clock)
        self.service: Service = replace(self.bot.service, quotas=self.quotas)

    def asks(self, request: Request = ASKING) -> Reply:
        return handle(request, self.service)

    def refusal(self, request: Request = ASKING) -> str:
        reply = self.asks(request)
        assert isinstance(reply, Notice)
        assert not reply.ok
        return reply.text


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    with open_archive(archive_url) as archive:
        yield archive


@pytest.fixture
def office(archive: Archive) -> Office:
    return Office(archive, Allowed(feeds=2, digests=2, reads=4))


def follow(archive: Archive, workspace: str, *names: str, most: int | None = 2) -> None:
    for name in names:
        Feeds(archive.engine).follow(workspace, f"https://{name}.example/rss", name, NOW, most)


def test_a_workspace_follows_as_many_feeds_as_it_may(archive: Archive) -> None:
    follow(archive, "W1", "a", "b", "a")
    with pytest.raises(OverQuota, match=r"follows 2 feeds, and 2 are the most. Take one away first"):
        follow(archive, "W1", "c")
    follow(archive, "W2", "c")
    feeds = Feeds(archive.engine)
    feeds.unfollow("W1", feeds.of(("W1",))[0].id)
    follow(archive, "W1", "c")
    assert [feed.name for feed in feeds.of(("W1",))] == ["b", "c"]


def test_how_many_feeds_there_are_is_shown_where_there_is_soon_no_room(office: Office) -> None:
    listing = replace(ASKING, text="feeds list")
    shown = []
    for name in ("a", "b"):
        follow(office.bot.archive, "W1", name)
        reply = office.asks(listing)
        assert isinstance(reply, Notice)
        shown.append(reply.text.splitlines()[-1])
    assert shown == [
        "1. a (https://a.example/rss)",
        "These are 2 of the 2 feeds that this workspace may follow.",
    ]


def test_a_feed_that_finds_no_room_is_not_kept_at_all(archive: Archive) -> None:
    follow(archive, "W1", "a", "b")
    with pytest.raises(OverQuota):
        follow(archive, "W1", "c")
    assert [feed.name for feed in Feeds(archive.engine).of(None)] == ["a", "b"]


def test_as_many_channels_have_digests_as_may_and_each_of_them_can_be_changed(archive: Archive) -> None:
    channels = Channels(archive.engine)
    first, second, third, elsewhere = (
        channels.at(Address("slack", workspace, name), NOW)
        for workspace, name in (("W1", "C1"), ("W1", "@U1"), ("W1", "C3"), ("W2", "C1"))
    )
    for channel in (first, second, first, elsewhere):
        assert channels.plan(channel, DAILY, NOW, most=2)
    with pytest.raises(OverQuota, match="come to 2 channels of this workspace"):
        channels.plan(third, DAILY, NOW, most=2)
    channels.plan(first, None, NOW, most=2)
    assert channels.plan(third, DAILY, NOW, most=2)


def test_a_channel_has_as_many_watches_as_may_be_and_each_of_them_can_be_changed(archive: Archive) -> None:
    channels = Channels(archive.engine)
    channel = channels.at(Address("slack", "W1", "C1"), NOW)
    for number in range(MOST_WATCHES):
        channels.watch(channel, Watch(f"name {number}", muted=False), NOW)
    channels.watch(channel, Watch("Name 1", muted=True), NOW)
    with pytest.raises(OverQuota, match=f"{MOST_WATCHES} watches are here"):
        channels.watch(channel, Watch("one more", muted=False), NOW)
    assert len(channels.watches(channel)) == MOST_WATCHES
    assert Watch("Name 1", muted=True) in channels.watches(channel)


def test_the_oldest_of_too_many_answers_and_reports_are_let_go_of(archive: Archive) -> None:
    kept, found = Answers(archive.engine), Reports(archive.engine)
    first = kept.keep("W2", Asked("/disputes", DisputeList(None, (), 0)), NOW)
    with archive.engine.begin() as connection:
        old = {"workspace": "W1", "asked": "", "reply": "{}", "at": NOW}
        connection.execute(answers.insert(), [old] * MOST_ANSWERS)
        bad = {"workspace": "W1", "item": "s1", "fault": "words", "shown": "", "user": "U1"}
        rows = [{**bad, "article_id": n, "at": NOW + timedelta(seconds=n)} for n in range(MOST_REPORTS)]
        connection.execute(reports.insert(), rows)
    last = kept.keep("W1", Asked("/disputes", DisputeList(None, (), 0)), NOW)
    found.add("W1", Report(Suspect(MOST_REPORTS, "s1", "newest"), "words", "U1", NOW + timedelta(days=1)))
    with reading(archive.engine) as connection:
        of_w1 = select(func.count()).where(answers.c.workspace == "W1")
        assert connection.scalar(of_w1) == MOST_ANSWERS
        assert connection.scalar(select(func.min(reports.c.article_id))) == 1
    assert kept.find(last, "W1")
    assert kept.find(first, "W2")


def test_pages_are_read_on_demand_as_often_as_may_be_and_it_is_said_when_again(office: Office) -> None:
    assert all(isinstance(office.asks(replace(ASKING, user=user)), Briefing) for user in ("U1", "U2"))
    assert office.refusal(replace(ASKING, user="U3")) == (
        "This workspace may have 4 pages an hour read, 2 of them at once. The next one can be read in 20 min."
    )
    assert isinstance(office.asks(replace(ASKING, workspace="W2")), Briefing)
    office.clock.forward(timedelta(minutes=20))
    assert isinstance(office.asks(replace(ASKING, user="U3")), Briefing)


def test_one_person_cannot_use_up_what_all_have(office: Office) -> None:
    assert isinstance(office.asks(), Briefing)
    assert office.refusal().startswith("One person may have 2 pages an hour read")
    assert isinstance(office.asks(replace(ASKING, user="U2")), Briefing)


def test_the_operator_is_not_limited(office: Office) -> None:
    for _ in range(9):
        assert isinstance(office.asks(Request(f"brief {LINK}", SHARED)), Briefing)
    for number in range(3):
        follow(office.bot.archive, SHARED, f"f{number}", most=office.quotas.most_feeds(SHARED))
    assert office.quotas.most_digests(SHARED) is None
    for _ in range(300):
        office.quotas.admit(Request("help", SHARED), NOW)


def test_a_link_to_a_feed_counts_as_a_page(office: Office) -> None:
    adding = replace(ASKING, text="feeds add https://bay.example/rss")
    assert "404" in office.refusal(adding)
    assert "pages an hour" in office.refusal(adding)


def test_what_is_used_is_known_to_all_processes_and_forgotten_when_all_is_free(office: Office) -> None:
    archive = office.bot.archive
    office.asks()
    with pytest.raises(OverQuota):
        Quotas(archive.engine, office.quotas.allowed).read(ASKING, NOW)
    office.clock.forward(timedelta(hours=2))
    Quotas(archive.engine).read(replace(ASKING, user="U9"), office.clock())
    with reading(archive.engine) as connection:
        assert set(connection.scalars(select(rate_limits.c.user))) == {"", "U9"}


def test_whoever_asks_all_the_time_is_told_to_wait_and_others_are_answered(office: Office) -> None:
    replies = [office.asks(replace(ASKING, text="help")) for _ in range(200)]
    assert sum(isinstance(each, Notice) and each.ok for each in replies) == 20
    assert office.refusal(replace(ASKING, text="help")) == "That was too much at once. Please ask again in a moment."
    others = [office.asks(replace(ASKING, text="help", user=f"U{number}")) for number in range(200)]
    assert sum(isinstance(each, Notice) and each.ok for each in others) == 100
    elsewhere = office.asks(replace(ASKING, text="help", workspace="W2"))
    assert isinstance(elsewhere, Notice)
    assert elsewhere.ok


def test_buttons_count_as_commands(office: Office) -> None:
    follow_ups = replace(office.bot.follow_ups, quotas=office.quotas)
    reference = follow_ups.keep(office.asks(), ASKING)
    assert reference
    actions: list[Callable[[], object]] = [
        lambda: follow_ups.provenance(reference, ASKING),
        lambda: follow_ups.share(reference, ASKING),
        lambda: follow_ups.follow("Ann Lee", ASKING),
    ]
    for action in (*actions * 6, actions[0]):
        action()
    for action in actions:
        with pytest.raises(OverQuota):
            action()


def test_a_typist_gets_names_and_a_machine_that_asks_for_them_none(office: Office) -> None:
    office.asks()
    found = [office.service.names("ann", ASKING) for _ in range(60)]
    assert found == [("Ann Lee",)] * 40 + [()] * 20
    assert office.service.names("ann", replace(ASKING, user="U2")) == ("Ann Lee",)


@pytest.mark.parametrize("rivals", [8])
def test_of_many_who_ask_at_once_only_as_many_get_through_as_there_is_room_for(archive_url: str, rivals: int) -> None:
    """Each with an engine of its own, as processes have."""
    open_archive(archive_url).close()
    start = Barrier(rivals)
    allowed = Allowed(feeds=2, digests=2, reads=4)

    def one(number: int) -> list[bool]:
        with open_archive(archive_url) as archive:
            feeds, channels, quotas = Feeds(archive.engine), Channels(archive.engine), Quotas(archive.engine, allowed)
            channel = channels.at(Address("slack", "W1", f"C{number}"), NOW)
            tries: list[Callable[[], object]] = [
                lambda: feeds.follow("W1", f"https://f{number}.example/rss", None, NOW, allowed.feeds),
                lambda: channels.plan(channel, DAILY, NOW, most=allowed.digests),
                lambda: quotas.read(replace(ASKING, user=f"U{number}"), NOW),
            ]
            start.wait(20)
            return [succeeds(each) for each in tries]

    with ThreadPoolExecutor(rivals) as threads:
        outcomes = list(threads.map(one, range(rivals)))
    assert [sum(each) for each in zip(*outcomes, strict=True)] == [2, 2, 2]


def succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except OverQuota:
        return False
    return True
