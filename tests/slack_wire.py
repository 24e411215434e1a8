"""The wires of the local Slack: its HTTP server, with faults on demand, and the WebSockets of Socket Mode."""

import json
import socket
import sys
import threading
from base64 import b64decode
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.slack_chat import reply
from tests.slack_methods import answer
from tests.slack_model import JSON, Call
from tests.slack_state import State


@dataclass(slots=True)
class Fault:
    """How requests go wrong, as often as `times` says: `does` tells whether what they ask for is done all the same."""

    times: int
    does: bool = False
    status: int = 200
    answer: JSON = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    drops: bool = False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """A client that has gone before its answer came is nothing to tell of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Wire:
    """Takes what the bot asks, and holds its connections."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.connections: list[ServerConnection] = []
        self.leaving: list[ServerConnection] = []
        """Those that have been told to go: they are still listened to, but told of nothing new."""
        self.acknowledged: dict[str, JSON] = {}
        self.closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self._sockets: Server = serve(self._converse, "127.0.0.1", 0, compression=None, ping_interval=0.2)
        state.url = f"http://127.0.0.1:{self._http.server_port}/"
        state.socket_url = f"ws://127.0.0.1:{self._sockets.socket.getsockname()[1]}/"
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True),
            threading.Thread(target=self._sockets.serve_forever, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self.drop()
        self._sockets.shutdown()
        for thread in self._threads:
            thread.join(5)

    def called(self, name: str, args: JSON, token: str | None) -> tuple[int, JSON, Mapping[str, str]] | None:
        """The status, the answer and the headers for a request of the bot; None where the line goes dead."""
        with self.state.changed:
            call = Call(name, args, self.state.now())
            self.state.calls.append(call)
            fault = self._fault(name)
            if fault is None or fault.does:
                call.status, call.answer = self._done(name, args, token)
            else:
                call.status, call.answer = fault.status, fault.answer
            self.state.changed.notify_all()
        if fault and fault.seconds:
            self.closing.wait(fault.seconds)
        if fault and fault.drops:
            return None
        return call.status, call.answer, {**self._scopes(token), **(fault.headers if fault else {})}

    def _fault(self, name: str) -> Fault | None:
        waiting = [fault for fault in self.faults[name] if fault.times]
        if waiting:
            waiting[0].times -= 1
        return waiting[0] if waiting else None

    def _done(self, name: str, args: JSON, token: str | None) -> tuple[int, JSON]:
        if name == "response_url":
            return reply(self.state, args.pop("key"), args)
        return 200, answer(self.state, name, args, token)

    def _scopes(self, token: str | None) -> Mapping[str, str]:
        known = self.state.tokens.get(token or "")
        return {"X-OAuth-Scopes": ",".join(sorted(known.scopes))} if known else {}

    def uploaded(self, file: str, content: bytes) -> int:
        """The status for the content of a file."""
        with self.state.changed:
            known = self.state.files.get(file)
            if known is None or known.length != len(content):
                return 400
            known.content = content
            return 200

    def _converse(self, connection: ServerConnection) -> None:
        """Says hello to whoever comes with a ticket, and listens for acknowledgements until they go."""
        request = connection.request
        asked = parse_qs(urlsplit(request.path).query) if request else {}
        if asked.get("ticket", [""])[0] not in self.state.tickets:
            return
        self.state.tickets.discard(asked["ticket"][0])
        with self.state.changed:
            self.connections.append(connection)
            hello = {"type": "hello", "num_connections": len(self.connections), "connection_info": {"app_id": "A1"}}
            connection.send(json.dumps(hello))
            self.state.changed.notify_all()
        try:
            with suppress(ConnectionClosed):
                for said in connection:
                    self._heard(json.loads(said))
        finally:
            with self.state.changed:
                (self.connections if connection in self.connections else self.leaving).remove(connection)
                self.state.changed.notify_all()

    def _heard(self, said: JSON) -> None:
        with self.state.changed:
            self.acknowledged[said["envelope_id"]] = said.get("payload") or {}
            self.state.changed.notify_all()

    def send(self, envelope: JSON) -> None:
        """Sends an envelope on one of the connections, each being used in turn."""
        with self.state.changed:
            for connection in list(self.connections):
                self.connections.append(self.connections.pop(0))
                try:
                    return connection.send(json.dumps(envelope))
                except ConnectionClosed:
                    continue
        return None

    def disconnects(self, reason: str) -> None:
        """Asks the bot to open other connections in place of these."""
        with self.state.changed:
            for connection in self.connections:
                connection.send(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}))
            self.leaving, self.connections = [*self.leaving, *self.connections], []

    def drop(self) -> None:
        """Cuts all connections without a word, and returns when they are gone."""
        dropped = {*self.connections, *self.leaving}
        for connection in dropped:
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        self.state.wait(lambda: dropped.isdisjoint([*self.connections, *self.leaving]), 5, "the end of connections")

    def hang_up(self) -> None:
        """Closes all connections, as a server does that is stopped."""
        for connection in list(self.connections):
            connection.close()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._handle(b"")

        def do_POST(self) -> None:
            self._handle(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _handle(self, body: bytes) -> None:
            address = urlsplit(self.path)
            place, _, name = address.path.strip("/").partition("/")
            match place:
                case "api":
                    args = _arguments(self.headers, address.query, body)
                    self._answer(wire.called(name, args, _token(self.headers, args)))
                case "response":
                    self._answer(wire.called("response_url", {**json.loads(body), "key": name}, None))
                case "upload":
                    self._send(wire.uploaded(name, body), f"OK - {len(body)}".encode(), {})
                case "oauth":
                    self._send(302, b"", {"Location": _allowed(wire.state, dict(parse_qsl(address.query)))})
                case _:
                    self._send(404, b"", {})

        def _answer(self, answered: tuple[int, JSON, Mapping[str, str]] | None) -> None:
            if answered is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, told, headers = answered
            self._send(
                status, json.dumps(told).encode(), {"Content-Type": "application/json; charset=utf-8", **headers}
            )

        def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    return Handler


def _arguments(headers: Headers, query: str, body: bytes) -> JSON:
    """The arguments of a call, from wherever they may stand."""
    args: JSON = dict(parse_qsl(query))
    if headers.get("Content-Type", "").startswith("application/json"):
        args |= json.loads(body or b"{}")
    else:
        args |= dict(parse_qsl(body.decode()))
    if headers.get("Authorization", "").startswith("Basic "):
        client, _, secret = b64decode(headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
        args |= {"client_id": client, "client_secret": secret}
    return args


def _token(headers: Headers, args: JSON) -> str | None:
    """The token of a call, which is kept out of the record."""
    inside = args.pop("token", None)
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else inside


def _allowed(state: State, asked: dict[str, str]) -> str:
    """Where somebody comes after they have let the app into their workspace."""
    code = [name for name in state.codes if name.startswith("code-")][-1]
    return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"
