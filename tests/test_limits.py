from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limiter, Rate, hourly

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PACE = Rate(3, timedelta(seconds=10))

pauses = st.lists(st.timedeltas(timedelta(0), timedelta(minutes=20)), max_size=80)
rates = st.builds(Rate, st.integers(1, 10), st.timedeltas(timedelta(microseconds=1), HOUR))


def granted(rate: Rate, gaps: list[timedelta]) -> list[datetime]:
    """When it was done by somebody who asks after each of these pauses."""
    limiter, now, found = Limiter(), NOW, []
    for gap in gaps:
        now += gap
        if not limiter.take({"who": rate}, now):
            found.append(now)
    return found


def test_a_burst_goes_through_at_once_and_then_one_at_a_time() -> None:
    limiter = Limiter()
    waits = [limiter.take({"who": PACE}, NOW) for _ in range(5)]
    assert waits == [timedelta(0)] * 3 + [timedelta(seconds=10)] * 2
    assert limiter.take({"who": PACE}, NOW + timedelta(seconds=9)) == timedelta(seconds=1)
    assert limiter.take({"who": PACE}, NOW + timedelta(seconds=10)) == timedelta(0)
    assert limiter.take({"who": PACE}, NOW + timedelta(seconds=10)) == timedelta(seconds=10)


def test_who_was_quiet_for_long_has_no_more_than_the_burst() -> None:
    assert len(granted(PACE, [timedelta(days=9), *[timedelta(0)] * 9])) == PACE.burst


@given(st.integers(1, 200), pauses)
def test_no_hour_has_more_than_its_number(most: int, gaps: list[timedelta]) -> None:
    found = granted(hourly(most), gaps)
    for first in found:
        assert sum(first <= each < first + HOUR for each in found) <= most


@given(st.integers(1, 200))
def test_whoever_asks_all_the_time_gets_an_hours_number_each_hour_but_for_the_first_burst(most: int) -> None:
    rate = hourly(most)
    found = granted(rate, [timedelta(0)] * most + [rate.every] * (most + 2))
    last = [each for each in found if each >= found[-1] - HOUR]
    assert len(last) >= most - rate.burst


@given(rates, pauses)
def test_a_window_has_no_more_than_the_burst_and_one_for_each_interval_in_it(rate: Rate, gaps: list[timedelta]) -> None:
    found = granted(rate, gaps)
    for first in found:
        for last in found:
            if last >= first:
                number = sum(first <= each <= last for each in found)
                assert number <= rate.burst + (last - first) // rate.every


@given(rates, pauses)
def test_whoever_waits_as_long_as_is_said_gets_through(rate: Rate, gaps: list[timedelta]) -> None:
    limiter, now = Limiter(), NOW
    for gap in gaps:
        now += gap
        if wait := limiter.take({"who": rate}, now):
            now += wait
            assert wait <= rate.every
            assert limiter.take({"who": rate}, now) == timedelta(0)


def test_one_does_not_use_up_what_another_has() -> None:
    limiter = Limiter()
    for _ in range(9):
        limiter.take({"one": PACE}, NOW)
    assert limiter.take({"other": PACE}, NOW) == timedelta(0)


def test_what_one_of_several_rates_refuses_counts_for_none_of_them() -> None:
    limiter, strict = Limiter(), Rate(1, HOUR)
    for _ in range(9):
        limiter.take({"workspace": PACE, "person": strict}, NOW)
    assert [limiter.take({"workspace": PACE}, NOW) for _ in range(3)] == [timedelta(0)] * 2 + [PACE.every]


def test_threads_share_a_limiter() -> None:
    limiter = Limiter()
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: limiter.take({"who": Rate(40, HOUR)}, NOW), range(200)))
    assert waits.count(timedelta(0)) == 40


def test_who_has_all_free_again_is_forgotten() -> None:
    limiter = Limiter()
    for number in range(10_001):
        limiter.take({f"{number}": PACE}, NOW)
    limiter.take({"late": PACE}, NOW + timedelta(seconds=10))
    assert limiter.known == 1
