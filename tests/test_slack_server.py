"""The local Slack is as strict as Slack to what the SDK's own client asks."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler, ServerErrorRetryHandler

from tests.slack_model import JSON
from tests.slack_samples import error, refusal, section
from tests.slack_server import Slack
from tests.slack_state import Late


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def client(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


# Messages


def test_message_stands_in_its_channel_as_posted(slack: Slack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="Digest", blocks=[section("*Digest*")])["ts"]
    (message,) = slack.messages("C1")
    assert (message.ts, message.text, message.blocks[0]["text"]["text"]) == (ts, "Digest", "*Digest*")
    assert message.user == slack.bot


def test_reply_stands_in_the_thread_and_not_in_the_channel(slack: Slack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="Digest")["ts"]
    client.chat_postMessage(channel="C1", text="Story", thread_ts=ts)
    assert [message.text for message in slack.messages("C1")] == ["Digest"]
    assert [message.text for message in slack.thread("C1", ts)] == ["Story"]
    assert [each["text"] for each in client.conversations_replies(channel="C1", ts=ts)["messages"]] == [
        "Digest",
        "Story",
    ]


def test_edit_with_text_alone_takes_the_blocks_away(slack: Slack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="Digest", blocks=[section("*Digest*")])["ts"]
    client.chat_update(channel="C1", ts=ts, text="Corrected")
    (message,) = slack.messages("C1")
    assert (message.text, message.blocks, message.edits) == ("Corrected", [], 1)


def test_message_to_a_person_arrives_in_their_conversation_with_the_bot(slack: Slack, client: WebClient) -> None:
    channel = client.chat_postMessage(channel="U1", text="Hello")["channel"]
    assert channel == slack.dm_channel("U1") == client.conversations_open(users="U1")["channel"]["id"]
    assert slack.wait_for_message(channel).text == "Hello"


def test_ephemeral_message_is_seen_by_one_person_alone(slack: Slack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C1", user="U1", text="Only you")
    assert slack.messages("C1") == []
    assert [message.text for message in slack.ephemerals("U1")] == ["Only you"]
    assert error(client.chat_postEphemeral, channel="C1", user="U9", text="Who?") == "user_not_in_channel"


def test_deleted_message_is_gone(slack: Slack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="Oops")["ts"]
    client.chat_delete(channel="C1", ts=ts)
    assert slack.messages("C1") == []
    assert error(client.chat_update, channel="C1", ts=ts, text="Late") == "message_not_found"


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda slack: slack.archive("C1"), "is_archived"),
        (lambda slack: slack.kick("C1"), "not_in_channel"),
        (lambda slack: slack.channel("C1", "news", private=True, bot=False), "channel_not_found"),
        (lambda slack: slack.revoke(), "token_revoked"),
        (lambda slack: slack.revoke(error="account_inactive"), "account_inactive"),
        (lambda slack: slack.grants("commands"), "missing_scope"),
        (lambda slack: slack.refuses("chat.postMessage", "restricted_action"), "restricted_action"),
    ],
)
def test_bot_that_may_not_post_is_told_why(
    slack: Slack, client: WebClient, happens: Callable[[Slack], None], expected: str
) -> None:
    happens(slack)
    assert error(client.chat_postMessage, channel="C1", text="News") == expected
    assert slack.messages("C1") == []


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"channel": "C9", "text": "x"}, "channel_not_found"),
        ({"channel": "C1", "text": " "}, "no_text"),
        ({"channel": "C1", "text": "x", "thread_ts": "1.2"}, "invalid_thread_ts"),
        ({"channel": "C1", "text": "x", "blocks": "[nonsense"}, "invalid_blocks_format"),
        ({"channel": "C1", "text": "x", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": "C1", "text": "x", "blocks": [section("x" * 600)] * 21}, "msg_blocks_too_long"),
        ({"channel": "C1", "text": "x", "blocks": [section("x")] * 51}, "invalid_blocks"),
    ],
)
def test_message_that_slack_does_not_take_is_refused(client: WebClient, args: JSON, expected: str) -> None:
    assert error(client.api_call, api_method="chat.postMessage", json=args) == expected


def test_refused_blocks_come_with_the_reason_and_the_place(client: WebClient) -> None:
    answer = refusal(client.chat_postMessage, channel="C1", text="x", blocks=[section("x" * 3001)])
    reason = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [reason]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


def test_missing_scope_is_named(slack: Slack, client: WebClient) -> None:
    slack.grants("commands", "im:read")
    answer = refusal(client.chat_postMessage, channel="C1", text="News")
    assert (answer["needed"], answer["provided"]) == ("chat:write", "commands,im:read")


def test_very_long_text_is_cut_with_a_warning_and_refused_in_an_edit(slack: Slack, client: WebClient) -> None:
    answer = client.chat_postMessage(channel="C1", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(slack.messages("C1")[0].text) == 40_000
    assert error(client.chat_update, channel="C1", ts=answer["ts"], text="x" * 4_001) == "msg_too_long"


def test_bot_cannot_change_what_others_said(slack: Slack, client: WebClient) -> None:
    said = slack.says("Mine")
    assert error(client.chat_update, channel="C1", ts=said.ts, text="Yours") == "cant_update_message"
    assert error(client.chat_delete, channel="C1", ts=said.ts) == "cant_delete_message"


def test_unknown_method_wrong_token_and_no_token_are_refused(slack: Slack, client: WebClient) -> None:
    assert error(client.api_call, api_method="chat.shout") == "unknown_method"
    assert error(WebClient("xoxb-none", base_url=slack.api_url).auth_test) == "invalid_auth"
    assert error(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    assert error(WebClient(slack.app_token, base_url=slack.api_url).auth_test) == "not_allowed_token_type"


# Conversations and people


def test_lists_come_in_pages(slack: Slack, client: WebClient) -> None:
    for number in range(2, 6):
        slack.channel(f"C{number}", f"news-{number}")
    slack.channel("C6", "secret", private=True, bot=False)
    pages = [page["channels"] for page in client.conversations_list(limit=2)]
    assert [[each["id"] for each in page] for page in pages] == [["C1", "C2"], ["C3", "C4"], ["C5"]]


def test_workspaces_do_not_see_one_another(slack: Slack, client: WebClient) -> None:
    slack.team("T2", "Rival")
    slack.user("U2", team="T2")
    slack.channel("C2", "rivals", members=["U2"], team="T2")
    rival = WebClient("xoxb-T2", base_url=slack.api_url)
    assert rival.auth_test()["team"] == "Rival"
    assert error(client.conversations_info, channel="C2") == error(rival.conversations_info, channel="C1")
    assert error(client.users_info, user="U2") == "user_not_found"


def test_person_has_a_zone_a_language_and_rights(slack: Slack, client: WebClient) -> None:
    slack.user("U2", "bob", tz="Asia/Kolkata", locale="hi-IN")
    bob = client.users_info(user="U2", include_locale=True)["user"]
    assert (bob["tz"], bob["tz_offset"], bob["locale"], bob["is_admin"]) == ("Asia/Kolkata", 19_800, "hi-IN", False)


def test_bot_joins_a_public_channel(slack: Slack, client: WebClient) -> None:
    slack.kick("C1")
    client.conversations_join(channel="C1")
    assert client.conversations_info(channel="C1")["channel"]["is_member"]
    assert slack.bot in client.conversations_members(channel="C1")["members"]


def test_permalink_leads_to_the_message(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C1", text="Digest")["ts"]
    link = client.chat_getPermalink(channel="C1", message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/C1/p{ts.replace('.', '')}")


# What goes wrong


def test_failing_method_works_again_after_its_time(slack: Slack, client: WebClient) -> None:
    slack.fails("chat.postMessage", times=1, status=503)
    client.retry_handlers.append(ServerErrorRetryHandler(max_retry_count=1))
    client.chat_postMessage(channel="C1", text="Digest")
    assert [call.status for call in slack.calls("chat.postMessage")] == [503, 200]
    assert len(slack.messages("C1")) == 1


def test_limited_method_says_how_long_to_wait(slack: Slack, client: WebClient) -> None:
    slack.limits("chat.postMessage", retry_after=1)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    client.chat_postMessage(channel="C1", text="Digest")
    first, second = slack.calls("chat.postMessage")
    assert (first.error, second.error) == ("ratelimited", None)
    assert second.at - first.at >= 1


def test_dropped_answer_leaves_a_message_that_the_bot_knows_nothing_of(slack: Slack, client: WebClient) -> None:
    slack.drops_answer("chat.postMessage")
    with pytest.raises(OSError, match="closed"):
        client.chat_postMessage(channel="C1", text="Digest")
    assert [message.text for message in slack.messages("C1")] == ["Digest"]


def test_stalled_answer_comes_after_the_client_has_given_up(slack: Slack, client: WebClient) -> None:
    slack.stalls("chat.postMessage", seconds=2)
    client.timeout = 1
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="C1", text="Digest")
    assert len(slack.messages("C1")) == 1


def test_waiting_ends_with_what_did_not_come(slack: Slack) -> None:
    with pytest.raises(Late, match="a message in C1"):
        slack.wait_for_message("C1", seconds=0.01)


# Files


def test_uploaded_image_may_be_shown_in_a_block(slack: Slack, client: WebClient) -> None:
    file = client.files_upload_v2(content=b"\x89PNG", filename="matrix.png", title="Matrix")["files"][0]
    client.chat_postMessage(
        channel="C1", text="x", blocks=[{"type": "image", "alt_text": "x", "slack_file": {"id": file["id"]}}]
    )
    assert [(each.title, each.content) for each in slack.files] == [("Matrix", b"\x89PNG")]
    unknown = [{"type": "image", "alt_text": "x", "slack_file": {"id": "F9"}}]
    assert error(client.chat_postMessage, channel="C1", text="x", blocks=unknown) == "invalid_blocks"


def test_uploaded_file_is_posted_where_it_is_shared(slack: Slack, client: WebClient) -> None:
    client.files_upload_v2(content="a,b", filename="who.csv", channel="C1", initial_comment="As asked")
    message = slack.wait_for_message("C1")
    assert (message.text, message.files[0]["name"]) == ("As asked", "who.csv")


# Many workspaces


def test_code_gives_a_token_once_and_only_to_the_app(slack: Slack) -> None:
    client = WebClient(base_url=slack.api_url)
    code = slack.code("T1")
    assert error(client.oauth_v2_access, client_id="client-id", client_secret="wrong", code=code) == "bad_client_secret"
    granted = client.oauth_v2_access(client_id="client-id", client_secret="client-secret", code=code)
    assert (granted["team"]["id"], granted["bot_user_id"]) == ("T1", slack.bot)
    assert WebClient(granted["access_token"], base_url=slack.api_url).auth_test()["team_id"] == "T1"
    again = error(client.oauth_v2_access, client_id="client-id", client_secret="client-secret", code=code)
    assert again == "invalid_code"


def test_installing_person_comes_back_with_a_code(slack: Slack) -> None:
    code = slack.code("T1")
    asked = {"redirect_uri": "https://bot.example/oauth", "state": "s1"}
    answer = httpx.get(f"{slack.url}oauth/v2/authorize", params=asked)
    assert answer.headers["Location"] == f"https://bot.example/oauth?code={code}&state=s1"


def test_rotating_token_expires_and_is_renewed(slack: Slack) -> None:
    app = {"client_id": "client-id", "client_secret": "client-secret"}
    client = WebClient(base_url=slack.api_url)
    granted = client.oauth_v2_access(**app, code=slack.code("T1", rotating=True))
    slack.passes(granted["expires_in"] + 1)
    old = WebClient(granted["access_token"], base_url=slack.api_url)
    assert error(old.auth_test) == "token_expired"
    refresh = granted["refresh_token"]
    renewed = client.oauth_v2_access(**app, grant_type="refresh_token", refresh_token=refresh)
    assert WebClient(renewed["access_token"], base_url=slack.api_url).auth_test()["ok"]
