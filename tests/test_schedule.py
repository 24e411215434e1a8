from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import Quiet, Schedule, decode, encode, is_quiet, next_due
from bot.zones import zone_or_utc

EVERY_DAY = frozenset(range(7))
MINUTE = timedelta(minutes=1)
NEW_YEAR = datetime(2023, 1, 1, tzinfo=UTC)

CHANGES = {
    "Europe/Berlin": ("2024-03-31T01:00", "2024-10-27T01:00"),
    "America/New_York": ("2024-03-10T07:00", "2024-11-03T06:00"),
    "Australia/Lord_Howe": ("2024-04-06T15:00", "2024-10-05T15:30"),
    "Antarctica/Troll": ("2024-03-31T01:00", "2024-10-27T01:00"),
    "America/Sao_Paulo": ("2018-11-04T03:00", "2018-02-18T02:00"),
    "Pacific/Apia": ("2011-12-30T10:00",),
    "Asia/Kathmandu": ("1985-12-31T18:30",),
    "UTC": ("2024-02-28T12:00", "2023-12-31T00:00"),
}
"""Moments, in UTC, at which the clocks of a zone change, or nothing happens."""


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def quiet(start: str, end: str) -> Quiet:
    return Quiet(time.fromisoformat(start), time.fromisoformat(end))


def daily(*times: str, zone: str = "UTC", hours: Quiet | None = None) -> Schedule:
    return Schedule(tuple(map(time.fromisoformat, times)), EVERY_DAY, zone, hours)


