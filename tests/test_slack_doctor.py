"""What the doctor says of Slack, and what the manifests ask for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.doctor import check_slack
from adapters.slack.manifest import SCOPES, manifest
from bot.commands import COMMANDS
from bot.settings import Settings
from tests.slack_server import Slack

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
