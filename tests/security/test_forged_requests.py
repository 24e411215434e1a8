"""Requests that Slack did not send, or not now: forged, old and replayed ones, and answers to OAuth never asked for."""

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from slack_bolt import App

from adapters.metrics import Measures
from adapters.web import serving, web_app
from bot.encryption import Cipher
from bot.wiring import Bot
from tests.slack_courier import NotAcknowledged
from tests.slack_office import Office, office
from tests.slack_pages import page, posted_to
from tests.slack_server import Slack
from tests.workspaces import KEY, OTHER_KEY

SIGNED = {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "1700000000"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Office]:
    """A bot that nobody has added yet."""
    with Slack() as slack:
        for token in ("xoxb-T1",):
            slack.state.tokens.pop(token)
        with office(slack, tmp_path) as office_:
            yield office_


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with closing(httpx.Client()) as browser:
        yield browser


@pytest.fixture
def bot(slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    with posted_to(slack, tmp_path) as bot:
        yield bot


@pytest.mark.parametrize(("secret", "age"), [("wrong", 0), (None, 301), (None, -400)])
def test_what_is_not_signed_by_slack_now_is_refused(slack: Slack, bot: Bot, secret: str | None, age: float) -> None:
    with slack.forging(secret, age):
        assert slack.command("/who", "ann lee").status == 401
    slack.command("/help")
    assert "What you can ask" in slack.wait_for_ephemeral().text
    assert len(slack.ephemerals()) == 1


def test_a_request_that_is_sent_again_is_refused(slack: Slack, bot: Bot) -> None:
    first = slack.command("/who", "ann lee")
    slack.wait_for_ephemeral()
    with pytest.raises(NotAcknowledged, match="401"):
        slack.replay(first)
    slack.command("/help")
    slack.wait_for_ephemeral()
    assert len(slack.ephemerals()) == 2


def test_a_forged_request_does_not_keep_a_true_one_out(slack: Slack, bot: Bot) -> None:
    with slack.forging("wrong"):
        slack.command("/help")
    assert slack.command("/help").status == 200


@pytest.mark.parametrize(
    ("body", "status"), [(b"x" * 1_000_001, 413), (b"\xff\xfe", 400), (b"", 401), (b'{"type": "event_callback"}', 401)]
)
def test_what_no_slack_sends_is_refused(slack: Slack, bot: Bot, body: bytes, status: int) -> None:
    assert httpx.post(page(slack, "/slack/events"), content=body).status_code == status
    assert httpx.get(page(slack, "/slack/events")).status_code == 405


def test_an_answer_of_slacks_is_taken_once(empty: Office, browser: httpx.Client) -> None:
    address = empty.asks(browser, "T1")
    held = {each.name: each.value for each in browser.cookies.jar}
    state = str(held["slack-app-oauth-state"]).strip('"')
    assert empty.comes_back(browser, address, state).status_code == 200
    again = empty.comes_back(browser, address, state)
    assert (again.status_code, "invalid_state" in again.text) == (401, True)


def test_an_answer_that_comes_too_late_is_not_taken(empty: Office, browser: httpx.Client) -> None:
    address = empty.asks(browser, "T1")
    empty.passes(timedelta(minutes=11))
    assert empty.comes_back(browser, address).status_code == 401
    assert empty.bot.installations.all("slack") == ()


def test_an_answer_in_another_browser_is_not_taken(empty: Office, browser: httpx.Client) -> None:
    address = empty.asks(browser, "T1")
    assert httpx.get(address).status_code == 400
    assert empty.bot.installations.all("slack") == ()


def test_an_answer_to_what_was_never_asked_is_not_taken(empty: Office, browser: httpx.Client) -> None:
    forged = Cipher((OTHER_KEY,)).stamp("add to slack 1", empty.clock())
    for state in ("s1", forged, Cipher((KEY,)).encrypt("xoxb-hush")):
        address = f"{empty.url}/slack/oauth_redirect?code={empty.slack.code('T1')}&state={state}"
        assert empty.comes_back(browser, address, state).status_code == 401
    assert empty.bot.installations.all("slack") == ()


@pytest.mark.parametrize(
    "headers",
    [
        {**SIGNED, "X-Slack-Signature": b"v0=\xe9"},
        {**SIGNED, "X-Slack-Signature": ""},
        {**SIGNED, "X-Slack-Signature": "v0=" + "A" * 64},
        {**SIGNED, "X-Slack-Request-Timestamp": "soon"},
        {**SIGNED, "X-Slack-Request-Timestamp": "1e9"},
        {**SIGNED, "X-Slack-Request-Timestamp": "9" * 5_000},
        {**SIGNED, "X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Signature": SIGNED["X-Slack-Signature"]},
        {},
    ],
)
def test_a_signature_that_is_none_is_refused_and_fills_no_log(
    slack: Slack, bot: Bot, headers: dict[str, str] | dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    sent = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in headers.items()]
    refused = httpx.post(page(slack, "/slack/events"), content=b"command=/help&team_id=T1", headers=sent)
    assert (refused.status_code, caplog.messages) == (401, [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"payload=[]", FORM),
        (b"payload=1", FORM),
        (b"payload=" + b"[" * 100_000, FORM),
        (b"[]", {"Content-Type": "application/json"}),
        (b"{", {"Content-Type": "application/json"}),
        (b"[" * 100_000, {"Content-Type": "application/json"}),
    ],
)
def test_a_body_that_breaks_what_reads_it_is_refused_and_fills_no_log(
    slack: Slack, bot: Bot, body: bytes, kind: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    refused = httpx.post(page(slack, "/slack/events"), content=body, headers={**SIGNED, **kind})
    assert (refused.status_code, caplog.messages) == (400, [])


def test_the_signature_of_another_body_is_refused(slack: Slack, bot: Bot) -> None:
    first = slack.command("/help")
    body, headers = first.sent
    forged = httpx.post(page(slack, "/slack/events"), content=body.replace(b"U1", b"U2"), headers=headers)
    assert forged.status_code == 401


def test_a_challenge_is_answered_to_slack_alone(slack: Slack, bot: Bot) -> None:
    asked = b'{"type": "url_verification", "challenge": "proof"}'
    told = httpx.post(page(slack, "/slack/events"), content=asked, headers={"Content-Type": "application/json"})
    assert (told.status_code, "proof" in told.text) == (401, False)


def post_head(length: int) -> bytes:
    return f"POST /slack/events HTTP/1.1\r\nHost: bot.example\r\nContent-Length: {length}\r\n\r\n".encode()


def test_a_request_that_drips_in_is_given_up_and_one_that_breaks_off_fills_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack = App(signing_secret="secret", token="xoxb-1", token_verification_enabled=False)
    with serving(web_app(lambda: None, Measures(), slack, arrives_within=0.2), "127.0.0.1", 0) as url:
        port = httpx.URL(url).port or 0
        with socket.create_connection(("127.0.0.1", port)) as cut_off:
            cut_off.sendall(post_head(1_000) + b"a")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
            slow.sendall(post_head(1_000) + b"a")
            assert b"408" in slow.recv(4_096).partition(b"\r\n")[0]
    assert caplog.messages == []


@pytest.mark.parametrize(
    "query", ["error=%3Cscript%3Ealert(1)%3C/script%3E", "code=%FF&state=%FF", "state=" + "a" * 9_000]
)
def test_nothing_that_is_asked_comes_back_as_markup(empty: Office, browser: httpx.Client, query: str) -> None:
    told = empty.comes_back(browser, f"{empty.url}/slack/oauth_redirect?{query}", "s1")
    assert told.status_code in (200, 400, 401)
    assert "<script>alert" not in told.text
