"""Many workspaces in Slack: how they add the bot, how tokens are renewed, and what is left when they remove it."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.slack.app import open_slack
from adapters.slack.authorizing import authorizing
from adapters.slack.manifest import SCOPES
from bot.archive import open_archive
from bot.channels import Address
from bot.encryption import Cipher
from bot.errors import SettingsError
from bot.installations import Installations
from bot.model import Notice
from bot.wiring import open_bot
from tests.briefings import briefing
from tests.fakes import MovingClock
from tests.slack_bot import running
from tests.slack_office import Office, office, settings_of, until
from tests.slack_server import Slack
from tests.workspaces import KEY, OTHER_KEY

HALF_A_DAY = timedelta(hours=12)


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        slack.team("T2", "Globex")
        slack.user("V1", "vera", admin=True, team="T2")
        slack.channel("D2", "press", members=("V1",), team="T2")
        for token in ("xoxb-T1", "xoxb-T2"):
            slack.state.tokens.pop(token)
        yield slack


BOTH = pytest.mark.parametrize("bot", ["http", "socket"], indirect=True)


@pytest.fixture
def bot(request: pytest.FixtureRequest, slack: Slack, tmp_path: Path) -> Iterator[Office]:
    """A bot that two workspaces have added, each of which has an article; over HTTP, or BOTH."""
    more = {"SLACK_APP_TOKEN": slack.app_token} if getattr(request, "param", "http") == "socket" else {}
    with office(slack, tmp_path, **more) as office_:
        office_.adds("T1")
        office_.adds("T2", rotating=True)
        office_.keeps(briefing("Ann Lee", url="https://bay.example/1"), "T1")
        office_.keeps(briefing("Zoe Fox", url="https://bay.example/2"), "T2")
        yield office_


@pytest.fixture
def empty(slack: Slack, tmp_path: Path) -> Iterator[Office]:
    """A bot that nobody has added yet."""
    with office(slack, tmp_path) as office_:
        yield office_


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with closing(httpx.Client()) as browser:
        yield browser


def posts(bot: Office, workspace: str, channel: str, text: str) -> None:
    here = bot.bot.channels.at(Address("slack", workspace, channel), bot.clock())
    bot.bot.outbox.post(here.id, f"{channel}:{text}", Notice(text), bot.clock())


def renewals(slack: Slack) -> int:
    return sum(call.args.get("grant_type") == "refresh_token" for call in slack.calls("oauth.v2.access"))


@BOTH
def test_each_workspace_is_answered_from_its_own_archive_with_its_own_token(bot: Office) -> None:
    bot.slack.command("/who", "ann lee")
    assert "that the bridge is number 0" in bot.slack.wait_for_ephemeral().text
    bot.slack.command("/who", "ann lee", user="V1", channel="D2")
    assert "Ann Lee" not in bot.slack.wait_for_ephemeral("V1").text
    bot.slack.mention("who is Zoe Fox?", user="V1", channel="D2")
    assert "Zoe Fox" in bot.slack.wait_for_message("D2").text


def test_each_workspace_gets_its_own_deliveries(bot: Office) -> None:
    posts(bot, "T1", "C1", "for Acme")
    posts(bot, "T2", "D2", "for Globex")
    assert bot.delivers() == 2
    assert [each.text for each in bot.slack.messages("C1")] == ["for Acme"]
    assert [each.text for each in bot.slack.messages("D2")] == ["for Globex"]


def test_what_slack_gives_is_kept(bot: Office) -> None:
    acme, globex = bot.bot.installations.all("slack")
    assert (acme.workspace, acme.name, acme.bot_user, acme.installed_by) == ("T1", "Acme", "UBOTT1", "U1")
    assert (acme.refresh_token, acme.expires_at) == (None, None)
    assert globex.refresh_token
    assert globex.expires_at
    assert abs(globex.expires_at - globex.installed_at - HALF_A_DAY) < timedelta(minutes=5)


# How it is added


def test_slack_is_asked_for_all_that_the_bot_has_to_do(empty: Office, browser: httpx.Client) -> None:
    begun = browser.get(f"{empty.url}/slack/install")
    asked = parse_qs(urlsplit(begun.headers["Location"]).query)
    assert begun.status_code == 302
    assert begun.headers["Location"].startswith(f"{empty.slack.url}oauth/v2/authorize?")
    assert set(asked["scope"][0].split(",")) == set(SCOPES)
    assert asked["redirect_uri"] == [f"{empty.url}/slack/oauth_redirect"]
    assert "HttpOnly" in begun.headers["Set-Cookie"]


def test_whoever_has_added_it_is_led_to_slack(empty: Office, browser: httpx.Client) -> None:
    page = empty.comes_back(browser, empty.asks(browser, "T1"))
    assert "slack://app?team=T1" in page.text


def test_a_person_who_says_no_is_told_how_to_begin_again(empty: Office, browser: httpx.Client) -> None:
    page = browser.get(f"{empty.url}/slack/oauth_redirect?error=<b>access_denied")
    assert f'href="{empty.url}/slack/install"' in page.text
    assert "<b>" not in page.text


def test_a_code_that_slack_does_not_know_adds_nothing(empty: Office, browser: httpx.Client) -> None:
    address = empty.asks(browser, "T1")
    empty.slack.state.codes.clear()
    assert empty.comes_back(browser, address).status_code == 401


def test_where_slack_does_not_answer_that_is_said_in_a_line(empty: Office, browser: httpx.Client) -> None:
    address = empty.asks(browser, "T1")
    empty.slack.drops_answer("oauth.v2.access", 3)
    page = empty.comes_back(browser, address)
    assert (page.status_code, page.text) == (503, "This did not work. Please try again in a while.")


def test_adding_it_again_takes_the_place_of_what_was(bot: Office) -> None:
    first = bot.bot.installations.find("slack", "T1")
    bot.adds("T1")
    second = bot.bot.installations.find("slack", "T1")
    assert first
    assert second
    assert first.token != second.token
    assert len(bot.bot.installations.all("slack")) == 2


# How tokens are renewed


@BOTH
def test_a_token_is_renewed_before_it_expires_and_kept(bot: Office) -> None:
    old = bot.bot.installations.find("slack", "T2")
    bot.passes(timedelta(hours=11))
    with bot.signed_in_time():
        bot.slack.command("/who", "zoe fox", user="V1", channel="D2")
    assert "that the bridge is number 0" in bot.slack.wait_for_ephemeral("V1").text
    new = bot.bot.installations.find("slack", "T2")
    assert old
    assert new
    assert new.token != old.token
    assert new.refresh_token != old.refresh_token
    assert renewals(bot.slack) == 1
    bot.passes(HALF_A_DAY + timedelta(hours=1))
    posts(bot, "T2", "D2", "the day after")
    assert bot.delivers() == 1


@pytest.mark.parametrize("hours", [11, 13])
def test_many_who_need_a_token_renew_it_once(empty: Office, hours: int) -> None:
    empty.adds("T2", rotating=True)
    empty.passes(timedelta(hours=hours))
    with ThreadPoolExecutor(8) as threads, open_archive(empty.settings.database_url) as other:
        processes = [empty.bot.installations, Installations(other.engine, Cipher((KEY,)))]
        tokens = [authorizing(empty.settings, each, empty.clock) for each in processes]
        got = set(threads.map(lambda number: tokens[number % 2].token("T2"), range(8)))
    assert renewals(empty.slack) == 1
    refused = [token for token in got if token is None or empty.slack.state.tokens[token].expires is None]
    assert refused == []
    assert len(got) == 1 or hours < 12, "one that has expired is of no use to anybody"


def test_a_token_that_slack_does_not_renew_is_used_as_long_as_it_holds(
    empty: Office, caplog: pytest.LogCaptureFixture
) -> None:
    empty.adds("T2", rotating=True)
    before = empty.bot.installations.find("slack", "T2")
    assert before
    empty.passes(timedelta(hours=11))
    empty.slack.refuses("oauth.v2.access", "invalid_refresh_token")
    posts(empty, "T2", "D2", "while it holds")
    with caplog.at_level(logging.WARNING):
        assert empty.delivers() == 1
    assert "Slack does not renew the token of T2 (invalid_refresh_token)" in caplog.text
    assert before.token not in caplog.text
    assert str(before.refresh_token) not in caplog.text
    empty.passes(timedelta(minutes=2))
    posts(empty, "T2", "D2", "renewed a while later")
    assert empty.delivers() == 1
    assert renewals(empty.slack) == 2


def test_where_slack_cannot_be_reached_a_token_is_used_as_it_is(empty: Office) -> None:
    empty.adds("T2", rotating=True)
    empty.passes(timedelta(hours=11))
    empty.slack.drops_answer("oauth.v2.access")
    posts(empty, "T2", "D2", "all the same")
    assert empty.delivers() == 1


# How it ends


def left(bot: Office) -> list[str]:
    """The workspaces whose articles are still there."""
    return [name for name in ("T1", "T2") if bot.bot.archive.counts((name,))[0]]


@BOTH
def test_what_a_workspace_had_is_deleted_when_it_removes_the_bot(bot: Office) -> None:
    posts(bot, "T1", "C1", "for Acme")
    posts(bot, "T2", "D2", "for Globex")
    bot.slack.uninstall("T1")
    until(lambda: left(bot) == ["T2"])
    assert bot.bot.channels.find(Address("slack", "T1", "C1")) is None
    assert [each.workspace for each in bot.bot.installations.all("slack")] == ["T2"]
    assert bot.delivers() == 1
    assert [each.text for each in bot.slack.messages("D2")] == ["for Globex"]


def test_a_workspace_that_has_removed_the_bot_is_told_so_and_can_add_it_again(bot: Office) -> None:
    bot.slack.uninstall("T1")
    until(lambda: left(bot) == ["T2"])
    bot.slack.command("/help")
    bot.slack.wait(lambda: any("has to add it again" in each.text for each in bot.slack.ephemerals()))
    bot.passes(timedelta(minutes=1))
    bot.adds("T1")
    with bot.signed_in_time():
        bot.slack.command("/help")
    bot.slack.wait(lambda: any("What you can ask" in each.text for each in bot.slack.ephemerals()))


def test_an_uninstallation_that_is_told_late_deletes_nothing_of_who_is_back(bot: Office) -> None:
    bot.slack.revoke("T1")
    with bot.slack.out_of_order():  # which keeps it back
        bot.slack.event({"type": "app_uninstalled"}, "T1")
        bot.passes(timedelta(minutes=1))
        bot.adds("T1")
    bot.slack.command("/who", "ann lee")
    assert "that the bridge is number 0" in bot.slack.wait_for_ephemeral().text


def test_a_token_that_is_revoked_delays_what_is_for_its_workspace_and_nothing_else(bot: Office) -> None:
    bot.slack.revoke("T1")
    bot.slack.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOTT1"]}}, "T1")
    until(lambda: bot.bot.installations.find("slack", "T1") is None)
    posts(bot, "T1", "C1", "later")
    posts(bot, "T2", "D2", "now")
    assert bot.delivers() == 1
    assert left(bot) == ["T1", "T2"]
    bot.passes(timedelta(minutes=1))
    bot.adds("T1")
    bot.passes(timedelta(minutes=15))
    assert bot.delivers() == 1
    assert [each.text for each in bot.slack.messages("C1")] == ["later"]


def test_a_token_of_a_person_that_is_revoked_is_none_of_the_bots(bot: Office) -> None:
    bot.slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, "T1")
    bot.slack.command("/who", "ann lee")
    assert "that the bridge is number 0" in bot.slack.wait_for_ephemeral().text


def test_a_token_that_no_key_decrypts_delays_what_is_to_be_sent(bot: Office) -> None:
    posts(bot, "T1", "C1", "later")
    other = Installations(bot.bot.archive.engine, Cipher((OTHER_KEY,)))
    stranger = replace(bot, bot=replace(bot.bot, installations=other))
    assert stranger.delivers() == 0
    assert stranger.told == []
    bot.passes(timedelta(minutes=15))
    assert bot.delivers() == 1


# What is not set


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({"ONRECORD_PUBLIC_URL": ""}, "ONRECORD_PUBLIC_URL is missing"),
        ({"ONRECORD_SECRET_KEY": ""}, "ONRECORD_SECRET_KEY is missing"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_APP_TOKEN is missing"),
    ],
)
def test_what_is_missing_ends_the_start_with_its_name(
    slack: Slack, tmp_path: Path, given: dict[str, str], missing: str
) -> None:
    settings = settings_of(slack, tmp_path, **given)
    with (
        open_bot(settings, MovingClock()) as bot,
        pytest.raises(SettingsError, match=missing),
        open_slack(settings, bot),
    ):
        pass


def test_a_token_in_the_settings_makes_it_a_bot_for_one_workspace(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.team("T1", "Acme")
    slack.channel("C1", "news")
    for name, value in zip(("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"), slack.state.client, strict=True):
        monkeypatch.setenv(name, value)
    with running(slack, tmp_path, SLACK_CLIENT_ID="client-id", SLACK_CLIENT_SECRET="client-secret") as bot:
        bot.slack.command("/help")
        assert "What you can ask" in bot.slack.wait_for_ephemeral().text
        bot.keeps(briefing("Ann Lee"))
        bot.slack.uninstall("T1")
        assert bot.bot.archive.counts(("T1",))[0] == 1
