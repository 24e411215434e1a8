"""How the local Slack answers the methods of its Web API: who may ask, and what of people and conversations."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.slack_model import JSON, Channel, Message, Team, Token, User
from tests.slack_state import Refused, State


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been let in."""

    state: State
    args: Mapping[str, Any]
    token: Token

    @property
    def team(self) -> Team:
        return self.state.teams[self.token.team]

    def need(self, name: str) -> str:
        """An argument that must be there."""
        if value := self.args.get(name):
            return str(value)
        words = f"[ERROR] missing required field: {name}"
        raise Refused("invalid_arguments", response_metadata={"messages": [words]})

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, or a text of it; None where there is none."""
        value = self.args.get(name)
        try:
            return json.loads(value) if isinstance(value, str) and value else value or None
        except ValueError:
            raise Refused(error) from None

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in {"true", "1"}

    def needs_scope(self, scope: str) -> None:
        if scope not in self.token.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.token.scopes)))

    def channel(self, name: str = "channel") -> Channel:
        """The conversation that an argument means, as far as the bot may know of it."""
        found = self.state.channels.get(str(self.args.get(name, "")))
        hidden = found and found.private and self.team.bot not in found.members
        if found is None or found.team != self.team.id or hidden:
            raise Refused("channel_not_found")
        return found

    def person(self, id_: str) -> User:
        found = self.state.users.get(id_)
        if found is None or found.team != self.team.id:
            raise Refused("user_not_found")
        return found


@dataclass(frozen=True, slots=True)
class Method:
    run: Callable[[Asked], JSON]
    scope: str | None
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str, scope: str | None = None, token: str = "bot"
) -> Callable[[Callable[[Asked], JSON]], Callable[[Asked], JSON]]:
    """Enters a function among the methods."""

    def enter(run: Callable[[Asked], JSON]) -> Callable[[Asked], JSON]:
        METHODS[name] = Method(run, scope, token)
        return run

    return enter


def answer(state: State, name: str, args: Mapping[str, Any], token: str | None) -> JSON:
    """What Slack says to a call of a method."""
    try:
        called = METHODS.get(name)
        if called is None:
            raise Refused("unknown_method", req_method=name)
        return {"ok": True, **called.run(_let_in(state, called, args, token))}
    except Refused as refused:
        return refused.answer


def _let_in(state: State, called: Method, args: Mapping[str, Any], value: str | None) -> Asked:
    if called.token == "none":
        return Asked(state, args, Token("", "", set()))
    if not value:
        raise Refused("not_authed")
    token = state.tokens.get(value)
    if token is None:
        raise Refused("invalid_auth")
    if token.refusal or (token.expires is not None and token.expires < state.now()):
        raise Refused(token.refusal or "token_expired")
    if token.kind != called.token:
        raise Refused("not_allowed_token_type")
    asked = Asked(state, args, token)
    if called.scope:
        asked.needs_scope(called.scope)
    return asked


@method("api.test", token="none")
def _test(asked: Asked) -> JSON:
    return {"args": dict(asked.args)}


@method("auth.test")
def _auth(asked: Asked) -> JSON:
    team, bot = asked.team, asked.state.users[asked.team.bot]
    names = {"team": team.name, "team_id": team.id, "user": bot.name, "user_id": bot.id, "bot_id": team.bot_id}
    return {"url": f"https://{team.id.lower()}.slack.test/", **names, "is_enterprise_install": False}


@method("team.info", "team:read")
def _team(asked: Asked) -> JSON:
    return {"team": {"id": asked.team.id, "name": asked.team.name, "domain": asked.team.id.lower()}}


@method("bots.info", "users:read")
def _bot(asked: Asked) -> JSON:
    team = asked.team
    if asked.args.get("bot", team.bot_id) != team.bot_id:
        raise Refused("bot_not_found")
    name = asked.state.users[team.bot].name
    return {"bot": {"id": team.bot_id, "app_id": "A1", "user_id": team.bot, "name": name, "deleted": False}}


@method("users.info", "users:read")
def _user(asked: Asked) -> JSON:
    """Of another workspace too, where a channel is shared."""
    wanted = asked.need("user")
    shared = any(wanted in each.members for each in asked.state.channels.values() if each.team == asked.team.id)
    user = asked.state.users[wanted] if shared else asked.person(wanted)
    return {"user": user.json() | ({"locale": user.locale} if asked.flag("include_locale") else {})}


READ = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {kind: scope.replace("read", "history") for kind, scope in READ.items()}


@method("conversations.info")
def _conversation(asked: Asked) -> JSON:
    channel = asked.channel()
    asked.needs_scope(READ[channel.kind])
    return {"channel": channel.json(asked.team.bot)}


@method("conversations.list")
def _conversations(asked: Asked) -> JSON:
    return _page(asked, "channels", [each.json(asked.team.bot) for each in _of_kinds(asked)])


@method("users.conversations")
def _memberships(asked: Asked) -> JSON:
    user = asked.args.get("user") or asked.team.bot
    return _page(asked, "channels", [each.json(asked.team.bot) for each in _of_kinds(asked) if user in each.members])


def _of_kinds(asked: Asked) -> list[Channel]:
    kinds = str(asked.args.get("types") or "public_channel").split(",")
    for kind in kinds:
        if kind not in READ:
            raise Refused("invalid_types")
        asked.needs_scope(READ[kind])
    here = (each for each in asked.state.channels.values() if each.team == asked.team.id and each.kind in kinds)
    known = (each for each in here if not each.private or asked.team.bot in each.members)
    return [each for each in known if not (asked.flag("exclude_archived") and each.archived)]


def _page(asked: Asked, name: str, items: list[Any]) -> JSON:
    """A part of a list, and the cursor to the next; 100 items unless `limit` says otherwise."""
    try:
        start = int(b64decode(str(asked.args.get("cursor") or ""), validate=True) or 0)
    except ValueError:
        raise Refused("invalid_cursor") from None
    stop = start + int(asked.args.get("limit") or 100)
    cursor = b64encode(str(stop).encode()).decode() if stop < len(items) else ""
    return {name: items[start:stop], "response_metadata": {"next_cursor": cursor}}


@method("conversations.members")
def _members(asked: Asked) -> JSON:
    channel = asked.channel()
    asked.needs_scope(READ[channel.kind])
    return _page(asked, "members", sorted(channel.members))


@method("conversations.open", "im:write")
def _open(asked: Asked) -> JSON:
    user = asked.person(asked.need("users"))
    if user.bot:
        raise Refused("cannot_dm_bot")
    return {"channel": {"id": asked.state.direct(asked.team, user.id).id}}


@method("conversations.join", "channels:join")
def _join(asked: Asked) -> JSON:
    channel = asked.channel()
    if channel.private:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    warning = {"warning": "already_in_channel"} if asked.team.bot in channel.members else {}
    channel.members.add(asked.team.bot)
    return {"channel": channel.json(asked.team.bot), **warning}


@method("conversations.history")
def _history(asked: Asked) -> JSON:
    said = [each for each in _readable(asked) if each.thread_ts in (None, each.ts) or each.broadcast]
    return _told(asked, sorted(said, key=_by_ts, reverse=True))


@method("conversations.replies")
def _replies(asked: Asked) -> JSON:
    ts = asked.need("ts")
    said = [each for each in _readable(asked) if ts in (each.ts, each.thread_ts)]
    if not said:
        raise Refused("thread_not_found")
    return _told(asked, sorted(said, key=_by_ts))


def _by_ts(message: Message) -> str:
    return message.ts


def _readable(asked: Asked) -> list[Message]:
    channel = asked.channel()
    asked.needs_scope(HISTORY[channel.kind])
    if asked.team.bot not in channel.members:
        raise Refused("not_in_channel")
    return list(asked.state.visible(channel.id))


def _told(asked: Asked, messages: Iterable[Message]) -> JSON:
    oldest, latest = str(asked.args.get("oldest") or "0"), str(asked.args.get("latest") or "9")
    within = [each for each in messages if oldest < each.ts < latest]
    if asked.flag("inclusive"):
        within = [each for each in messages if oldest <= each.ts <= latest]
    told = [each.json(asked.team) for each in within]
    if asked.flag("include_all_metadata"):
        told = [{**one, "metadata": each.asked.get("metadata", {})} for one, each in zip(told, within, strict=True)]
    answer = _page(asked, "messages", told)
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}
