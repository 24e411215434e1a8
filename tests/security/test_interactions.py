"""Buttons, menus and windows that come back with what was never in them: references, numbers and choices made up."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import discord
import pytest
from slack_sdk import WebClient

from adapters.discord.actions import perform
from adapters.discord.requests import Interaction, asked
from adapters.slack.desk import Desk, workers
from adapters.slack.views import FAULTS
from adapters.slack.web import Directory
from adapters.slack.windows import Windows
from bot.archive import open_archive
from bot.channels import Address
from bot.commands import handle
from bot.errors import AnswerGone, OnRecordError
from bot.follow_ups import number_of
from bot.model import Notice, Request
from bot.reports import fault_of
from bot.wiring import Bot
from tests.bots import bot_over
from tests.briefings import NOW, briefing

BRIDGE = briefing("Ann Lee", "Bob Ray", url="https://bay.example/bridge")
ASKED = Request("brief", workspace="T1", user="U1", platform="slack", channel="C1", manages=False)

MADE_UP: Final = (
    *("", "a", "a0", "d0", "a999999", "d999999", "a-1", "a1.", "a1.2.3", "d1.-1", "a1 ", " a1", "A1", "x1", "a1\n"),
    *("a" + "9" * 18, "a" + "9" * 19, "a" + "9" * 5_000, "a١", "a1;drop table answers", "a1%", "a0x1", "a1e3", "ａ1"),
)
"""References that nothing was shown under."""
NO_NUMBERS: Final = (
    "",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x1",
    "1_0",
    "١",
    "²",
    "9" * 10,
    "9" * 5_000,
    "one",
    "1\n",
)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        archive.keep(BRIDGE, "T1", NOW)
        yield bot_over(archive, {"https://bay.example/bridge": BRIDGE})


@pytest.fixture
def reference(bot: Bot) -> str:
    """Of a briefing that was shown in T1."""
    kept = bot.follow_ups.keep(BRIDGE, ASKED)
    assert kept
    return kept


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_never_was_a_number_on_a_button_is_refused(text: str) -> None:
    with pytest.raises(AnswerGone):
        number_of(text)


@pytest.mark.parametrize("word", ["", "sabotage", "Speaker", "speaker ", "__class__"])
def test_a_fault_that_was_not_offered_is_refused(word: str) -> None:
    with pytest.raises(AnswerGone):
        fault_of(word)


def test_an_answer_is_shared_once_however_its_reference_is_written(bot: Bot, reference: str) -> None:
    for written in (reference, reference.replace("a", "a0"), reference.replace("a", "a000")):
        bot.follow_ups.share(written, ASKED)
    claimed = [bot.outbox.claim(frozenset({"slack"}), bot.service.clock()) for _ in range(2)]
    assert [each is not None for each in claimed] == [True, False]


# Discord

ACTIONS: Final = (
    "share",
    "more",
    "turn",
    "follow",
    "voice",
    "wrong",
    "others",
    "suspect",
    "fault",
    "open",
    "sources",
    "draw",
)


@pytest.mark.parametrize("made_up", MADE_UP)
def test_nothing_is_found_under_a_reference_that_was_made_up(made_up: str, bot: Bot, reference: str) -> None:
    for action in ACTIONS:
        with pytest.raises(OnRecordError):
            perform(bot, f"{action}:{made_up}:0:speaker", [], ASKED)


def test_nothing_of_another_workspace_is_found(bot: Bot, reference: str) -> None:
    for action in ACTIONS:
        for workspace in ("T2", "@U1", "", "t1", "T1 "):
            with pytest.raises(OnRecordError):
                perform(bot, f"{action}:{reference}:0:speaker", [], replace(ASKED, workspace=workspace))


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_that_was_made_up_does_nothing(number: str, bot: Bot, reference: str) -> None:
    forged = [(f"voice:{reference}", [number]), (f"suspect:{reference}", [number])]
    forged += [(f"{action}:{reference}:{number}", []) for action in ("more", "turn", "wrong", "others", "draw")]
    forged += [(f"fault:{reference}:{number}:speaker", [])]
    for custom_id, chosen in forged:
        with pytest.raises(AnswerGone):
            perform(bot, custom_id, chosen, ASKED)
    assert bot.channels.of("slack", "T1") == ()
    assert bot.service.reports.latest("T1") == ()


@pytest.mark.parametrize(
    ("custom_id", "chosen"),
    [
        *((f"{action}:{{}}", [large]) for action in ("voice", "suspect") for large in ("3", "99", "999999999")),
        *(("draw:{}:999999999", []), ("fault:{}:999999999:speaker", []), ("fault:{}:0:sabotage", [])),
        *(("fault:{}:0", []), ("fault:{}:0:speaker:more", []), ("voice:{}", []), ("who", []), ("", []), (":", [])),
        *(("settings:members:on", []), ("__class__:{}", []), ("None", []), ("share", []), ("more:{}", [])),
    ],
)
def test_a_choice_that_was_not_offered_does_nothing(
    custom_id: str, chosen: list[str], bot: Bot, reference: str
) -> None:
    with pytest.raises(AnswerGone):
        perform(bot, custom_id.format(reference), chosen, ASKED)
    assert bot.service.reports.latest("T1") == ()


@pytest.mark.parametrize(
    "name", ["feeds add https://evil.example", "settings members on\nfeeds list", "x" * 5_000, "\0"]
)
def test_a_name_that_was_chosen_is_no_other_command(name: str, bot: Bot) -> None:
    perform(bot, "who", [name], ASKED)
    assert bot.feeds.of(("T1",)) == ()
    assert not bot.service.rights.members_manage("T1")


@dataclass
class Pressed:
    """As much of an interaction as tells who may do what."""

    permissions: discord.Permissions
    app_permissions: discord.Permissions
    guild_id: int | None = 1
    channel_id: int = 2
    channel: object = None
    user: object = field(default_factory=lambda: SimpleNamespace(id=3))

    def is_guild_integration(self) -> bool:
        return True

    def is_user_integration(self) -> bool:
        return False


def test_nobody_posts_through_the_bot_where_they_may_not_post(bot: Bot) -> None:
    mine = discord.Permissions(view_channel=True, send_messages=True)
    reader, writer = discord.Permissions(view_channel=True), discord.Permissions(view_channel=True, send_messages=True)
    manager = discord.Permissions(view_channel=True, manage_guild=True)
    told = [asked("", cast(Interaction, Pressed(each, mine))).shut_out for each in (reader, writer, manager)]
    assert told == ["You may not post here yourself, so I post nothing here for you.", "", ""]
    request = asked("", cast(Interaction, Pressed(reader, mine)))
    with pytest.raises(OnRecordError, match="may not post here yourself"):
        bot.follow_ups.share(bot.follow_ups.keep(BRIDGE, request) or "", request)


# Slack


@dataclass
class Screen:
    """A Slack that shows windows, and keeps what was shown and acknowledged."""

    shown: list[Any] = field(default_factory=list)
    people: dict[str, Any] = field(default_factory=dict)

    def views_open(self, **opened: Any) -> dict[str, Any]:
        return {"view": {"id": "V1"}}

    def views_update(self, *, view_id: str, view: Any) -> None:
        self.shown.append(view)

    def users_info(self, *, user: str) -> dict[str, Any]:
        return {"user": self.people[user]}

    def conversations_info(self, *, channel: str) -> dict[str, Any]:
        return {"channel": {"name": "news", "is_member": True}}

    def ack(self, view: Any = None, **acknowledged: Any) -> None:
        self.shown += [view] if view else []

    @property
    def words(self) -> str:
        return str(self.shown)


@pytest.fixture
def screen() -> Screen:
    return Screen()


def pressed(action: str, value: str, team: str = "T1") -> dict[str, Any]:
    act = {"action_id": action, "value": value}
    who = {"team": {"id": team}, "user": {"id": "U1", "team_id": team}, "channel": {"id": "C1"}}
    return {"trigger_id": "1", "actions": [act], "response_url": "http://127.0.0.1:9/", **who}


def opens(screen: Screen, bot: Bot, body: Mapping[str, Any]) -> None:
    """Somebody presses a button that opens a window, which is filled before this ends."""
    with ExitStack() as stack:
        desk = Desk(bot, Directory(lambda team: cast(WebClient, screen)), stack.enter_context(workers()))
        done = desk.workers.quick.submit
        Windows(desk).on_open(cast(Any, screen.ack), body, cast(WebClient, screen))
        done(lambda: None).result(5)


@pytest.mark.parametrize("action", ["more", "sources", "follow", "wrong", "open"])
@pytest.mark.parametrize("made_up", ["a999999", "d999999", "a-1", "", "a" + "9" * 5_000, "d1.999"])
def test_a_window_says_that_what_was_made_up_is_not_there(action: str, made_up: str, bot: Bot, screen: Screen) -> None:
    opens(screen, bot, pressed(action, made_up))
    assert "too old to be opened" in screen.words
    assert "Ann Lee" not in screen.words


@pytest.mark.parametrize("page", ["-1", "x", "9" * 5_000, "1.5"])
def test_a_page_that_was_made_up_is_said_not_to_be_there(page: str, bot: Bot, reference: str, screen: Screen) -> None:
    opens(screen, bot, pressed("more", f"{reference}:{page}"))
    assert "too old to be opened" in screen.words


def test_a_window_shows_nothing_of_another_workspace(bot: Bot, reference: str, screen: Screen) -> None:
    for action in ("more", "sources", "follow", "wrong", "open"):
        opens(screen, bot, pressed(action, reference, team="T2"))
    assert len(screen.shown) == 5
    assert "Ann Lee" not in screen.words
    opens(screen, bot, pressed("more", reference))
    assert "Ann Lee" in screen.words


def submits(screen: Screen, bot: Bot, private: str, **given: Any) -> None:
    """Somebody sends a window with these values, which is answered in it."""
    values = {name: {name: value} for name, value in given.items()}
    view = {"private_metadata": private, "state": {"values": values}}
    who = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}
    with workers() as threads:
        windows = Windows(Desk(bot, Directory(lambda team: cast(WebClient, screen)), threads))
        listener = windows.on_follow if "names" in given else windows.on_wrong
        listener(cast(Any, screen.ack), who, view)


def chosen(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


@pytest.mark.parametrize("number", ["-1", "2", "999999999", "x", "", "9" * 5_000])
def test_nobody_is_followed_who_was_not_offered(number: str, bot: Bot, reference: str, screen: Screen) -> None:
    submits(screen, bot, reference, names=chosen(number))
    assert len(screen.shown) == 1
    own = bot.channels.find(Address("slack", "T1", "@U1"))
    assert own is None or bot.channels.watches(own) == ()


@pytest.mark.parametrize("private", ["a999999", "", "d1.0", "{}", "a1:a2", "x" * 3_000])
def test_what_stands_hidden_in_a_window_is_not_believed(private: str, bot: Bot, screen: Screen) -> None:
    submits(screen, bot, private, names=chosen("0"))
    submits(
        screen, bot, private, suspect={"selected_option": {"value": "0"}}, fault={"selected_option": {"value": "words"}}
    )
    assert len(screen.shown) == 2
    assert screen.words.count("too old to be opened") == 2


@pytest.mark.parametrize(
    ("suspect", "fault"), [("0", "sabotage"), ("-1", "words"), ("x", "words"), ("99", "words"), ("", "")]
)
def test_nothing_is_reported_that_was_not_offered(
    suspect: str, fault: str, bot: Bot, reference: str, screen: Screen
) -> None:
    options = {"suspect": {"selected_option": {"value": suspect}}, "fault": {"selected_option": {"value": fault}}}
    submits(screen, bot, reference, **options)
    assert "too old to be opened" in screen.words
    assert all(each.fault in FAULTS for each in bot.service.reports.latest("T1"))
    assert bot.service.reports.latest("T1") == ()


def test_people_of_another_workspace_are_none_of_the_members(bot: Bot, screen: Screen) -> None:
    screen.people = {
        "U1": {"team_id": "T1", "tz": "UTC"},
        "X1": {"team_id": "T9", "tz": "UTC", "is_admin": True, "is_owner": True},
    }
    bot.service.rights.let_members_manage("T1", True)
    bot.feeds.follow("T1", "https://bay.example/feed", "Bay", NOW)
    with workers() as threads:
        desk = Desk(bot, Directory(lambda team: cast(WebClient, screen)), threads)
        stranger, member = (
            desk.known(replace(ASKED, text="feeds remove 1", user=user, manages=False)) for user in ("X1", "U1")
        )
    refused = handle(stranger, bot.service)
    assert isinstance(refused, Notice)
    assert (refused.ok, len(bot.feeds.of(("T1",)))) == (False, 1)
    removed = handle(member, bot.service)
    assert isinstance(removed, Notice)
    assert (removed.ok, bot.feeds.of(("T1",))) == (True, ())
