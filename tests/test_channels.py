"""What is kept of channels: their schedules through every change of the clock, what they watch, and why they wait."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from bot.archive import open_archive
from bot.channels import BUDGET, Address, Channel, Channels, Watch
from bot.errors import CommandError
from bot.schedule_words import parse_schedule
from tests.fakes import MovingClock

NEWS, SPORTS = Address("chat", "W1", "news"), Address("chat", "W1", "sports")
EIGHT = parse_schedule("08:00", "UTC")


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def channels(archive_url: str) -> Iterator[Channels]:
    with open_archive(archive_url) as archive:
        yield Channels(archive.engine)


def test_a_channel_is_known_from_when_it_is_first_spoken_of(channels: Channels, clock: MovingClock) -> None:
    assert channels.find(NEWS) is None
    first = channels.at(NEWS, clock())
    clock.forward(timedelta(days=1))
    assert channels.at(NEWS, clock()) == channels.find(NEWS) == first
    assert (first.budget, first.schedule, first.due_at, first.digest_at, first.paused) == (
        BUDGET,
        None,
        None,
        None,
        None,
    )


def test_channels_of_one_name_are_told_apart_by_workspace_and_platform(channels: Channels, clock: MovingClock) -> None:
    addresses = [NEWS, Address("chat", "W2", "news"), Address("other", "W1", "news")]
    assert len({channels.at(address, clock()).id for address in addresses}) == 3
    with pytest.raises(CommandError, match="More than one channel"):
        channels.called("news")
    with pytest.raises(CommandError, match="No channel"):
        channels.called("sports")
    assert channels.called(channels.at(SPORTS, clock()).address.channel).address == SPORTS


def test_a_channel_that_several_speak_of_at_once_is_one(channels: Channels, clock: MovingClock) -> None:
    found = list[Channel]()
    threads = [Thread(target=lambda: found.append(channels.at(NEWS, clock()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({each.id for each in found}) == 1


def test_digests_are_due_when_their_time_has_come_the_longest_overdue_first(
    channels: Channels, clock: MovingClock
) -> None:
    channels.plan(channels.at(SPORTS, clock()), parse_schedule("18:00", "UTC"), clock())
    channels.plan(channels.at(NEWS, clock()), parse_schedule("13:00", "UTC"), clock())
    assert channels.due(clock()) == ()
    clock.forward(timedelta(hours=1))
    assert [each.address for each in channels.due(clock())] == [NEWS]
    clock.forward(timedelta(hours=5))
    assert [each.address for each in channels.due(clock())] == [NEWS, SPORTS]


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 4])
def test_what_is_due_is_the_same_read_part_by_part(channels: Channels, clock: MovingClock, at_a_time: int) -> None:
    for address in (NEWS, SPORTS, replace(NEWS, channel="more")):
        channels.plan(channels.at(address, clock()), EIGHT, clock())
    clock.forward(timedelta(days=1))
    assert tuple(channels.overdue(clock(), at_a_time)) == channels.due(clock())
    assert len(channels.due(clock())) == 3


def test_a_channel_without_a_schedule_is_never_due(channels: Channels, clock: MovingClock) -> None:
    channel = channels.at(NEWS, clock())
    channels.plan(channel, EIGHT, clock())
    assert channels.plan(channel, None, clock()) is None
    clock.forward(timedelta(days=9))
    assert channels.due(clock()) == ()


def test_a_paused_channel_waits_with_its_reason_and_a_schedule_wakes_it(channels: Channels, clock: MovingClock) -> None:
    channel = channels.at(NEWS, clock())
    channels.plan(channel, EIGHT, clock())
    channels.pause(channel.id, "the bot was thrown out")
    clock.forward(timedelta(days=1))
    assert channels.due(clock()) == ()
    assert channels.at(NEWS, clock()).paused == "the bot was thrown out"
    channels.plan(channel, EIGHT, clock())
    clock.forward(timedelta(days=1))
    (woken,) = channels.due(clock())
    assert woken.paused is None


def test_what_a_channel_chose_is_kept(channels: Channels, clock: MovingClock) -> None:
    channel = channels.at(NEWS, clock())
    schedule = parse_schedule("08:00 and 18:30 on weekdays quiet 22:00-07:00", "Europe/Berlin")
    channels.plan(channel, schedule, clock())
    channels.set_budget(channel, 3)
    channels.set_says_nothing_new(channel, True)
    kept = channels.at(NEWS, clock())
    assert (kept.schedule, kept.budget, kept.says_nothing_new) == (schedule, 3, True)
    assert channels.at(SPORTS, clock()).schedule is None


def test_watches_are_kept_in_order_one_for_each_spelling(channels: Channels, clock: MovingClock) -> None:
    channel = channels.at(NEWS, clock())
    for words, muted in (("Zelenskyy", False), ("football", True), ("zelensky", True)):
        clock.forward(timedelta(minutes=1))
        channels.watch(channel, Watch(words, muted), clock())
    assert channels.watches(channel) == (Watch("football", True), Watch("zelensky", True))
    assert channels.stop_watching(channel, "Zelenskiy")
    assert not channels.stop_watching(channel, "Zelenskiy")
    assert channels.watches(channel) == (Watch("football", True),)
    assert channels.watches(channels.at(SPORTS, clock())) == ()


@pytest.mark.parametrize(
    ("words", "zone", "day", "wall"),
    [
        ("02:30", "Europe/Berlin", datetime(2027, 3, 28, tzinfo=UTC), "03:00"),
        ("02:30", "Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC), "02:30"),
        ("02:30", "America/New_York", datetime(2027, 3, 14, tzinfo=UTC), "03:00"),
        ("01:30", "America/New_York", datetime(2026, 11, 1, tzinfo=UTC), "01:30"),
        ("02:15", "Australia/Lord_Howe", datetime(2026, 10, 4, tzinfo=UTC), "02:30"),
        ("23:45", "Europe/Berlin", datetime(2027, 3, 28, tzinfo=UTC), "23:45"),
    ],
    ids=["skipped", "twice", "skipped overseas", "twice overseas", "half an hour skipped", "the day of the change"],
)
def test_each_day_has_one_digest_through_a_change_of_the_clock(
    channels: Channels, clock: MovingClock, words: str, zone: str, day: datetime, wall: str
) -> None:
    clock.now = day - timedelta(days=2)
    channel, schedule = channels.at(NEWS, clock()), parse_schedule(words, zone)
    channels.plan(channel, schedule, clock())
    shown = list[datetime]()
    while clock() < day + timedelta(days=3):
        clock.forward(timedelta(minutes=15))
        for _ in channels.due(clock()):
            shown.append(clock().astimezone(ZoneInfo(zone)))
            channels.plan(channel, schedule, clock())
    days = [each.date() for each in shown]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    walls = {each.date(): f"{each:%H:%M}" for each in shown}
    assert walls.pop(day.date()) == wall
    assert len(walls) >= 3
    assert set(walls.values()) == {words}
