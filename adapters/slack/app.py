"""Slack: an app on Bolt, over a socket or over HTTP, and the platform to which digests are delivered."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from threading import Event, Thread
from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack.desk import Desk, workers
from adapters.slack.listeners import Listeners
from adapters.slack.platform import SlackPlatform
from adapters.slack.replays import Replays
from adapters.slack.web import Directory, code_of, web_client
from adapters.slack.windows import Windows
from bot.errors import SettingsError
from bot.settings import Settings
from bot.wiring import Bot

_ACKNOWLEDGING: Final = 16
"""Threads that acknowledge."""
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds between attempts to open a socket."""
_REFUSALS: Final = frozenset(
    "invalid_auth not_authed account_inactive token_revoked missing_scope not_allowed_token_type".split()
)
_logger: Final = logging.getLogger("onrecord.slack")


def slack_platform(settings: Settings) -> SlackPlatform:
    """Slack, as far as messages are delivered there."""
    once = web_client(settings.slack_bot_token, settings.slack_api_url, patient=False)
    return SlackPlatform(lambda workspace: once, Directory(lambda workspace: once))


@contextmanager
def open_slack(settings: Settings, bot: Bot) -> Iterator[App]:
    """The app; where there is a token for a socket it listens there, else it waits for what it is given.

    Raises SettingsError where Slack refuses the token.
    """
    with ExitStack() as stack:
        client = web_client(settings.slack_bot_token, settings.slack_api_url, patient=True)
        desk = Desk(bot, Directory(lambda workspace: client), stack.enter_context(workers()))
        acknowledging = stack.enter_context(ThreadPoolExecutor(_ACKNOWLEDGING, thread_name_prefix="slack-ack"))
        app = make_app(desk, client, settings.slack_signing_secret, acknowledging)
        if settings.slack_app_token:
            handler = SocketModeHandler(app, settings.slack_app_token, concurrency=_ACKNOWLEDGING)
            stack.callback(handler.close)
            stack.enter_context(_connected(handler))
        yield app


@contextmanager
def _connected(handler: SocketModeHandler) -> Iterator[None]:
    """A socket that is open, or is tried again and again where Slack cannot be reached."""
    stopping = Event()
    trying = Thread(target=_keep_trying, args=(handler, stopping), name="slack-connecting")
    if not _connect(handler):
        trying.start()
    try:
        yield
    finally:
        stopping.set()
        if trying.ident is not None:
            trying.join()


def _keep_trying(handler: SocketModeHandler, stopping: Event) -> None:
    wait = _FIRST_WAIT
    while not stopping.wait(wait):
        try:
            if _connect(handler):
                return
        except SettingsError as error:
            _logger.error("%s", error)
            return
        wait = min(2 * wait, _LONGEST_WAIT)


def _connect(handler: SocketModeHandler) -> bool:
    """Whether a socket is open now; once it is, the SDK opens it anew by itself."""
    try:
        handler.client.connect()
    except SlackApiError as error:
        if code_of(error) in _REFUSALS:
            raise SettingsError(f"Slack refuses SLACK_APP_TOKEN ({code_of(error)})") from error
        _logger.warning("Slack opens no socket now (%s); it is tried again", code_of(error))
        return False
    except (OSError, HTTPException) as error:
        _logger.warning("Slack cannot be reached (%s); it is tried again", error)
        return False
    return True


def _bolt_logger() -> logging.Logger:
    """Bolt's warnings are for who writes an app, such as that its settings stand in the environment too."""
    logger = logging.getLogger("onrecord.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger


def make_app(desk: Desk, client: WebClient, signing_secret: str | None, acknowledging: ThreadPoolExecutor) -> App:
    """The app with its listeners; without a signing secret it trusts whoever calls it, as a socket may."""
    app = App(
        client=client,
        signing_secret=signing_secret,
        logger=_bolt_logger(),
        token_verification_enabled=False,
        request_verification_enabled=signing_secret is not None,
        listener_executor=acknowledging,
    )
    app.use(Replays().refuse)
    Listeners(desk).listen(app)
    Windows(desk).listen(app)
    return app
