"""How the local Slack shows views and keeps files, and how it gives out tokens."""

import json
from collections.abc import Mapping
from typing import Any

from tests.slack_checks import view_problems
from tests.slack_methods import Asked, method
from tests.slack_model import JSON, File, Message, Token, Trigger, View
from tests.slack_state import Refused, State, elements

TRIGGER_SECONDS = 3
"""How long a modal may be opened after what led to it: https://docs.slack.dev/surfaces/modals."""
MOST_VIEWS = 3
"""Modals on top of one another, by the same page."""
MOST_VIEW_BYTES = 250_000
TOKEN_SECONDS = 12 * 60 * 60


@method("views.open")
def _open(asked: Asked) -> JSON:
    trigger = _trigger(asked)
    view = _new_view(asked, trigger.user)
    close(asked.state, trigger.user)
    asked.state.views.append(view)
    return {"view": view.json(asked.team)}


@method("views.push")
def _push(asked: Asked) -> JSON:
    trigger = _trigger(asked)
    if trigger.view is None:
        raise Refused("invalid_trigger_id")
    return {"view": push(asked.state, trigger.user, _given(asked), asked.token).json(asked.team)}


def _trigger(asked: Asked) -> Trigger:
    trigger = asked.state.triggers.get(asked.need("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if asked.state.now() - trigger.made > TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    trigger.used = True
    return trigger


def _given(asked: Asked) -> JSON:
    given = asked.json("view")
    if not isinstance(given, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    check_view(asked.state, given)
    return given


def check_view(state: State, given: JSON) -> None:
    """Raises Refused for a view that Slack would not take."""
    if len(json.dumps(given)) > MOST_VIEW_BYTES:
        raise Refused("view_too_large")
    if problems := view_problems(given, state.usable_files()):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {each}" for each in problems]})


def _new_view(asked: Asked, user: str) -> View:
    given = _given(asked)
    if any(_same(each, given) for each in asked.state.views):
        raise Refused("duplicate_external_id")
    return made_view(asked.state, user, asked.token.team, given)


def _same(view: View, given: JSON) -> bool:
    return view.open and bool(given.get("external_id")) and view.given.get("external_id") == given["external_id"]


def made_view(state: State, user: str, team: str, given: JSON, under: View | None = None) -> View:
    """A view on top of another, or the first."""
    id_ = state.new_id("V")
    given = {**given, "blocks": state.identified(given["blocks"])}
    view = View(id_, user, team, given, under.root if under else id_, under.id if under else None, state.new_id("h"))
    view.values = first_values(view.blocks)
    return view


def push(state: State, user: str, given: JSON, token: Token) -> View:
    """Puts a modal on top of the one that somebody has open."""
    stack = open_views(state, user)
    if len(stack) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    view = made_view(state, user, token.team, given, stack[-1])
    state.views.append(view)
    return view


def open_views(state: State, user: str) -> list[View]:
    """The modals that somebody has open, the top one last."""
    return [each for each in state.views if each.user == user and each.open and each.given["type"] == "modal"]


def home_of(state: State, user: str) -> View | None:
    """The bot's home as somebody sees it, if it has been published for them."""
    return next((each for each in state.views if each.user == user and each.given["type"] == "home"), None)


def close(state: State, user: str) -> None:
    """Closes all modals of somebody."""
    for view in open_views(state, user):
        view.open = False


@method("views.update")
def _update(asked: Asked) -> JSON:
    id_, external = asked.args.get("view_id"), asked.args.get("external_id")
    named = (each for each in asked.state.views if each.id == id_ or (external and _same(each, dict(asked.args))))
    view = next(named, None)
    if view is None or not view.open or view.team != asked.team.id:
        raise Refused("not_found")
    return {"view": _changed(asked, view).json(asked.team)}


def _changed(asked: Asked, view: View) -> View:
    if asked.args.get("hash") not in (None, view.hash):
        raise Refused("hash_conflict")
    change_view(asked.state, view, _given(asked))
    return view


def change_view(state: State, view: View, given: JSON) -> None:
    """Shows something else in a view; what was entered stays where the ids of block and action stay."""
    view.given = {**given, "blocks": state.identified(given["blocks"])}
    view.hash = state.new_id("h")
    fresh = first_values(view.blocks)
    for block, actions in fresh.items():
        actions.update({name: kept for name, kept in view.values.get(block, {}).items() if name in actions})
    view.values = fresh


@method("views.publish")
def _publish(asked: Asked) -> JSON:
    user = asked.person(asked.need("user_id")).id
    if home := home_of(asked.state, user):
        return {"view": _changed(asked, home).json(asked.team)}
    view = _new_view(asked, user)
    asked.state.views.append(view)
    return {"view": view.json(asked.team)}


VALUES: Mapping[str, tuple[str, str, Any]] = {
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
}
"""For each kind of element: under which name its value is told, where it comes from at first, and what none is."""


def first_values(blocks: list[JSON]) -> JSON:
    """What stands in the elements of blocks before anybody touches them, as `state.values` tells it."""
    values: JSON = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in VALUES:
                name, first, none = VALUES[element["type"]]
                told = {"type": element["type"], name: element.get(first, none)}
                values.setdefault(block["block_id"], {})[element["action_id"]] = told
    return values


@method("files.getUploadURLExternal", "files:write")
def _upload_url(asked: Asked) -> JSON:
    file = File(asked.state.new_id("F"), asked.need("filename"), int(asked.need("length")))
    asked.state.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{asked.state.url}upload/{file.id}"}


@method("files.completeUploadExternal", "files:write")
def _complete(asked: Asked) -> JSON:
    told = asked.json("files") or []
    files = [asked.state.files.get(each["id"]) for each in told]
    if not files or any(file is None or file.content is None for file in files):
        raise Refused("file_not_found")
    done = [file for file in files if file]
    for file, each in zip(done, told, strict=True):
        file.title, file.done = each.get("title", ""), True
    return {"files": _shared(asked, [file.json() for file in done])}


def _shared(asked: Asked, files: list[JSON]) -> list[JSON]:
    """The files, posted to a conversation if one is named."""
    if asked.args.get("channel_id"):
        channel = asked.channel("channel_id")
        if asked.team.bot not in channel.members:
            raise Refused("not_in_channel")
        said = Message(channel.id, asked.state.ts(), asked.team.bot, str(asked.args.get("initial_comment") or ""))
        said.thread_ts, said.files = asked.args.get("thread_ts"), files
        asked.state.post(said)
    return files


@method("files.info", "files:read")
def _file(asked: Asked) -> JSON:
    file = asked.state.files.get(asked.need("file"))
    if file is None or not file.done:
        raise Refused("file_not_found")
    return {"file": file.json()}


@method("oauth.v2.access", token="none")
def _access(asked: Asked) -> JSON:
    state = asked.state
    if (asked.args.get("client_id"), asked.args.get("client_secret")) != state.client:
        raise Refused("bad_client_secret" if asked.args.get("client_id") == state.client[0] else "invalid_client_id")
    refreshing = asked.args.get("grant_type") == "refresh_token"
    token = state.codes.pop(str(asked.args.get("refresh_token" if refreshing else "code")), None)
    if token is None:
        raise Refused("invalid_refresh_token" if refreshing else "invalid_code")
    return _granted(state, token)


def _granted(state: State, token: Token) -> JSON:
    """The token that a code stands for; one that expires comes with what a new one is got for."""
    team, rotation = state.teams[token.team], {}
    if token.expires is not None:
        refresh, fresh = state.new_id("xoxe-1-"), state.new_id(f"xoxe.xoxb-{team.id}-")
        state.codes[refresh] = token
        token = Token(fresh, token.team, token.scopes, expires=state.now() + TOKEN_SECONDS)
        rotation = {"refresh_token": refresh, "expires_in": TOKEN_SECONDS}
    state.tokens[token.value] = token
    installer = next(user.id for user in state.users.values() if user.team == team.id and not user.bot)
    about = {"app_id": "A1", "bot_user_id": team.bot, "scope": ",".join(sorted(token.scopes)), "token_type": "bot"}
    whose = {"team": {"id": team.id, "name": team.name}, "enterprise": None, "authed_user": {"id": installer}}
    return {"access_token": token.value, **about, **whose, "is_enterprise_install": False, **rotation}


@method("apps.connections.open", "connections:write", token="app")
def _connect(asked: Asked) -> JSON:
    ticket = asked.state.new_id("ticket")
    asked.state.tickets.add(ticket)
    return {"url": f"{asked.state.socket_url}?ticket={ticket}"}
