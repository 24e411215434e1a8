from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CommandError
from bot.schedule import Quiet, Schedule
from bot.schedule_words import in_words, parse_schedule

HERE = "Asia/Tokyo"
WORDS = (
    "at on every each all day daily weekdays weekends mon Tuesday wed-sun monday to friday - , and & quiet hours off "
    "from 8 8am 9 pm 10 p.m. 22:00-07:00 07:00 25:00 noon midnight Berlin New York Europe/Berlin UTC UTC+2 time ( ) ."
).split()


def parsed(words: str) -> str:
    """What was understood, in words."""
    return in_words(parse_schedule(words, HERE))


def refusal(words: str) -> str:
    with pytest.raises(CommandError) as caught:
        parse_schedule(words, HERE)
    return str(caught.value)


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("08:00", "08:00"),
        ("8", "08:00"),
        ("8am", "08:00"),
        ("8 AM", "08:00"),
        ("8 a.m.", "08:00"),
        ("8.30", "08:30"),
        ("at 8:30pm", "20:30"),
        ("8.30 p.m.", "20:30"),
        ("12am", "00:00"),
        ("12:15pm", "12:15"),
        ("0:05", "00:05"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("８", "08:00"),
    ],
)
def test_a_time_is_written_in_many_ways(words: str, wall: str) -> None:
    assert parsed(words) == f"at {wall} (Asia/Tokyo), every day"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("08:00 Europe/Berlin", "at 08:00 (Europe/Berlin), every day"),
        ("8am Berlin on weekdays", "at 08:00 (Europe/Berlin), Monday to Friday"),
        ("8am new york time on mondays", "at 08:00 (America/New_York), Monday"),
        ("07:00 and 18:30 on mon, wed fri", "at 07:00 and 18:30 (Asia/Tokyo), Monday, Wednesday and Friday"),
        ("07:00, 12:00 UTC on weekends", "at 07:00 and 12:00 (UTC), Saturday and Sunday"),
        ("noon daily", "at 12:00 (Asia/Tokyo), every day"),
        ("6:30pm America/New_York every day", "at 18:30 (America/New_York), every day"),
        ("08:00 on monday-friday", "at 08:00 (Asia/Tokyo), Monday to Friday"),
        ("08:00 Monday – Thursday and sat", "at 08:00 (Asia/Tokyo), Monday, Tuesday, Wednesday, Thursday and Saturday"),
        ("8 fri-mon", "at 08:00 (Asia/Tokyo), Friday to Monday"),
        ("8 mon-mon", "at 08:00 (Asia/Tokyo), Monday"),
        ("on weekdays at 8 in Berlin.", "at 08:00 (Europe/Berlin), Monday to Friday"),
        ("9, 8, 08:00 and 8am", "at 08:00 and 09:00 (Asia/Tokyo), every day"),
    ],
)
def test_a_schedule_is_understood_as_people_type_it(words: str, told: str) -> None:
    assert parsed(words) == told


@pytest.mark.parametrize(
    "words",
    [
        "8 Berlin on weekdays quiet 22:00-07:00",
        "8 Berlin on weekdays, quiet 10pm to 7am",
        "8 quiet hours from 22.00 until 7 Berlin weekdays",
        "8 berlin quiet 22 – 7 weekdays",
    ],
)
def test_quiet_hours_may_stand_anywhere_behind_the_time(words: str) -> None:
    assert parsed(words) == "at 08:00 (Europe/Berlin), Monday to Friday, quiet from 22:00 to 07:00"


@pytest.mark.parametrize("words", ["8 quiet off", "8", "8 quiet hours none", "8 quiet 7-7"])
def test_there_need_be_no_quiet_hours(words: str) -> None:
    assert parse_schedule(words, HERE).quiet is None


@pytest.mark.parametrize("word", ["25:00", "8:60", "13pm", "0am", "8:5", "0800", "8-9", "1e3", "٨"])
def test_what_is_no_time_is_told(word: str) -> None:
    assert "is not a time. For example: /digest at 08:00" in refusal(f"{word} on weekdays")


@pytest.mark.parametrize("words", ["", "at", "on weekdays", "Berlin", "quiet 22-7"])
def test_a_time_is_needed(words: str) -> None:
    assert refusal(words) == "At what time? For example: /digest at 08:00 Europe/Berlin on weekdays"


@pytest.mark.parametrize("words", ["8 on", "8 every", "8 Berlin on and"])
def test_days_that_are_begun_are_needed(words: str) -> None:
    assert refusal(words).startswith("On which days? For example: ")


@pytest.mark.parametrize(("words", "word"), [("8 on mondey", "mondey"), ("8 every other day", "other")])
def test_what_is_no_day_is_told(words: str, word: str) -> None:
    assert refusal(words).startswith(f"“{word}” is not a day. For example: ")


@pytest.mark.parametrize("words", ["8 quiet", "8 quiet 22", "8 quiet please", "quiet hours 8"])
def test_quiet_hours_need_both_ends(words: str) -> None:
    assert refusal(words) == "Quiet from when to when? For example: /digest at 08:00 quiet 22:00-07:00"


def test_an_unknown_zone_is_told_the_nearest() -> None:
    assert "Europe/Berlin" in refusal("8 Berlim on weekdays")


def test_two_schedules_are_not_mixed_into_one() -> None:
    assert refusal("8am on weekdays and 10am on weekends").startswith("One schedule at a time: ")


def test_six_digests_a_day_are_the_most() -> None:
    assert parse_schedule("1 2 3 4 5 6 6", HERE).times == tuple(map(time, range(1, 7)))
    assert refusal("1 2 3 4 5 6 7") == "That is 7 times a day; 6 are the most."


def test_a_zone_that_is_gone_is_told() -> None:
    told = in_words(Schedule((time(8),), frozenset({0, 2}), "Europe/Atlantis"))
    assert told == "at 08:00 (UTC, as “Europe/Atlantis” is no longer a time zone), Monday and Wednesday"


@pytest.mark.parametrize("schedule", [Schedule((), frozenset({0}), "UTC"), Schedule((time(8),), frozenset(), "UTC")])
def test_what_is_never_due_is_told(schedule: Schedule) -> None:
    assert in_words(schedule) == "never"


walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
schedules = st.builds(
    Schedule,
    st.frozensets(walls, min_size=1, max_size=6).map(lambda times: tuple(sorted(times))),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"})),
    st.none() | st.builds(Quiet, walls, walls).filter(lambda quiet: quiet.start != quiet.end),
)


@given(schedules)
def test_what_is_told_is_understood_as_it_was_meant(schedule: Schedule) -> None:
    assert parse_schedule(in_words(schedule), HERE) == schedule


def test_what_was_understood_has_times_and_days() -> None:
    schedule = parse_schedule("8 Berlin on tue-thu quiet 22-7", HERE)
    assert schedule == Schedule((time(8),), frozenset({1, 2, 3}), "Europe/Berlin", Quiet(time(22), time(7)))


@given(st.text(st.characters()) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_whatever_is_typed_is_a_schedule_or_refused_in_one_line(words: str) -> None:
    try:
        told = parsed(words)
    except CommandError as refused:
        told = str(refused)
    assert told.isprintable()
    assert len(told) < 300
