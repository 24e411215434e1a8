"""The web side: whether the bot is well, what Slack posts where it uses no socket, and how workspaces add the bot.

Whether it is well is told to anybody; what is wrong and what is measured, to those inside alone.
"""

import asyncio
import logging
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from ipaddress import ip_address
from threading import Thread
from typing import Final

import uvicorn
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.oauth import OAuthFlow
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.metrics import Measures
from adapters.slack.installing import INSTALL
from adapters.slack.manifest import REDIRECT
from bot.addresses import is_public
from bot.errors import OnRecordError, SettingsError

_logger: Final = logging.getLogger("onrecord.web")
_MOST_BYTES: Final = 1_000_000
"""Of a request: Slack's are far smaller."""
_ARRIVES_WITHIN: Final = 10.0
"""Seconds for all of a request: Slack waits three for its answer."""
_SIGNATURE: Final = re.compile("v0=[0-9a-f]{64}")
_TIMESTAMP: Final = re.compile("[0-9]{1,12}")
_ENDS_WITHIN: Final = 5
"""Seconds in which what is under way is answered when the bot stops."""
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers of what a proxy hands on, whoever asks it."""


def web_app(
    is_well: Callable[[], object],
    measures: Measures,
    slack: App | None,
    flow: OAuthFlow | None = None,
    arrives_within: float = _ARRIVES_WITHIN,
) -> Starlette:
    """The pages; `is_well` raises an OnRecordError where the bot is not.

    What Slack posts has `arrives_within` seconds to arrive, so that nobody holds connections by dripping bytes.
    """

    def health(request: Request) -> Response:
        return PlainTextResponse("alive")

    def readiness(request: Request) -> Response:
        try:
            is_well()
        except OnRecordError as error:
            return PlainTextResponse(str(error) if is_inside(request) else "not ready", 503)
        return PlainTextResponse("ready")

    def metrics(request: Request) -> Response:
        if not is_inside(request):
            return PlainTextResponse("only for those inside", 403)
        return Response(measures.page(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    routes = [Route("/healthz", health), Route("/readyz", readiness), Route("/metrics", metrics)]
    if slack is not None:
        routes.append(Route("/slack/events", _SlackEvents(slack, arrives_within), methods=["POST"]))
    if flow is not None:
        routes.append(Route(INSTALL, _oauth(flow.handle_installation)))
        routes.append(Route(REDIRECT, _oauth(flow.handle_callback)))
    return Starlette(routes=routes)


def is_inside(request: Request) -> bool:
    """Does somebody of a private network ask, and no proxy for somebody else?"""
    try:
        address = ip_address(request.client.host.partition("%")[0]) if request.client else None
    except ValueError:
        return False
    return address is not None and not is_public(address) and not any(name in request.headers for name in _FORWARDED)


def _oauth(handle: Callable[[BoltRequest], BoltResponse]) -> Callable[[Request], Response]:
    """A page of Bolt's; what goes wrong besides is told in a line, and nothing of it shown."""

    def page(request: Request) -> Response:
        try:
            return to_starlette_response(handle(to_bolt_request(request, b"")))
        except (OnRecordError, OSError, HTTPException) as error:
            _logger.error("a workspace could not add the bot: %s", error)
            return PlainTextResponse("This did not work. Please try again in a while.", 503)

    return page


class _SlackEvents:
    """What Slack posts; Bolt verifies it, and is waited for in a thread."""

    def __init__(self, app: App, arrives_within: float) -> None:
        self.app = app
        self._arrives_within = arrives_within

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        request = Request(scope, receive)  # type: ignore[arg-type]  # the three parts of an ASGI application
        response = await self._answer(request)
        await response(scope, receive, send)  # type: ignore[arg-type]

    async def _answer(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._arrives_within):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        except ClientDisconnect:
            return PlainTextResponse("cut off", 400)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not _looks_signed(request.headers):
            return PlainTextResponse("not signed by Slack", 401)
        try:
            asked = to_bolt_request(request, body)
        except Exception:  # Bolt looks into what was sent before it verifies it, and a stranger may send anything
            return PlainTextResponse("not what Slack sends", 400)
        return to_starlette_response(await run_in_threadpool(self.app.dispatch, asked))


async def _body(request: Request) -> bytes | None:
    """All of it; None where there is too much."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return bytes(body)


def _looks_signed(headers: Headers) -> bool:
    """Have the signature and the time their form, where they are given? Others would make the verifier itself fail."""
    given = (_SIGNATURE, headers.get("x-slack-signature")), (_TIMESTAMP, headers.get("x-slack-request-timestamp"))
    return all(value is None or form.fullmatch(value) for form, value in given)


@contextmanager
def serving(app: Starlette, host: str, port: int) -> Iterator[str]:
    """The pages, served at the address that is given; raises SettingsError where that is taken."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(f"nothing can be served at {host}:{port}: {error.strerror or error}") from error
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=_ENDS_WITHIN)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, args=([listening],), name="web")
    thread.start()
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
