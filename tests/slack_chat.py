"""How the local Slack takes messages: the `chat` methods of its Web API, and `response_url`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.slack_checks import MOST_CHARACTERS, block_problems, characters
from tests.slack_methods import Asked, method
from tests.slack_model import JSON, Channel, Message, Token
from tests.slack_state import Refused, State

MOST_TEXT = 40_000
"""Characters of `text` that are kept: https://docs.slack.dev/changelog/2018-04-truncating-really-long-messages."""
MOST_NEW_TEXT = 4_000
"""Characters that `chat.update` takes as `text`: https://docs.slack.dev/reference/methods/chat.update."""
REPLY_USES, REPLY_SECONDS = 5, 30 * 60


@method("chat.postMessage", "chat:write")
def _post(asked: Asked) -> JSON:
    channel = _where(asked)
    text, blocks = _content(asked)
    if characters(blocks) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    thread = _thread(asked, channel)
    posted = Message(channel.id, asked.state.ts(), asked.team.bot, text, blocks, thread, asked=dict(asked.args))
    posted.broadcast = asked.flag("reply_broadcast")
    asked.state.post(posted)
    told = {"channel": channel.id, "ts": posted.ts, "message": posted.json(asked.team)}
    return told | _warnings(asked)


def _where(asked: Asked) -> Channel:
    """The conversation to post to, which may be named by its name or by a person in it."""
    named = asked.need("channel")
    user = asked.state.users.get(named)
    if user and user.team == asked.team.id and not user.bot:
        return asked.state.direct(asked.team, user.id)
    public = (each for each in asked.state.channels.values() if each.name == named.removeprefix("#"))
    here = next((each for each in public if each.team == asked.team.id and not each.person), None)
    channel = _channel(asked, here.id if here else named)
    if channel.archived:
        raise Refused("is_archived")
    if asked.team.bot not in channel.members and "chat:write.public" not in asked.token.scopes:
        raise Refused("not_in_channel")
    return channel


def _channel(asked: Asked, id_: str) -> Channel:
    return replace(asked, args={"channel": id_}).channel()


def _thread(asked: Asked, channel: Channel) -> str | None:
    """The message that is answered, which must be there and be no answer itself."""
    ts = asked.args.get("thread_ts")
    if not ts:
        return None
    parent = asked.state.find(channel.id, ts)
    if parent is None or parent.thread_ts not in (None, ts):
        raise Refused("invalid_thread_ts")
    return str(ts)


def _content(asked: Asked) -> tuple[str, list[JSON]]:
    """The text and the blocks of a message, once they are seen to be right."""
    text, blocks = str(asked.args.get("text") or ""), asked.json("blocks", "invalid_blocks_format") or []
    if markdown := asked.args.get("markdown_text"):
        if text or blocks:
            raise Refused("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    attachments = asked.json("attachments") or []
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    if not (text.strip() or blocks or attachments):
        raise Refused("no_text")
    for each in [blocks, *(attachment["blocks"] for attachment in attachments if "blocks" in attachment)]:
        _check_blocks(asked.state, each)
    return text[:MOST_TEXT], blocks


def _check_blocks(state: State, blocks: object) -> None:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if problems := block_problems(blocks, state.usable_files()):
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": messages})


def _warnings(asked: Asked) -> JSON:
    if len(str(asked.args.get("text") or "")) <= MOST_TEXT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


@method("chat.postEphemeral", "chat:write")
def _whisper(asked: Asked) -> JSON:
    channel, user = _where(asked), asked.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = _content(asked)
    said = Message(channel.id, asked.state.ts(), asked.team.bot, text, blocks, asked.args.get("thread_ts"), to=user)
    said.asked = dict(asked.args)
    return {"message_ts": asked.state.post(said).ts}


def _own(asked: Asked, refusal: str) -> Message:
    """The message that is to be changed, which must be the bot's own; nobody's ephemeral ones can be."""
    channel = asked.channel()
    message = asked.state.find(channel.id, asked.need("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != asked.team.bot:
        raise Refused(refusal)
    if channel.archived:
        raise Refused("is_inactive")
    return message


@method("chat.update", "chat:write")
def _update(asked: Asked) -> JSON:
    message = _own(asked, "cant_update_message")
    if len(str(asked.args.get("text") or "")) > MOST_NEW_TEXT:
        raise Refused("msg_too_long")
    text, blocks = _content(asked)
    if characters(blocks) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    change(asked.state, message, text, blocks, asked.args)
    told = {"channel": message.channel, "ts": message.ts, "text": message.text}
    return told | {"message": message.json(asked.team)}


def change(state: State, message: Message, text: str, blocks: list[JSON], asked: Mapping[str, Any]) -> None:
    """Edits a message: text alone takes away the blocks that were there; blocks alone leave the text."""
    message.text = text or message.text
    message.blocks = state.identified(blocks)
    message.edits += 1
    message.asked = {**message.asked, **asked}
    state.changed.notify_all()


@method("chat.delete", "chat:write")
def _delete(asked: Asked) -> JSON:
    message = _own(asked, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def _permalink(asked: Asked) -> JSON:
    channel, ts = asked.channel(), asked.need("message_ts")
    message = asked.state.find(channel.id, ts)
    if message is None:
        raise Refused("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    team = asked.team.id.lower()
    link = f"https://{team}.slack.test/archives/{channel.id}/p{ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}


def reply(state: State, key: str, given: JSON) -> tuple[int, JSON]:
    """What Slack says to an answer by way of a `response_url`, with its status."""
    url = state.reply_urls.get(key)
    if url is None or state.now() - url.made > REPLY_SECONDS:
        return 404, {"ok": False, "error": "expired_url"}
    url.uses += 1
    if url.uses > REPLY_USES:
        return 404, {"ok": False, "error": "used_url"}
    try:
        respond(state, key, given)
    except Refused as refused:
        return 400, refused.answer
    return 200, {"ok": True}


def respond(state: State, key: str, given: JSON) -> None:
    """Shows an answer as its `response_url` tells: to one person, unless it is to be seen in the channel."""
    url = state.reply_urls[key]
    if given.get("delete_original"):
        if url.original:
            url.original.deleted = True
        return
    asked = Asked(state, given, Token("", url.team, set()))
    text, blocks = _content(asked)
    if given.get("replace_original") and url.original:
        change(state, url.original, text, blocks, given)
        return
    to = None if given.get("response_type") == "in_channel" else url.user
    bot = state.teams[url.team].bot
    state.post(Message(url.channel, state.ts(), bot, text, blocks, given.get("thread_ts"), to, given))
