"""Slack: an app on Bolt, over a socket or over HTTP, and the platform to which digests are delivered."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from http.client import HTTPException
from threading import Event, Thread
from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.oauth import OAuthFlow
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack.authorizing import ManyWorkspaces, OneWorkspace, authorizing, serves_many
from adapters.slack.departures import Departures, ignore_departures
from adapters.slack.desk import Desk, workers
from adapters.slack.installing import check_installable, oauth_flow
from adapters.slack.listeners import Listeners
from adapters.slack.platform import SlackPlatform
from adapters.slack.replays import Replays
from adapters.slack.web import Directory, code_of, web_client
from adapters.slack.windows import Windows
from bot.errors import SettingsError
from bot.installations import Installations
from bot.settings import Settings
from bot.wiring import Bot

_ACKNOWLEDGING: Final = 16
"""Threads that acknowledge."""
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds between attempts to open a socket."""
_REFUSALS: Final = frozenset(
    "invalid_auth not_authed account_inactive token_revoked missing_scope not_allowed_token_type".split()
)
_NOT_ADDED: Final = "OnRecord cannot speak in this workspace. Somebody who manages it has to add it again."
_logger: Final = logging.getLogger("onrecord.slack")


def slack_platform(settings: Settings, installations: Installations, clock: Callable[[], datetime]) -> SlackPlatform:
    """Slack, as far as messages are delivered there."""
    tokens = authorizing(settings, installations, clock)

    def once(workspace: str) -> WebClient:
        return web_client(tokens.token(workspace), settings.slack_api_url, patient=False)

    return SlackPlatform(once, Directory(once))


@contextmanager
def open_slack(settings: Settings, bot: Bot) -> Iterator[App]:
    """The app; where there is a token for a socket it listens there, else it waits for what it is given.

    Raises SettingsError where something is not set, or Slack refuses the token.
    """
    _check(settings, bot)
    tokens = authorizing(settings, bot.installations, bot.service.clock)

    def patient(workspace: str) -> WebClient:
        return web_client(tokens.token(workspace), settings.slack_api_url, patient=True)

    with ExitStack() as stack:
        desk = Desk(bot, Directory(patient), stack.enter_context(workers()))
        acknowledging = stack.enter_context(ThreadPoolExecutor(_ACKNOWLEDGING, thread_name_prefix="slack-ack"))
        app = make_app(desk, tokens, settings, acknowledging)
        if settings.slack_app_token:
            handler = SocketModeHandler(app, settings.slack_app_token, concurrency=_ACKNOWLEDGING)
            stack.callback(handler.close)
            stack.enter_context(_connected(handler))
        yield app


def open_flow(settings: Settings, bot: Bot) -> OAuthFlow | None:
    """How workspaces add the bot, where they do; raises SettingsError where something for it is not set."""
    return oauth_flow(settings, bot, bolt_logger()) if serves_many(settings) else None


def _check(settings: Settings, bot: Bot) -> None:
    if not (settings.slack_app_token or settings.slack_signing_secret):
        raise SettingsError("SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, by which what Slack posts is known)")
    if serves_many(settings):
        check_installable(settings, bot)


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


def bolt_logger() -> logging.Logger:
    """Bolt's warnings are for who writes an app, such as that its settings stand in the environment too."""
    logger = logging.getLogger("bolt")
    logger.setLevel(logging.ERROR)
    return logger


def make_app(
    desk: Desk, tokens: OneWorkspace | ManyWorkspaces, settings: Settings, acknowledging: ThreadPoolExecutor
) -> App:
    """The app with its listeners; without a signing secret it trusts whoever calls it, as a socket may."""
    app = App(
        client=web_client(None, settings.slack_api_url, patient=True),
        authorize=tokens,  # type: ignore[arg-type]  # Bolt takes its Authorize as well, and says nothing of it
        signing_secret=settings.slack_signing_secret,
        logger=bolt_logger(),
        request_verification_enabled=settings.slack_signing_secret is not None,
        user_facing_authorize_error_message=_NOT_ADDED,
        listener_executor=acknowledging,
    )
    app.use(Replays().refuse)
    Listeners(desk).listen(app)
    Windows(desk).listen(app)
    if isinstance(tokens, ManyWorkspaces):
        Departures(desk.bot.installations, desk.workers).listen(app)
    else:
        ignore_departures(app)
    return app
