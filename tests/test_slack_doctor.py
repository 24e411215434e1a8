"""What the doctor says of Slack, and what the manifests ask for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.doctor import check_slack
from adapters.slack.manifest import SCOPES, manifest
from bot.archive import open_archive
from bot.commands import COMMANDS
from bot.encryption import Cipher
from bot.installations import Installations
from bot.settings import Settings
from tests.archives import archive_at
from tests.slack_server import Slack
from tests.workspaces import KEY, OTHER_KEY, installation

MANIFESTS = Path(__file__).parent.parent / "docs" / "slack"


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        slack.grants(*SCOPES)
        yield slack


def said(slack: Slack, **given: str) -> list[tuple[bool, str]]:
    named = {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    settings = Settings.from_environment({**named, **given})
    return [(finding.ok, finding.says) for finding in check_slack(settings)]


def test_all_is_well_where_slack_takes_the_tokens(slack: Slack) -> None:
    assert said(slack) == [
        (True, "Slack takes SLACK_BOT_TOKEN: onrecord in Acme"),
        (True, "the bot may do all that it has to"),
        (True, "Slack takes SLACK_APP_TOKEN and opens a socket"),
    ]


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}, "needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "should begin with xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-T1"}, "should begin with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
        ({"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "s"}, "ONRECORD_PUBLIC_URL is missing"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack cannot be reached"),
    ],
)
def test_what_is_missing_is_named(slack: Slack, given: dict[str, str], advice: str) -> None:
    *_, (ok, last) = said(slack, **given)
    assert advice in last
    assert ok is ("needs" in advice)


MANY = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": "client-id",
    "SLACK_CLIENT_SECRET": "client-secret",
    "ONRECORD_PUBLIC_URL": "https://onrecord.example/",
    "ONRECORD_SECRET_KEY": KEY,
}


@pytest.fixture
def archive_url(tmp_path: Path) -> str:
    return archive_at(tmp_path / "archive.db")


def test_of_many_workspaces_those_are_named_whose_token_slack_refuses(slack: Slack, archive_url: str) -> None:
    slack.team("T2", "Globex")
    slack.team("T3", "Initech")
    slack.state.tokens["xoxb-T2"].expires = 1.0
    slack.revoke("T3")
    with open_archive(archive_url) as archive:
        for team in ("T1", "T2", "T3"):
            about = {"name": slack.state.teams[team].name}
            Installations(archive.engine, Cipher((KEY,))).keep(installation(team, f"xoxb-{team}", **about))
    where = "https://onrecord.example/slack"
    assert said(slack, **MANY, ONRECORD_DATABASE_URL=archive_url) == [
        (True, f"workspaces add the bot at {where}/install; Slack has to know {where}/oauth_redirect"),
        (True, "3 workspaces have added the bot"),
        (False, "Slack refuses the token of Initech (T3): token_revoked; the workspace has to add it again"),
    ]
    *_, (ok, last) = said(slack, **{**MANY, "ONRECORD_SECRET_KEY": OTHER_KEY}, ONRECORD_DATABASE_URL=archive_url)
    assert (ok, "cannot be decrypted" in last) == (False, True)


@pytest.mark.parametrize("missing", ["SLACK_CLIENT_SECRET", "ONRECORD_PUBLIC_URL", "ONRECORD_SECRET_KEY"])
def test_what_is_missing_for_many_workspaces_is_named(slack: Slack, missing: str) -> None:
    ((ok, says),) = said(slack, **{**MANY, missing: ""})
    assert (ok, says.endswith(f"many workspaces: {missing} missing")) == (False, True)


def test_scopes_that_are_missing_are_named_with_what_they_are_for(slack: Slack) -> None:
    slack.grants(*(SCOPES.keys() - {"users:read"}))
    assert any(not ok and "users:read (knows who manages the workspace" in line for ok, line in said(slack))


@pytest.mark.parametrize(("name", "url"), [("socket-mode", None), ("http", "https://onrecord.example/slack/events")])
def test_the_manifests_are_those_of_this_version(name: str, url: str | None) -> None:
    expected = json.dumps(manifest(url), indent=2) + "\n"
    assert (MANIFESTS / f"{name}.json").read_text(encoding="utf-8") == expected


def test_the_manifest_keeps_to_the_limits_of_slack() -> None:
    asked = manifest()
    commands = asked["features"]["slash_commands"]
    assert {each["command"] for each in commands} == {
        f"/{each.name}" for each in COMMANDS if each.name not in ("help", "reports", "settings")
    } | {"/onrecord"}
    assert all(len(each["command"]) <= 32 and len(each["description"]) <= 2000 for each in commands)
    assert len(asked["display_information"]["description"]) <= 140
    assert len(asked["settings"]["event_subscriptions"]["bot_events"]) <= 100
