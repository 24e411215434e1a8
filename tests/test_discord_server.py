"""The Discord of the tests itself, asked by discord.py's own client: what it takes, refuses and forgets."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import discord
import pytest
from discord import ui
from discord.http import Route

from tests.discord_rules import command_faults, message_faults, modal_faults
from tests.discord_server import DiscordServer, serving
from tests.discord_world import FORUM, Person

T = TypeVar("T")
ANN = Person("ann")
QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    with serving() as server:
        server.channel("news")
        yield server


def logged_in(server: DiscordServer, work: Callable[[discord.Client], Awaitable[T]]) -> T:
    """What comes of some work with a client that is logged in."""

    async def run() -> T:
        async with discord.Client(
            intents=discord.Intents.none(), allowed_mentions=discord.AllowedMentions.none()
        ) as client:
            await client.login("token")
            return await work(client)

    Route.BASE = server.settings["DISCORD_API_URL"]
    return asyncio.run(run())


def refused(server: DiscordServer, work: Callable[[discord.Client], Awaitable[Any]]) -> discord.HTTPException:
    with pytest.raises(discord.HTTPException) as caught:
        logged_in(server, work)
    return caught.value


def say(
    server: DiscordServer, words: str = "hello", name: str = "news", **more: Any
) -> Callable[[discord.Client], Any]:
    """Posts a message in a channel."""
    channel = server.channel(name).id
    return lambda client: client.get_partial_messageable(channel).send(words, **more)


def test_a_message_arrives_as_it_was_sent(server: DiscordServer) -> None:
    message = logged_in(server, say(server, "good morning"))
    (posted,) = server.messages(server.channel("news"))
    assert (posted.id, posted.text) == (message.id, "good morning")


def test_the_same_nonce_gives_the_first_message_back(server: DiscordServer) -> None:
    first, second = (logged_in(server, say(server, nonce="n1")) for _ in range(2))
    assert first.id == second.id
    assert len(server.messages(server.channel("news"))) == 1


def test_another_nonce_is_another_message(server: DiscordServer) -> None:
    for nonce in ("n1", "n2"):
        logged_in(server, say(server, nonce=nonce))
    assert len(server.messages(server.channel("news"))) == 2


@pytest.mark.parametrize(
    ("permission", "status", "code"), [("send_messages", 403, 50013), ("view_channel", 403, 50001)]
)
def test_what_the_bot_may_not_do_is_refused(server: DiscordServer, permission: str, status: int, code: int) -> None:
    server.channel("news").grants(**{permission: False})
    error = refused(server, say(server))
    assert (error.status, error.code) == (status, code)


def test_a_channel_that_is_gone_is_unknown(server: DiscordServer) -> None:
    server.removes_channel(server.channel("news"))
    gone = server.guild().channels[0].id
    error = refused(server, lambda client: client.get_partial_messageable(gone).send("hello"))
    assert (error.status, error.code) == (404, 10003)


def test_a_forum_takes_posts_only(server: DiscordServer) -> None:
    server.channel("forum", FORUM)
    assert refused(server, say(server, name="forum")).code == 50008


def test_a_message_that_is_too_long_is_refused_and_noted(server: DiscordServer) -> None:
    assert refused(server, say(server, "x" * 2001)).code == 50035
    assert server.world.faults == ["the content has 2001 characters"]


def test_server_errors_and_limits_pass(server: DiscordServer) -> None:
    server.fails("POST .*/messages", 502)
    server.limits("POST .*/messages", 0.05)
    assert logged_in(server, say(server)).content == "hello"
    assert [call.status for call in server.calls("POST .*/messages")] == [502, 429, 200]


@pytest.mark.parametrize(
    ("payload", "flags", "fault"),
    [
        ({"content": ""}, 0, "cannot send an empty message"),
        ({"content": "hello", "components": [{"type": 10, "content": "x"}]}, 1 << 15, "neither content nor embeds"),
        ({"components": [{"type": 10, "content": "x" * 4001}]}, 1 << 15, "4001 characters"),
        ({"components": [{"type": 10, "content": "x"}] * 41}, 1 << 15, "41 components"),
        ({"components": [{"type": 10, "content": ""}]}, 1 << 15, "a text is empty"),
        ({"components": [{"type": 9, "components": [{"type": 10, "content": "x"}]}]}, 1 << 15, "an accessory"),
        ({"embeds": [{"description": "x" * 4097}]}, 0, "the description is too long"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, 0, "6002 characters together"),
        ({"embeds": [{"fields": [{"name": "x", "value": "x" * 1025}]}]}, 0, "a field is too long"),
        ({"content": "x", "nonce": "n" * 26}, 0, "the nonce is longer"),
        ({"content": "x", "components": [{"type": 1, "components": []}]}, 0, "one to five buttons"),
    ],
)
def test_messages_that_discord_does_not_take(payload: dict[str, Any], flags: int, fault: str) -> None:
    assert fault in "\n".join(message_faults({**QUIET, **payload}, flags))


def test_mentions_have_to_be_switched_off() -> None:
    assert list(message_faults({"content": "x"}, 0)) == ["mentions are not switched off"]


def buttons(*components: dict[str, Any]) -> dict[str, Any]:
    return {**QUIET, "content": "x", "components": [{"type": 1, "components": list(components)}]}


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        ({"type": 2, "label": "x" * 81, "custom_id": "a"}, "1 to 80 characters"),
        ({"type": 2, "label": "x", "custom_id": "a" * 101}, "101 characters"),
        ({"type": 2, "label": "x"}, "a button has a custom_id, or an address"),
        ({"type": 3, "custom_id": "a", "options": []}, "0 options"),
        ({"type": 3, "custom_id": "a", "options": [{"label": "x", "value": "1"}] * 2}, "the same value"),
        ({"type": 3, "custom_id": "a", "options": [{"label": "x" * 101, "value": "1"}]}, "longer than 100"),
    ],
)
def test_components_that_discord_does_not_take(component: dict[str, Any], fault: str) -> None:
    assert fault in "\n".join(message_faults(buttons(component), 0))


def test_the_same_custom_id_twice_is_refused() -> None:
    button = {"type": 2, "label": "x", "custom_id": "a"}
    assert "the same custom_id" in "\n".join(message_faults(buttons(button, button), 0))


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ({"name": "Who", "description": "x"}, "no name of a command"),
        ({"name": "who", "description": ""}, "a description of up to 100"),
        (
            {"name": "who", "description": "x", "options": [{"name": "a", "description": ""}]},
            "an option that is not described",
        ),
        (
            {
                "name": "who",
                "description": "x",
                "options": [{"name": "a", "description": "x"}, {"name": "b", "description": "x", "required": True}],
            },
            "behind one that is not",
        ),
    ],
)
def test_commands_that_discord_does_not_take(command: dict[str, Any], fault: str) -> None:
    assert fault in "\n".join(command_faults([command]))


def test_a_modal_has_a_short_title() -> None:
    modal = {"title": "x" * 46, "custom_id": "a", "components": [{"type": 18, "label": "x"}]}
    assert "45 characters" in "\n".join(modal_faults(modal))


def test_a_view_of_discord_py_is_taken(server: DiscordServer) -> None:
    view = ui.LayoutView().add_item(ui.Container(ui.TextDisplay("hello"), ui.Separator()))
    channel = server.channel("news").id
    logged_in(server, lambda client: client.get_partial_messageable(channel).send(view=view))
    assert server.messages(server.channel("news"))[0].text == "hello"
    assert server.world.faults == []