def dues(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    due = next_due(schedule, after)
    while due and due <= until:
        yield due
        due = next_due(schedule, due)


def told(schedule: Schedule, after: str, until: str) -> list[str]:
    """When it is due, in UTC, as texts."""
    return [f"{due:%Y-%m-%dT%H:%M}" for due in dues(schedule, at(after), at(until))]


def watched(schedule: Schedule, start: datetime, until: datetime) -> Iterator[datetime]:
    """When it is due, found by watching the clock on the wall minute by minute, and as it were never turned back."""
    zone = zone_or_utc(schedule.zone)
    moment, waiting = start, False
    latest = start.astimezone(zone).replace(tzinfo=None)
    while moment < until:
        moment += MINUTE
        wall = moment.astimezone(zone).replace(tzinfo=None)
        while latest < wall:
            latest += MINUTE
            waiting |= latest.weekday() in schedule.days and latest.time() in schedule.times
        if waiting and not (schedule.quiet and latest.time() in schedule.quiet):
            yield moment
            waiting = False


walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
quiets = st.none() | st.builds(Quiet, walls, walls)
schedules = st.builds(
    Schedule,
    st.lists(walls, min_size=1, max_size=6, unique=True).map(tuple),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(sorted(CHANGES)),
    quiets,
)
moments = st.datetimes(datetime(1975, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_digest_is_due_at_its_wall_time() -> None:
    schedule = daily("08:00", zone="Asia/Kathmandu")
    assert told(schedule, "2024-05-01T00:00", "2024-05-02T12:00") == ["2024-05-01T02:15", "2024-05-02T02:15"]


def test_due_now_means_next_time() -> None:
    assert next_due(daily("08:00"), at("2024-05-01T08:00")) == at("2024-05-02T08:00")
    assert next_due(daily("08:00"), at("2024-05-01T08:00") - timedelta(microseconds=1)) == at("2024-05-01T08:00")


def test_the_moment_may_be_told_in_any_zone() -> None:
    evening = datetime(2024, 5, 1, 21, tzinfo=ZoneInfo("America/New_York"))
    due = next_due(daily("08:00"), evening)
    assert due == at("2024-05-02T08:00")
    assert due.tzinfo is UTC


def test_only_the_chosen_days_count_and_they_are_those_of_the_zone() -> None:
    monday_in_auckland = Schedule((time(8),), frozenset({0}), "Pacific/Auckland")
    assert next_due(monday_in_auckland, at("2024-05-01T00:00")) == at("2024-05-05T20:00")
    assert next_due(monday_in_auckland, at("2024-05-05T20:00")) == at("2024-05-12T20:00")


@pytest.mark.parametrize("schedule", [Schedule((), EVERY_DAY, "UTC"), Schedule((time(8),), frozenset(), "UTC")])
def test_without_times_or_days_it_is_never_due(schedule: Schedule) -> None:
    assert next_due(schedule, at("2024-05-01T00:00")) is None


def test_a_leap_day_has_its_digest() -> None:
    assert next_due(daily("08:00"), at("2024-02-28T08:00")) == at("2024-02-29T08:00")
    assert next_due(daily("08:00"), at("2023-02-28T08:00")) == at("2023-03-01T08:00")


@pytest.mark.parametrize(
    ("zone", "skipped", "after", "due"),
    [
        ("Europe/Berlin", "02:30", "2024-03-30T12:00", "2024-03-31T01:00"),
        ("Europe/Berlin", "02:00", "2024-03-30T12:00", "2024-03-31T01:00"),
        ("America/New_York", "02:59", "2024-03-09T12:00", "2024-03-10T07:00"),
        ("Australia/Lord_Howe", "02:15", "2024-10-05T00:00", "2024-10-05T15:30"),
        ("Antarctica/Troll", "02:30", "2024-03-30T12:00", "2024-03-31T01:00"),
        ("America/Sao_Paulo", "00:30", "2018-11-03T12:00", "2018-11-04T03:00"),
        ("America/Sao_Paulo", "00:00", "2018-11-03T12:00", "2018-11-04T03:00"),
        ("Pacific/Apia", "08:00", "2011-12-29T18:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "23:59", "2011-12-30T09:59", "2011-12-30T10:00"),
    ],
)
def test_a_time_that_the_clocks_skip_is_due_as_soon_as_they_have(zone: str, skipped: str, after: str, due: str) -> None:
    assert next_due(daily(skipped, zone=zone), at(after)) == at(due)


def test_two_times_that_are_skipped_together_are_one_digest() -> None:
    schedule = daily("02:10", "02:50", "03:00", zone="Europe/Berlin")
    assert told(schedule, "2024-03-31T00:00", "2024-03-31T23:00") == ["2024-03-31T01:00"]
    assert len(told(schedule, "2024-04-01T00:00", "2024-04-01T23:00")) == 3


def test_the_day_that_samoa_skipped_has_its_digest_with_the_next() -> None:
    schedule = daily("08:00", zone="Pacific/Apia")
    expected = ["2011-12-28T18:00", "2011-12-29T18:00", "2011-12-30T10:00", "2011-12-30T18:00"]
    assert told(schedule, "2011-12-28T00:00", "2011-12-31T00:00") == expected


@pytest.mark.parametrize(
    ("zone", "twice", "after", "due"),
    [
        ("Europe/Berlin", "02:30", "2024-10-26T12:00", "2024-10-27T00:30"),
        ("Europe/Berlin", "02:00", "2024-10-26T12:00", "2024-10-27T00:00"),
        ("America/New_York", "01:30", "2024-11-02T12:00", "2024-11-03T05:30"),
        ("Australia/Lord_Howe", "01:45", "2024-04-06T00:00", "2024-04-06T14:45"),
        ("Antarctica/Troll", "01:30", "2024-10-26T12:00", "2024-10-26T23:30"),
        ("America/Sao_Paulo", "23:30", "2018-02-17T12:00", "2018-02-18T01:30"),
    ],
)
def test_a_time_that_the_clocks_show_twice_is_due_the_first_time_only(
    zone: str, twice: str, after: str, due: str
) -> None:
    schedule = daily(twice, zone=zone)
    assert next_due(schedule, at(after)) == at(due)
    following = next_due(schedule, at(due))
    assert following is not None
    assert following - at(due) > timedelta(hours=24)


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    schedule = daily("06:00", "13:00", hours=quiet("12:00", "14:30"))
    assert told(schedule, "2024-05-01T00:00", "2024-05-02T00:00") == ["2024-05-01T06:00", "2024-05-01T14:30"]


def test_digests_that_wait_together_are_one() -> None:
    schedule = daily("23:00", "05:00", "07:00", "12:00", hours=quiet("22:00", "07:00"))
    assert told(schedule, "2024-05-01T12:00", "2024-05-02T12:00") == ["2024-05-02T07:00", "2024-05-02T12:00"]


def test_a_late_digest_of_friday_waits_for_saturday() -> None:
    friday = Schedule((time(23),), frozenset({4}), "Europe/Berlin", quiet("22:00", "07:00"))
    assert next_due(friday, at("2024-05-01T00:00")) == at("2024-05-04T05:00")
    assert next_due(friday, at("2024-05-04T04:59")) == at("2024-05-04T05:00")
    assert next_due(friday, at("2024-05-04T05:00")) == at("2024-05-11T05:00")


def test_quiet_hours_that_end_as_they_start_are_none() -> None:
    schedule = daily("08:00", hours=quiet("08:00", "08:00"))
    assert next_due(schedule, at("2024-05-01T00:00")) == at("2024-05-01T08:00")
    assert not is_quiet(schedule, at("2024-05-01T08:00"))


def test_an_end_of_quiet_hours_that_is_skipped_into_the_next_is_no_end() -> None:
    schedule = daily("12:00", zone="Europe/Berlin", hours=quiet("02:45", "02:15"))
    assert next_due(schedule, at("2024-03-30T02:00")) == at("2024-04-01T00:15")
    saturdays = replace(schedule, days=frozenset({5}))
    assert next_due(saturdays, at("2024-04-01T00:14")) == at("2024-04-01T00:15")


def test_quiet_hours_have_their_start_and_not_their_end() -> None:
    over_midnight = daily("08:00", zone="Europe/Berlin", hours=quiet("22:00", "07:00"))
    found = {hour for hour in range(24) if is_quiet(over_midnight, at("2024-05-01T00:00") + timedelta(hours=hour))}
    assert found == {20, 21, 22, 23, 0, 1, 2, 3, 4}  # UTC; two hours behind
    assert not is_quiet(daily("08:00"), at("2024-05-01T00:00"))


def test_a_zone_that_the_database_lost_counts_as_utc() -> None:
    schedule = daily("08:00", zone="Europe/Atlantis", hours=quiet("22:00", "07:00"))
    assert next_due(schedule, at("2024-05-01T00:00")) == at("2024-05-01T08:00")
    assert is_quiet(schedule, at("2024-05-01T23:00"))


@given(walls, walls, moments)
def test_quiet_hours_over_midnight_are_all_but_the_hours_between(start: time, end: time, moment: datetime) -> None:
    one, other = daily("08:00", hours=Quiet(start, end)), daily("08:00", hours=Quiet(end, start))
    assert is_quiet(one, moment) + is_quiet(other, moment) == (start != end)


@given(schedules, moments)
def test_what_is_next_is_later_and_never_in_quiet_hours(schedule: Schedule, moment: datetime) -> None:
    due = next_due(schedule, moment)
    assert due is not None
    assert moment < due < moment + timedelta(days=9)
    assert not is_quiet(schedule, due)


@given(schedules, moments)
def test_what_is_next_stays_next_until_it_is_due(schedule: Schedule, moment: datetime) -> None:
    due = next_due(schedule, moment)
    assert due is not None
    assert next_due(schedule, moment + (due - moment) / 2) == due
    assert next_due(schedule, due - timedelta(microseconds=1)) == due


@given(schedules, moments)
def test_on_a_chosen_day_at_a_chosen_time_unless_it_was_moved(schedule: Schedule, moment: datetime) -> None:
    due = next_due(schedule, moment)
    assert due is not None
    wall = due.astimezone(ZoneInfo(schedule.zone))
    chosen = wall.weekday() in schedule.days and wall.time() in schedule.times
    waited = schedule.quiet is not None and wall.time() == schedule.quiet.end
    skipped = (due - timedelta(seconds=1)).astimezone(wall.tzinfo).utcoffset() != wall.utcoffset()
    assert chosen or waited or skipped


@given(schedules, st.data())
def test_it_is_due_when_somebody_who_watched_the_clock_would_say(schedule: Schedule, data: st.DataObject) -> None:
    change = at(data.draw(st.sampled_from(CHANGES[schedule.zone])))
    after = change - timedelta(minutes=data.draw(st.integers(0, 3000)))
    until = change + timedelta(days=2)
    expected = [due for due in watched(schedule, change - timedelta(days=6), until) if due > after]
    assert list(dues(schedule, after, until)) == expected


@given(schedules, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"]))
def test_a_year_has_as_many_digests_as_its_days_have_times(schedule: Schedule, zone: str) -> None:
    times = tuple(each for each in schedule.times if not 1 <= each.hour <= 3)
    ordinary = Schedule(times, schedule.days, zone)
    start = datetime(2023, 1, 1, tzinfo=ZoneInfo(zone)) - timedelta(microseconds=1)
    year = [datetime(2023, 1, 1) + timedelta(ahead) for ahead in range(365)]  # noqa: DTZ001
    found = list(dues(ordinary, start, datetime(2023, 12, 31, 23, 59, tzinfo=ZoneInfo(zone))))
    assert len(found) == len(times) * sum(day.weekday() in ordinary.days for day in year)
    assert all(one < other for one, other in pairwise(found))


@given(schedules)
def test_a_schedule_comes_back_as_it_was_stored(schedule: Schedule) -> None:
    assert decode(encode(schedule)) == schedule
