"""Looks at what Slack needs, and says in plain words what is missing."""

from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack.authorizing import serves_many
from adapters.slack.installing import INSTALL
from adapters.slack.manifest import REDIRECT, SCOPES
from adapters.slack.web import code_of
from bot.archive import open_archive
from bot.doctor import Finding
from bot.encryption import Cipher
from bot.errors import OnRecordError
from bot.installations import Installation, Installations
from bot.settings import Settings

_SECONDS = 10


def check_slack(settings: Settings) -> Iterator[Finding]:
    """What is set, whether Slack takes the tokens, and whether the bot may do what it has to."""
    if serves_many(settings):
        yield from _many(settings)
        return
    if not settings.slack_bot_token:
        half = settings.slack_app_token or settings.slack_signing_secret
        if half:
            yield Finding(False, "Slack is half set up: SLACK_BOT_TOKEN is missing")
        else:
            yield Finding(True, "Slack is not set up; it needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
        return
    if not (settings.slack_app_token or settings.slack_signing_secret):
        yield Finding(False, "Slack is half set up: SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, for HTTP)")
        return
    swapped = list(_misplaced(settings))
    yield from swapped
    if not swapped:
        yield from _asked(settings)


def _many(settings: Settings) -> Iterator[Finding]:
    """What adding the bot needs, and whether Slack takes the tokens of the workspaces that have."""
    missing = [name for name, value in _needed(settings).items() if not value]
    if missing:
        yield Finding(False, f"Slack is half set up for many workspaces: {' and '.join(missing)} missing")
        return
    public = str(settings.public_url).rstrip("/")
    yield Finding(True, f"workspaces add the bot at {public}{INSTALL}; Slack has to know {public}{REDIRECT}")
    try:
        with open_archive(settings.database_url) as archive:
            found = Installations(archive.engine, Cipher(settings.secret_keys)).all("slack")
    except OnRecordError as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, f"{len(found)} workspaces have added the bot")
    yield from (finding for each in found if (finding := _refused(settings, each)))


def _needed(settings: Settings) -> dict[str, object]:
    return {
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "ONRECORD_PUBLIC_URL": settings.public_url,
        "ONRECORD_SECRET_KEY": settings.secret_keys,
        "SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)": settings.slack_signing_secret or settings.slack_app_token,
    }


def _refused(settings: Settings, installation: Installation) -> Finding | None:
    """None where Slack takes the token; one that has expired is renewed when it is needed."""
    client = WebClient(installation.token, base_url=settings.slack_api_url, timeout=_SECONDS)
    try:
        client.auth_test()
    except SlackApiError as error:
        if code_of(error) == "token_expired":
            return None
        where = f"{installation.name} ({installation.workspace})"
        return Finding(
            False, f"Slack refuses the token of {where}: {code_of(error)}; the workspace has to add it again"
        )
    except (OSError, HTTPException) as error:
        return Finding(False, f"Slack cannot be reached at {settings.slack_api_url}: {getattr(error, 'reason', error)}")
    return None


def _misplaced(settings: Settings) -> Iterator[Finding]:
    tokens = (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-"),
        ("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-"),
    )
    for name, token, beginning in tokens:
        if token and not token.startswith(beginning):
            yield Finding(False, f"{name} should begin with {beginning}; the two tokens may be swapped")


def _asked(settings: Settings) -> Iterator[Finding]:
    client = WebClient(settings.slack_bot_token, base_url=settings.slack_api_url, timeout=_SECONDS)
    try:
        told: Any = client.auth_test()
        yield Finding(True, f"Slack takes SLACK_BOT_TOKEN: {told['user']} in {told['team']}")
        yield _scopes(told)
        if settings.slack_app_token:
            client.apps_connections_open(app_token=settings.slack_app_token)
            yield Finding(True, "Slack takes SLACK_APP_TOKEN and opens a socket")
        elif settings.public_url:
            yield Finding(True, f"Slack has to be given the address {settings.public_url.rstrip('/')}/slack/events")
        else:
            yield Finding(False, "ONRECORD_PUBLIC_URL is missing: Slack posts to it, without a socket")
    except SlackApiError as error:
        yield Finding(False, _refusal(error))
    except (OSError, HTTPException) as error:
        yield Finding(False, f"Slack cannot be reached at {settings.slack_api_url}: {getattr(error, 'reason', error)}")


def _scopes(told: Any) -> Finding:
    """Slack names them in a header of each answer."""
    headers = {name.lower(): value for name, value in told.headers.items()}
    if "x-oauth-scopes" not in headers:
        return Finding(True, "Slack does not tell what the bot may do")
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",")}
    missing = [f"{scope} ({meaning})" for scope, meaning in SCOPES.items() if scope not in granted]
    if missing:
        return Finding(False, f"the bot lacks {', '.join(missing)}: take the manifest again, and reinstall the app")
    return Finding(True, "the bot may do all that it has to")


def _refusal(error: SlackApiError) -> str:
    code = code_of(error)
    method = str(getattr(error.response, "api_url", "") or "")
    name = "SLACK_APP_TOKEN" if method.endswith("apps.connections.open") else "SLACK_BOT_TOKEN"
    if code == "missing_scope":
        return f"{name} lacks a scope: an app-level token needs connections:write"
    return f"Slack refuses {name} ({code}): copy it again from the app's page, or reinstall the app"
