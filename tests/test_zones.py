import re
from collections.abc import Callable
from datetime import UTC
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CommandError
from bot.zones import is_zone, known_zone, printable, zone_or_utc

old_names = pytest.mark.skipif(
    not {"Brazil/West", "Europe/Kiev"} <= available_timezones(), reason="the old names are not installed here"
)


def refusal(name: str) -> str:
    with pytest.raises(CommandError) as caught:
        known_zone(name)
    return str(caught.value)


@pytest.mark.parametrize("change", [str, str.upper, str.lower, lambda name: name.replace("_", " ")])
def test_every_zone_is_known_however_it_is_spelled(change: Callable[[str], str]) -> None:
    names = available_timezones() - {"Factory", "localtime"}
    assert {known_zone(change(name)) for name in names} == names


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("Kyiv", "Europe/Kyiv"),
        ("São Paulo", "America/Sao_Paulo"),
        ("port au prince", "America/Port-au-Prince"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("utc", "UTC"),
        ("gmt", "GMT"),
        (" Europe/Berlin\n", "Europe/Berlin"),
        ("etc/gmt-2", "Etc/GMT-2"),
        ("etc/gmt+2", "Etc/GMT+2"),
    ],
)
def test_a_city_alone_is_enough(said: str, zone: str) -> None:
    assert known_zone(said) == zone


@old_names
@pytest.mark.parametrize(
    ("said", "zone"),
    [("Kiev", "Europe/Kiev"), ("Istanbul", "Europe/Istanbul"), ("Buenos Aires", "America/Argentina/Buenos_Aires")],
)
def test_a_city_under_two_names_is_one_city(said: str, zone: str) -> None:
    assert known_zone(said) == zone


@old_names
def test_a_name_that_two_zones_end_in_is_asked_about() -> None:
    assert refusal("West") == "“West” may be Australia/West or Brazil/West."


def test_an_unknown_zone_is_told_the_nearest() -> None:
    assert refusal("Berlim").startswith("“Berlim” is not a time zone. The nearest are Europe/Berlin, ")
    assert "America/New_York" in refusal("New Yrok")


@pytest.mark.parametrize("offset", ["UTC+2", "GMT+2", "gmt-3", "UTC +5:30", "+1", "-05:00"])
def test_an_offset_is_not_guessed_at(offset: str) -> None:
    assert "knows no summer time" in refusal(offset)


@pytest.mark.parametrize("name", ["", "/", "Europe", "Europe/", "Factory", "localtime", "../UTC", "\0", "\ud800"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    assert "is not a time zone" in refusal(name)


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Atlantis", "../UTC", "/etc/passwd", "\0", "\ud800", "x" * 9999])
def test_a_zone_that_is_not_there_is_utc(name: str) -> None:
    assert zone_or_utc(name) is UTC
    assert not is_zone(name)


def test_a_zone_that_is_there_is_itself() -> None:
    assert zone_or_utc("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert is_zone("UTC")


@given(st.text(st.characters()))
def test_a_refusal_is_one_short_line_that_can_be_seen(name: str) -> None:
    try:
        told = f"“{known_zone(name)}” is known"
    except CommandError as refused:
        told = str(refused)
    assert re.fullmatch(r"“.{0,41}” .{1,150}", told)
    assert told.isprintable()


def test_what_is_not_seen_is_not_shown() -> None:
    assert printable("a\u202eb\x1b[1m\nｃ\u00a0") == "a b [1m c"
