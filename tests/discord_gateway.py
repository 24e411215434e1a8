"""Discord's gateway as a bot uses it: sessions that begin, beat, are resumed, and break when they are told to."""

import asyncio
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_state import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Intents for members, presences and the content of messages."""
BEATS_EVERY = 41.25


@dataclass
class Session:
    """What was sent in a session, so that it can be resumed."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    events: list[dict[str, Any]] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None
    deflate: Any = None


@dataclass
class Gateway:
    """The gateway over a world; all of it runs in the server's loop."""

    world: World
    sessions: list[Session] = field(default_factory=list)
    identified: int = 0
    resumed: int = 0
    beats: int = 0
    intents: int = 0
    refuses_resume: bool = False
    url: str = ""

    async def connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        session = Session(socket=socket, deflate=deflate)
        await self._send(session, {"op": HELLO, "d": {"heartbeat_interval": int(BEATS_EVERY * 1000)}})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                session = await self._hear(session, json.loads(message.data))
        return socket

    async def _hear(self, session: Session, heard: dict[str, Any]) -> Session:
        match heard["op"]:
            case 1:
                self.beats += 1
                await self._send(session, {"op": ACK})
            case 2:
                await self._identify(session, heard["d"])
            case 6:
                return await self._resume(session, heard["d"])
        return session

    async def _identify(self, session: Session, asked: dict[str, Any]) -> None:
        self.identified += 1
        self.intents = asked["intents"]
        self.sessions.append(session)
        about = {"id": str(self.world.app_id), "flags": 0}
        guilds = [{"id": str(guild.id), "unavailable": True} for guild in self.world.guilds if guild.has_bot]
        ready = {"v": 10, "user": self.world.bot, "guilds": guilds, "session_id": session.id, "application": about}
        ready |= {"resume_gateway_url": self.url, "shard": asked.get("shard", [0, 1])}
        await self._tell(session, "READY", ready)
        for guild in self.world.guilds:
            if guild.has_bot:
                await self._tell(session, "GUILD_CREATE", {**guild.payload(self.world.bot), "unavailable": False})

    async def _resume(self, session: Session, asked: dict[str, Any]) -> Session:
        before = next((each for each in self.sessions if each.id == asked["session_id"]), None)
        if before is None or self.refuses_resume:
            await self._send(session, {"op": INVALID, "d": False})
            return session
        self.resumed += 1
        before.socket, before.deflate = session.socket, session.deflate
        for event in before.events:
            if event["s"] > asked["seq"]:
                await self._send(before, event)
        await self._tell(before, "RESUMED", {})
        return before

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        """Has every session know of an event, those that are cut off once they are resumed."""
        for session in self.sessions:
            await self._tell(session, event, data)

    async def ask_to_reconnect(self) -> None:
        for session in self.sessions:
            await self._send(session, {"op": RECONNECT, "d": None})

    async def drop(self, code: int) -> None:
        """Closes all sockets."""
        for session in self.sessions:
            if session.socket is not None:
                await session.socket.close(code=code)
                session.socket = None

    async def _tell(self, session: Session, event: str, data: dict[str, Any]) -> None:
        message = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(message)
        await self._send(session, message)

    async def _send(self, session: Session, message: dict[str, Any]) -> None:
        if session.socket is None or session.socket.closed:
            return
        text = json.dumps({"s": None, "t": None, "d": None, **message})
        try:
            if session.deflate is None:
                await session.socket.send_str(text)
            else:
                packed = session.deflate.compress(text.encode()) + session.deflate.flush(zlib.Z_SYNC_FLUSH)
                await session.socket.send_bytes(packed)
        except (ConnectionError, asyncio.CancelledError):
            session.socket = None
