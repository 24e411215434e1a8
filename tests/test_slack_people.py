"""The bot is told of what people do on the local Slack, as Slack tells it."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_bolt import Ack as BoltAck
from slack_bolt import App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.slack_courier import NotAcknowledged
from tests.slack_model import JSON, Message
from tests.slack_payloads import NothingThere
from tests.slack_samples import MODAL, SHARE, actions, button, error, plain, refusal, section, thumbs
from tests.slack_server import Slack

Ack = Callable[[JSON], JSON | None]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def client(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


class Bot:
    """A bot that acknowledges all it is told, with what `says` says."""

    def __init__(self, slack: Slack) -> None:
        self.slack, web = slack, WebClient(base_url=slack.api_url)
        self.socket = SocketModeClient(slack.app_token, web_client=web, ping_interval=0.05)
        self.socket.socket_mode_request_listeners.append(self._heard)
        self.heard: list[SocketModeRequest] = []
        self.says: Ack = lambda payload: None
        self.silent = False

    def stop(self) -> None:
        """Closes its socket once the other end is gone, as the SDK else waits for seconds to read from it."""
        self.socket.auto_reconnect_enabled = False
        self.slack.drop()
        self.socket.close()

    def _heard(self, client: Any, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if not self.silent:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.says(request.payload)))


@pytest.fixture
def bot(slack: Slack) -> Iterator[Bot]:
    bot = Bot(slack)
    bot.socket.connect()
    slack.wait_for_connection()
    yield bot
    bot.stop()


# What people do, over Socket Mode


def test_command_is_told_and_its_acknowledgement_shown_to_one_person(slack: Slack, bot: Bot) -> None:
    bot.says = lambda payload: {"text": f"Looking for {payload['text']}"}
    told = slack.command("/who", "zelenskyy")
    assert told.seconds > 0
    assert slack.wait_for_ephemeral("U1").text == "Looking for zelenskyy"
    assert slack.acknowledgements == [told.seconds]


def test_bot_that_does_not_acknowledge_is_found_out(slack: Slack, bot: Bot) -> None:
    slack.courier.patience = 0.05
    bot.silent = True
    with pytest.raises(NotAcknowledged, match="/who"):
        slack.command("/who", "zelenskyy")


def test_mention_and_direct_message_are_events(slack: Slack, bot: Bot) -> None:
    slack.mention("brief this")
    slack.dm("help")
    mention, dm = (request.payload["event"] for request in bot.heard)
    assert (mention["type"], mention["text"], mention["channel"]) == ("app_mention", f"<@{slack.bot}> brief this", "C1")
    assert (dm["type"], dm["channel_type"], dm["text"]) == ("message", "im", "help")
    assert [message.text for message in slack.messages("C1")] == [f"<@{slack.bot}> brief this"]


def test_event_comes_again_with_the_same_id(slack: Slack, bot: Bot) -> None:
    slack.again(slack.mention("once"))
    first, second = bot.heard
    assert first.payload["event_id"] == second.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt) == (None, 1)


def test_events_come_out_of_order(slack: Slack, bot: Bot) -> None:
    with slack.out_of_order():
        slack.mention("first")
        slack.mention("second")
    assert [request.payload["event"]["text"][-6:] for request in bot.heard] == ["second", " first"]


def test_message_shortcut_carries_the_message(slack: Slack, bot: Bot) -> None:
    slack.shortcut("brief_link", slack.says("See https://news.example/1"))
    payload = bot.heard[0].payload
    assert (payload["type"], payload["callback_id"]) == ("message_action", "brief_link")
    assert payload["message"]["text"] == "See https://news.example/1"


def test_several_connections_take_turns(slack: Slack, bot: Bot) -> None:
    other = Bot(slack)
    other.socket.connect()
    slack.wait_for_connection(2)
    for text in ("a", "b", "c", "d"):
        slack.mention(text)
    other.stop()
    assert len(bot.heard) == len(other.heard) == 2


@pytest.mark.parametrize(
    "cut", [Slack.drop, Slack.hang_up, Slack.disconnects, lambda slack: slack.disconnects("warning")]
)
def test_bot_comes_back_after_its_socket_is_gone(slack: Slack, bot: Bot, cut: Callable[[Slack], None]) -> None:
    opened = len(slack.calls("apps.connections.open"))
    cut(slack)
    slack.wait_for_call("apps.connections.open", opened + 1)
    slack.wait_for_connection()
    slack.mention("still there?")
    assert len(bot.heard) == 1


def test_socket_without_a_ticket_hears_nothing(slack: Slack, bot: Bot) -> None:
    with connect(slack.state.socket_url + "?ticket=guessed") as stranger, pytest.raises(ConnectionClosed):
        stranger.recv()
    slack.mention("hello")
    assert len(slack.wire.connections) == len(bot.heard) == 1


def test_bolt_app_answers_a_command(slack: Slack, client: WebClient) -> None:
    app = App(client=client)

    @app.command("/who")
    def who(ack: BoltAck, respond: Respond, command: JSON) -> None:
        ack()
        respond(f"Nobody is called {command['text']}")

    handler = SocketModeHandler(app, slack.app_token)
    handler.client.connect()
    slack.command("/who", "zelenskyy")
    assert slack.wait_for_ephemeral("U1").text == "Nobody is called zelenskyy"
    slack.drop()
    handler.client.close()


# Buttons, selects and views


def posted(slack: Slack, client: WebClient, *blocks: JSON) -> Message:
    client.chat_postMessage(channel="C1", text="x", blocks=[*blocks])
    return slack.wait_for_message("C1")


def test_pressed_button_tells_what_it_says_and_where(slack: Slack, client: WebClient, bot: Bot) -> None:
    message = posted(slack, client, section("Story", block_id="s", accessory=SHARE))
    slack.press(message, "Share")
    payload = bot.heard[0].payload
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("share", "s", "1")
    assert (payload["message"]["ts"], payload["channel"]["id"]) == (message.ts, "C1")
    with pytest.raises(NothingThere, match="Share"):
        slack.press(message, "Delete")


def test_thumb_and_overflow_entry_can_be_pressed(slack: Slack, client: WebClient, bot: Bot) -> None:
    overflow = {"type": "overflow", "action_id": "more", "options": [{"text": plain("Wrong speaker"), "value": "w"}]}
    message = posted(slack, client, section("Story", accessory=overflow), thumbs("👎"))
    slack.press(message, "negative")
    slack.press(message, "Wrong speaker")
    first, second = (request.payload["actions"][0] for request in bot.heard)
    assert (first["type"], first["value"]) == ("feedback_buttons", "negative")
    assert (second["type"], second["selected_option"]["value"]) == ("overflow", "w")


def test_ephemeral_message_is_not_told_when_its_button_is_pressed(slack: Slack, client: WebClient, bot: Bot) -> None:
    client.chat_postEphemeral(channel="C1", user="U1", text="x", blocks=[actions(SHARE)])
    slack.press(slack.wait_for_ephemeral("U1"), "Share")
    payload = bot.heard[0].payload
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"] is True


def test_external_select_offers_what_the_bot_suggests(slack: Slack, client: WebClient, bot: Bot) -> None:
    select = {"type": "external_select", "action_id": "actor", "min_query_length": 2}
    message = posted(slack, client, actions(select))
    bot.says = lambda payload: {"options": [{"text": plain("Volodymyr Zelenskyy"), "value": "vz"}]}
    assert slack.suggest(message, "actor", "zel") == ["Volodymyr Zelenskyy"]
    slack.choose(message, "actor", "Volodymyr Zelenskyy")
    assert bot.heard[1].payload["actions"][0]["selected_option"]["value"] == "vz"
    with pytest.raises(NothingThere, match="vladimir"):
        slack.choose(message, "actor", "vladimir")
    with pytest.raises(NothingThere, match="'z'"):
        slack.suggest(message, "actor", "z")


def test_suggestions_that_slack_would_refuse_are_found_out(slack: Slack, client: WebClient, bot: Bot) -> None:
    message = posted(slack, client, actions({"type": "external_select", "action_id": "a"}))
    bot.says = lambda payload: {"options": [{"text": plain("x" * 76), "value": "v"}]}
    with pytest.raises(AssertionError, match="less than 76 characters"):
        slack.suggest(message, "a", "zel")


def opened(slack: Slack, client: WebClient, view: JSON = MODAL) -> Any:
    client.views_open(trigger_id=slack.shortcut("open").payload["trigger_id"], view=view)
    return slack.wait_for_view("U1")


def test_modal_is_filled_and_submitted(slack: Slack, client: WebClient, bot: Bot) -> None:
    view = opened(slack, client)
    slack.submit(view, {"Name": "Ann Lee"})
    shown = bot.heard[1].payload["view"]
    assert shown["state"]["values"]["name"]["typed"]["value"] == "Ann Lee"
    assert slack.views("U1") == []


def test_modal_stays_open_with_the_errors_of_the_bot(slack: Slack, client: WebClient, bot: Bot) -> None:
    view = opened(slack, client)
    bot.says = lambda payload: {"response_action": "errors", "errors": {"name": "Nobody has that name"}}
    assert slack.submit(view, {"typed": "x"}).errors == {"name": "Nobody has that name"}
    assert slack.views("U1") == [view]
    bot.says = lambda payload: {"response_action": "errors", "errors": {"typo": "Nobody sees this"}}
    with pytest.raises(AssertionError, match="typo"):
        slack.submit(view, {"typed": "x"})


def test_required_field_must_be_filled(slack: Slack, client: WebClient, bot: Bot) -> None:
    with pytest.raises(NothingThere, match="Name is to be filled"):
        slack.submit(opened(slack, client))


def test_bot_may_put_one_modal_on_another_and_clear_all(slack: Slack, client: WebClient, bot: Bot) -> None:
    below = opened(slack, client)
    bot.says = lambda payload: {"response_action": "push", "view": {**MODAL, "callback_id": "sure"}}
    slack.submit(below, {"typed": "x"})
    top = slack.wait_for_view("U1")
    assert slack.views("U1") == [below, top]
    assert (top.root, top.previous) == (below.id, below.id)
    bot.says = lambda payload: {"response_action": "clear"}
    slack.submit(top, {"typed": "x"})
    assert slack.views("U1") == []


def test_trigger_opens_one_modal_within_three_seconds(slack: Slack, client: WebClient, bot: Bot) -> None:
    opened(slack, client)
    trigger = slack.shortcut("open").payload["trigger_id"]
    slack.passes(4)
    assert error(client.views_open, trigger_id=trigger, view=MODAL) == "expired_trigger_id"
    used = slack.shortcut("open").payload["trigger_id"]
    client.views_open(trigger_id=used, view=MODAL)
    assert error(client.views_open, trigger_id=used, view=MODAL) == "exchanged_trigger_id"
    assert error(client.views_open, trigger_id="made-up", view=MODAL) == "invalid_trigger_id"


def test_views_are_checked_and_guarded_by_their_hash(slack: Slack, client: WebClient, bot: Bot) -> None:
    view = opened(slack, client)
    answer = refusal(client.views_update, view_id=view.id, view={**MODAL, "title": plain("x" * 25)})
    reason = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert (answer["error"], answer["response_metadata"]["messages"]) == ("invalid_arguments", [reason])
    assert error(client.views_update, view_id=view.id, hash="old", view=MODAL) == "hash_conflict"
    client.views_update(view_id=view.id, hash=view.hash, view={**MODAL, "title": plain("New")})
    assert slack.wait_for_view("U1").given["title"]["text"] == "New"


def test_home_is_published_and_its_buttons_work(slack: Slack, client: WebClient, bot: Bot) -> None:
    slack.open_home("U1")
    client.views_publish(user_id="U1", view={"type": "home", "blocks": [section("Feeds", accessory=button("Add"))]})
    home = slack.wait_for_home("U1")
    slack.press(home, "Add")
    assert bot.heard[0].payload["event"]["type"] == "app_home_opened"
    assert bot.heard[1].payload["view"]["id"] == home.id


# Answers by response_url


def test_answers_replace_delete_and_show_to_all(slack: Slack, client: WebClient, bot: Bot) -> None:
    hook = WebhookClient(slack.command("/who", "x").payload["response_url"])
    hook.send(text="Only you", blocks=[actions(SHARE)])
    shown = slack.wait_for_ephemeral("U1")
    pressed = WebhookClient(slack.press(shown, "Share").payload["response_url"])
    pressed.send(text="For all", response_type="in_channel")
    assert slack.wait_for_message("C1").text == "For all"
    pressed.send(text="Shared", replace_original=True)
    assert (shown.text, shown.blocks) == ("Shared", [])
    pressed.send(delete_original=True)
    assert slack.ephemerals("U1") == []


def test_response_url_serves_five_times_within_half_an_hour(slack: Slack, bot: Bot) -> None:
    url, later = (slack.command("/who", "x").payload["response_url"] for _ in range(2))
    assert [WebhookClient(url).send(text=f"{n}").status_code for n in range(6)] == [200] * 5 + [404]
    slack.passes(31 * 60)
    gone = WebhookClient(later).send(text="too late")
    assert (gone.status_code, json.loads(gone.body)["error"]) == (404, "expired_url")


def test_uninstalled_app_is_told_and_its_token_is_worth_nothing(slack: Slack, client: WebClient, bot: Bot) -> None:
    slack.uninstall()
    assert [request.payload["event"]["type"] for request in bot.heard] == ["tokens_revoked", "app_uninstalled"]
    assert error(client.auth_test) == "token_revoked"


# Over HTTP


class Endpoint(BaseHTTPRequestHandler):
    """The address of a bot that looks at signatures with Slack's SDK, and at nothing else."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        right = SignatureVerifier("signing-secret").is_valid_request(body, dict(self.headers))
        self.send_response(200 if right else 401)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"Looking" if b"command=" in body else b"")

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint(slack: Slack) -> Iterator[None]:
    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        slack.posts_to(f"http://127.0.0.1:{server.server_port}/slack/events")
        yield
        server.shutdown()


@pytest.mark.usefixtures("endpoint")
def test_requests_are_signed_and_their_answers_shown(slack: Slack) -> None:
    assert slack.command("/who", "x").status == slack.mention("hi").status == 200
    assert slack.wait_for_ephemeral("U1").text == "Looking"


@pytest.mark.usefixtures("endpoint")
def test_forged_and_old_requests_are_told_from_right_ones(slack: Slack) -> None:
    with slack.forging(secret="guessed"):
        assert slack.mention("hi").status == 401
    with slack.forging(age=301):
        assert slack.mention("hi").status == 401
    assert slack.replay(slack.mention("hi")).status == 200


@pytest.mark.usefixtures("endpoint")
def test_bot_that_answers_with_an_error_has_not_acknowledged(slack: Slack) -> None:
    slack.courier.secret = "changed"
    with pytest.raises(NotAcknowledged, match="401"):
        slack.mention("hi")
