"""A Discord on this machine for one bot: it checks what the bot sends, misbehaves when told to, and keeps all of it."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from discord import Permissions

from tests.discord_asking import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Asked,
    NotOffered,
    command_data,
    modal_data,
    wait_for,
)
from tests.discord_gateway import PRIVILEGED, Gateway
from tests.discord_rest import answer
from tests.discord_state import Call, World
from tests.discord_world import DM, TEXT, Channel, Guild, Message, Person

JSON = {"Content-Type": "application/json"}
MEMBER = Permissions(view_channel=True, send_messages=True, use_application_commands=True)


@dataclass
class Failure:
    """How the next requests of a kind end; `works` are done all the same."""

    pattern: str
    status: int
    times: int
    retry_after: float = 0
    works: bool = False


@dataclass
class DiscordServer:
    """The verbs are what people and Discord do; they are called from the tests' thread."""

    world: World = field(default_factory=World)
    failures: list[Failure] = field(default_factory=list)
    address: str = ""
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.world)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a bot that is to come here."""
        return {
            "DISCORD_TOKEN": "token",
            "DISCORD_API_URL": f"http://{self.address}/api/v10",
            "DISCORD_GATEWAY_URL": f"ws://{self.address}/gateway",
            "DISCORD_CDN_URL": f"http://{self.address}/cdn",
        }

    def guild(self) -> Guild:
        """The server that was opened last."""
        return self.world.guilds[-1] if self.world.guilds else self.opens_server("Newsroom")

    def opens_server(self, name: str) -> Guild:
        """A server that the bot is in is there again, as after a failure of Discord's."""
        guild = Guild(name)
        self.world.guilds.append(guild)
        self._run(self.gateway.tell("GUILD_CREATE", {**guild.payload(self.world.bot), "unavailable": False}))
        return guild

    def channel(self, name: str, kind: int = TEXT) -> Channel:
        """A channel of that server, which is made if need be."""
        known = {channel.name: channel for channel in self.guild().channels}
        if name in known:
            return known[name]
        channel = self.guild().channel(name, kind)
        self._run(self.gateway.tell("CHANNEL_CREATE", channel.payload()))
        return channel

    def dm(self, person: Person) -> Channel:
        """The talk of the bot with somebody."""
        for channel in self.world.dms:
            if channel.name == str(person.id):
                return channel
        self.world.dms.append(Channel(str(person.id), DM))
        return self.world.dms[-1]

    def offers(self, name: str, user: Person) -> None:
        """Somebody lets a person use a command in the server, whatever permissions it needs."""
        self.guild().offered.setdefault(name, set()).add(user.id)

    def command(self, words: str, channel: Channel, user: Person, slowness: float = 0, **values: Any) -> Asked:
        """Somebody uses a command, such as "feeds add" with the option `url`; NotOffered where they may not."""
        self._check_offer(words.split()[0], channel.guild, user)
        data = command_data(self.world.commands, words, values, None)
        return self._ask(Asked(COMMAND, data, user, channel, slowness=slowness))

    def autocomplete(self, words: str, channel: Channel, user: Person, **values: Any) -> Asked:
        """Somebody is typing the last of the values."""
        data = command_data(self.world.commands, words, values, list(values)[-1])
        return self._ask(Asked(AUTOCOMPLETE, data, user, channel))

    def context_menu(self, name: str, message: Message, user: Person) -> Asked:
        """Somebody chooses a command from the menu of a message."""
        command = next(each for each in self.world.commands if each["name"] == name and each.get("type") == 3)
        resolved = {"messages": {str(message.id): message.payload()}}
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id), "resolved": resolved}
        return self._ask(Asked(COMMAND, data, user, message.channel))

    def press(self, label: str, message: Message, user: Person) -> Asked:
        """Somebody presses the button of a message on which this stands."""
        data = {"custom_id": message.button(label)["custom_id"], "component_type": 2}
        return self._ask(Asked(COMPONENT, data, user, message.channel, message))

    def choose(self, label: str, message: Message, user: Person) -> Asked:
        """Somebody chooses the option on which this stands from a menu of a message."""
        for menu in message.buttons:
            for option in menu.get("options", []):
                if option["label"] == label:
                    data = {"custom_id": menu["custom_id"], "component_type": 3, "values": [option["value"]]}
                    return self._ask(Asked(COMPONENT, data, user, message.channel, message))
        raise LookupError(f"no option {label!r}")

    def submit(self, asked: Asked, **values: str) -> Asked:
        """Somebody fills in the modal that was shown."""
        data = modal_data(asked.shows_modal(), values)
        return self._ask(Asked(MODAL, data, asked.user, asked.channel, asked.message))

    def says(self, words: str, channel: Channel, user: Person, mentions_bot: bool = False) -> Message:
        """Somebody writes a message."""
        mention = f"<@{self.world.app_id}> " if mentions_bot else ""
        mentions = [self.world.bot] if mentions_bot else []
        message = Message(channel, user.payload(), {"content": mention + words, "mentions": mentions})
        channel.messages.append(message)
        seen = mentions_bot or channel.kind == DM or bool(self.gateway.intents & 1 << 15)
        payload = {**message.payload(), "content": message.now["content"] if seen else ""}
        payload |= {"guild_id": str(channel.guild.id), "member": _member(user)} if channel.guild else {}
        self._run(self.gateway.tell("MESSAGE_CREATE", payload))
        return message

    def mention(self, words: str, channel: Channel, user: Person) -> Message:
        """Somebody writes to the bot, by its name."""
        return self.says(words, channel, user, mentions_bot=True)

    def fails(self, pattern: str, status: int = 500, times: int = 1, works: bool = False) -> None:
        """The next requests such as "POST .*/messages" fail; status 0 drops the answer, with `works` after the work."""
        self.failures.append(Failure(pattern, status, times, works=works))

    def limits(self, pattern: str, retry_after: float, times: int = 1) -> None:
        """The next requests are too many."""
        self.failures.append(Failure(pattern, 429, times, retry_after))

    def forgets_nonces(self) -> None:
        """Discord does so after some minutes."""
        self.world.nonces.clear()

    def takes_components(self, takes: bool = True) -> None:
        """Whether messages of components (V2) are taken from now on."""
        self.world.takes_components = takes

    def drops_socket(self, code: int = 4000) -> None:
        """The gateway loses its connections."""
        self._run(self.gateway.drop(code))

    def asks_to_reconnect(self) -> None:
        self._run(self.gateway.ask_to_reconnect())

    def removes_channel(self, channel: Channel) -> None:
        channel.gone = True
        self._run(self.gateway.tell("CHANNEL_DELETE", channel.payload()))

    def removes_bot(self, guild: Guild) -> None:
        """Somebody throws the bot out of a server."""
        guild.has_bot = False
        self._run(self.gateway.tell("GUILD_DELETE", {"id": str(guild.id)}))

    def adds_bot(self, guild: Guild) -> None:
        """Somebody takes the bot into a server."""
        guild.has_bot = True
        self._run(self.gateway.tell("GUILD_CREATE", guild.payload(self.world.bot)))

    def connected(self, seconds: float = 20) -> None:
        """Waits for the bot to be in a session, and to have registered its commands."""
        wait_for(lambda: self.gateway.sessions and self.world.commands, seconds, "the bot did not come")

    def calls(self, pattern: str) -> list[Call]:
        """The bot's requests such as "POST .*/messages"."""
        return [call for call in self.world.calls if re.fullmatch(pattern, f"{call.method} {call.path}")]

    def wait_for_messages(self, channel: Channel, number: int, seconds: float = 60) -> list[Message]:
        """The bot's messages in a channel, once there are so many."""
        return wait_for(  # type: ignore[no-any-return]
            lambda: len(found := self.messages(channel)) >= number and found, seconds, f"{number} messages did not come"
        )

    def messages(self, channel: Channel) -> list[Message]:
        """The bot's messages in a channel that are still there."""
        return [each for each in channel.messages if each.author["id"] == self.world.bot["id"] and not each.gone]

    def _check_offer(self, name: str, guild: Guild | None, user: Person) -> None:
        command = next((each for each in self.world.commands if each["name"] == name), {})
        needed = Permissions(int(command.get("default_member_permissions") or 0))
        if guild and not (_permissions(user) >= needed or user.id in guild.offered.get(name, ())):
            raise NotOffered(f"/{name} is not offered to {user.name}")

    def _ask(self, asked: Asked) -> Asked:
        self.world.asked.append(asked)
        self._run(self.gateway.tell("INTERACTION_CREATE", self._interaction(asked)))
        return asked

    def _interaction(self, asked: Asked) -> dict[str, Any]:
        guild = asked.channel.guild
        owners = {"0": str(guild.id)} if guild and guild.has_bot else {"1": str(asked.user.id)}
        payload = {
            "id": str(asked.id),
            "application_id": str(self.world.app_id),
            "type": asked.kind,
            "token": asked.token,
            "version": 1,
            "data": asked.data,
            "channel_id": str(asked.channel.id),
            "channel": {**asked.channel.payload(), "permissions": "0"},
            "app_permissions": str(asked.channel.permissions),
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": 0 if guild else 1,
            "attachment_size_limit": 10_485_760,
        }
        if asked.message is not None:
            payload["message"] = asked.message.payload()
        if guild is None:
            return {**payload, "user": asked.user.payload()}
        partial = {"id": str(guild.id), "locale": "en-GB", "features": []}
        who = {**_member(asked.user), "user": asked.user.payload()}
        return {**payload, "guild_id": str(guild.id), "guild": partial, "guild_locale": "en-GB", "member": who}

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers a request as Discord does: JSON without a charset, `Via` on what is limited."""
        path = request.path.removeprefix("/api/v10")
        body = await _body(request)
        failure = self._failure(f"{request.method} {path}")
        status, answered = (
            (0, None) if failure and not failure.works else answer(self.world, request.method, path, body)
        )
        if failure:
            status, answered = failure.status, {"message": "no", "code": 0, "retry_after": failure.retry_after}
            answered |= {"global": False} if status == 429 else {}
        self.world.calls.append(Call(request.method, path, body, status, time.monotonic()))
        if status == 0 and request.transport:
            request.transport.abort()
        headers = {"Via": "1.1 google"} | ({"Retry-After": str(failure.retry_after)} if failure else {})
        if answered is None:
            return web.Response(status=status or 500, headers=headers)
        return web.Response(status=status, headers=headers | JSON, body=json.dumps(answered).encode())

    def _failure(self, asked: str) -> Failure | None:
        for failure in self.failures:
            if failure.times and re.fullmatch(failure.pattern, asked):
                failure.times -= 1
                return failure
        return None

    async def about_gateway(self, request: web.Request) -> web.StreamResponse:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        told = {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}
        return web.Response(headers=JSON, body=json.dumps(told).encode())


async def _body(request: web.Request) -> Any:
    """The JSON of a request; of one in parts, the files by their names as well."""
    if not request.content_type.startswith("multipart/"):
        return json.loads(await request.read() or b"null")
    form = await request.post()
    files = {part.filename: part.file.read() for part in form.values() if isinstance(part, web.FileField)}
    return {**json.loads(str(form["payload_json"])), "files": files}


def _member(person: Person) -> dict[str, Any]:
    permissions = str(_permissions(person).value)
    return {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0, "permissions": permissions}


def _permissions(person: Person) -> Permissions:
    return Permissions.all() if person.admin else MEMBER


def is_privileged(intents: int) -> bool:
    """Do the intents need Discord's leave?"""
    return bool(intents & PRIVILEGED)


@contextmanager
def serving() -> Iterator[DiscordServer]:
    """A Discord that is up for as long as the context lasts."""
    server = DiscordServer()
    started: list[Callable[[], Coroutine[Any, Any, None]]] = []
    thread = threading.Thread(target=_serve, args=(server, started), daemon=True)
    thread.start()
    wait_for(lambda: server.address, what="the server did not start")
    try:
        yield server
    finally:
        server._run(started[0]())
        server.loop.call_soon_threadsafe(server.loop.stop)
        thread.join()
        server.loop.close()


def _serve(server: DiscordServer, started: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    async def start() -> None:
        app = web.Application()
        app.router.add_get("/gateway", server.gateway.connect)
        app.router.add_get("/gateway/", server.gateway.connect)
        app.router.add_get("/api/v10/gateway/bot", server.about_gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", server.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        server.gateway.url = f"ws://127.0.0.1:{port}/gateway"
        started.append(runner.cleanup)
        server.address = f"127.0.0.1:{port}"

    asyncio.set_event_loop(server.loop)
    server.loop.run_until_complete(start())
    server.loop.run_forever()
