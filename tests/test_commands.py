import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS, handle, help_text, parse
from bot.errors import CommandError
from bot.model import SHARED, Notice, Reply, Request
from tests.fakes import FakeService


def answer(text: str) -> Reply:
    return handle(Request(text), FakeService())


@pytest.mark.parametrize(
    "text",
    [
        "who Ann Lee",
        "/who Ann Lee",
        "  /WHO   Ann\tLee ",
        "onrecord who Ann Lee",
        "/onrecord /who Ann Lee",
        "who “Ann Lee”",
        "who 'Ann Lee'?",
        "who is Ann Lee?",
        "who are «Ann Lee»",
    ],
)
def test_a_name_is_asked_for_in_many_ways(text: str) -> None:
    assert answer(text) == Notice("who: Ann Lee")


@pytest.mark.parametrize(
    ("text", "name"), [("who is IS", "IS"), ("who is", "is"), ("who Isak", "Isak"), ("who who", "who"), ("who ?", "?")]
)
def test_a_name_is_not_eaten(text: str, name: str) -> None:
    assert answer(text) == Notice(f"who: {name}")


@pytest.mark.parametrize(
    "text",
    [
        "brief https://a.example/x?y=1|2",
        "/brief <https://a.example/x?y=1|2>".replace("|2", "%7C2"),
        "<https://a.example/x?y=1>",
        "https://a.example/x?y=1",
        "brief <https://a.example/x?y=1|a.example/x>",
        "brief this please: https://a.example/x?y=1 thanks",
        "brief a.example/x?y=1",
    ],
)
def test_a_link_is_found_however_it_is_wrapped(text: str) -> None:
    reply = answer(text)
    assert isinstance(reply, Notice)
    assert reply.text.startswith("brief: https://a.example/x?y=1")
    assert not set(reply.text) & set("<> ,") - {" "}


def test_disputes_need_no_words() -> None:
    assert answer("disputes") == Notice("disputes: ")
    assert answer("/disputes prisoner   exchange") == Notice("disputes: prisoner exchange")


def test_the_workspace_is_handed_on() -> None:
    service = FakeService()
    handle(Request("who Ann", workspace="T1"), service)
    handle(Request("who Ann"), service)
    assert service.asked == [("who", "Ann", "T1"), ("who", "Ann", SHARED)]


@pytest.mark.parametrize("text", ["", "  ", "help", "/help", "onrecord", "/onrecord help"])
def test_help_names_every_command(text: str) -> None:
    assert answer(text) == Notice(help_text())
    assert all(command.usage in help_text() and command.meaning in help_text() for command in COMMANDS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/wo Ann", "/who NAME"),
        ("breif https://a.example", "/brief URL"),
        ("dispute x", "/disputes"),
        ("hlep", "/help"),
    ],
)
def test_a_command_written_wrongly_is_answered_with_the_nearest(text: str, meant: str) -> None:
    reply = answer(text)
    assert isinstance(reply, Notice)
    assert not reply.ok
    assert f"Did you mean {meant}" in reply.text
    assert "For example: /" in reply.text


def test_a_word_like_no_command_is_answered_with_all() -> None:
    reply = answer("x" * 500)
    assert isinstance(reply, Notice)
    assert not reply.ok
    assert help_text() in reply.text
    assert "x" * 50 not in reply.text


@pytest.mark.parametrize("text", ["who", "brief", "who “”", "brief that article", "brief ftp://a.example/x"])
def test_a_missing_argument_is_answered_with_an_example(text: str) -> None:
    reply = answer(text)
    assert isinstance(reply, Notice)
    assert not reply.ok
    assert "For example: /" in reply.text


def test_errors_of_the_service_are_told() -> None:
    reply = handle(Request("who Ann", workspace="locked"), FakeService())
    assert reply == Notice("The archive is locked by another program; try again when it is done.", ok=False)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_works(command: object) -> None:
    for each in COMMANDS:
        reply = answer(each.example)
        assert isinstance(reply, Notice)
        assert reply.ok
        assert parse(each.example)[0] is each


@given(st.text() | st.tuples(st.sampled_from(["who ", "/brief ", "disputes "]), st.text()).map("".join))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(answer(text), Notice)


def test_parse_says_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="needs more than that"):
        parse("/who")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("/digest now", "digest now: "),
        ("digest at 08:00 Berlin on weekdays", "plan digests: 08:00 Berlin on weekdays"),
        ("digest daily 8am", "plan digests: daily 8am"),
        ("digest OFF", "stop digests: "),
        ("digest status", "digest status: "),
        ("digest stories 5", "stories: 5"),
        ("digest empty say", "say nothing new: True"),
        ("digest empty skip", "say nothing new: False"),
        ("feeds add <https://a.example/rss|a.example>", "add feed: https://a.example/rss"),
        ("feeds add a.example/news", "add feed: https://a.example/news"),
        ("feeds https://a.example/rss", "add feed: https://a.example/rss"),
        ("feeds remove 2", "remove feed: 2"),
        ("/onrecord feeds list", "list feeds: "),
        ("feeds check", "check feeds: "),
        ("watch Ann Lee", "watch: Ann Lee"),
        ("watch “Ann Lee”", "watch: Ann Lee"),
        ("watch mute football", "mute: football"),
        ("watch stop Ann Lee", "stop watching: Ann Lee"),
        ("watch list", "list watches: "),
    ],
)
def test_what_a_channel_gets_is_set_in_words(text: str, done: str) -> None:
    assert answer(text) == Notice(done)


@pytest.mark.parametrize(
    "text", ["digest", "digest perhaps", "feeds", "feeds add", "feeds add it", "feeds burn", "watch"]
)
def test_half_a_setting_is_answered_with_an_example(text: str) -> None:
    reply = answer(text)
    assert isinstance(reply, Notice)
    assert not reply.ok
    assert "For example: /" in reply.text
