"""What Slack tells an app of what people do, in the shapes of docs.slack.dev/reference/interaction-payloads."""

from collections.abc import Mapping
from typing import Any

from tests.slack_model import JSON, Channel, Message, ReplyUrl, Trigger, View
from tests.slack_screens import VALUES, first_values
from tests.slack_state import State, elements


class NothingThere(AssertionError):
    """A person would not find this on the screen."""


def trigger(state: State, user: str, view: str | None = None) -> str:
    """An id that lets the app open a modal for somebody, for a short time."""
    id_ = state.new_id("trigger.")
    state.triggers[id_] = Trigger(user, state.now(), view)
    return id_


def reply_url(state: State, user: str, channel: str, original: Message | None = None) -> str:
    """An address for answers to somebody."""
    key = state.new_id("r")
    state.reply_urls[key] = ReplyUrl(state.users[user].team, channel, user, state.now(), original)
    return f"{state.url}response/{key}"


def who(state: State, user: str) -> JSON:
    """What every interaction says of who acts."""
    known = state.users[user]
    named = {"id": user, "username": known.name, "name": known.name, "team_id": known.team}
    team = {"id": known.team, "domain": known.team.lower()}
    return {
        "user": named,
        "team": team,
        "api_app_id": "A1",
        "token": "verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def named(channel: Channel) -> JSON:
    return {"id": channel.id, "name": "directmessage" if channel.person else channel.name}


def command(state: State, name: str, text: str, user: str, channel: str) -> JSON:
    known, where = state.users[user], named(state.channels[channel])
    return {
        "token": "verification-token",
        "team_id": known.team,
        "team_domain": known.team.lower(),
        "channel_id": where["id"],
        "channel_name": where["name"],
        "user_id": user,
        "user_name": known.name,
        "command": name,
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": reply_url(state, user, channel),
        "trigger_id": trigger(state, user),
    }


def event(state: State, team: str, happened: JSON) -> JSON:
    bot = state.teams[team].bot
    whose = {"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "verification-token",
        "team_id": team,
        "api_app_id": "A1",
        "event": {"event_ts": state.ts(), **happened},
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(state.now()),
        "authorizations": [whose],
        "is_ext_shared_channel": False,
    }


def shortcut(state: State, callback: str, user: str, message: Message | None) -> JSON:
    common = {"callback_id": callback, "trigger_id": trigger(state, user), "action_ts": state.ts()}
    if message is None:
        return {"type": "shortcut", **who(state, user), **common}
    team = state.teams[state.users[user].team]
    about = {"message_ts": message.ts, "message": message.json(team), "channel": named(state.channels[message.channel])}
    url = reply_url(state, user, message.channel, message if message.user == team.bot else None)
    return {"type": "message_action", **who(state, user), **common, **about, "response_url": url}


def block_actions(state: State, where: Message | View, user: str, action: JSON) -> JSON:
    action = {**action, "action_ts": state.ts()}
    place = _view(state, where) if isinstance(where, View) else _message(state, where, user)
    id_ = trigger(state, user, where.id if isinstance(where, View) else None)
    return {"type": "block_actions", **who(state, user), "trigger_id": id_, "actions": [action], **place}


def _view(state: State, view: View) -> JSON:
    shown = view.json(state.teams[view.team])
    return {"container": {"type": "view", "view_id": view.id}, "view": shown}


def _message(state: State, message: Message, user: str) -> JSON:
    """Of an ephemeral message Slack tells where it stands, but not what it says."""
    container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    container |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
    said = {} if message.to else {"message": message.json(state.teams[state.users[user].team])}
    return {
        "container": {**container, "is_ephemeral": bool(message.to)},
        "channel": named(state.channels[message.channel]),
        "response_url": reply_url(state, user, message.channel, message),
        "state": {"values": first_values(message.blocks)},
        **said,
    }


def suggestion(state: State, where: Message | View, user: str, block: JSON, element: JSON, typed: str) -> JSON:
    place = _view(state, where) if isinstance(where, View) else _message(state, where, user)
    place.pop("response_url", None)
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    return {"type": "block_suggestion", **who(state, user), **asked, **place}


def submission(state: State, view: View) -> JSON:
    shown = view.json(state.teams[view.team])
    id_ = trigger(state, view.user, view.id)
    return {"type": "view_submission", **who(state, view.user), "trigger_id": id_, "view": shown, "response_urls": []}


def closing(state: State, view: View) -> JSON:
    shown = view.json(state.teams[view.team])
    return {"type": "view_closed", **who(state, view.user), "view": shown, "is_cleared": False}


def pressed(blocks: list[JSON], button: str) -> JSON:
    """The action of pressing what has this text, value or action id.

    Raises NothingThere if nothing has.
    """
    choices = {name: action for block in blocks for names, action in _buttons(block) for name in names}
    if button not in choices:
        raise NothingThere(f"{button!r} is none of {sorted(filter(None, choices))}")
    return choices[button]


def _buttons(block: JSON) -> list[tuple[list[str], JSON]]:
    """Everything in a block that may be pressed: what it goes by, and the action."""
    found: list[tuple[list[str], JSON]] = []
    for element in elements(block):
        common: JSON = {"type": element["type"], "action_id": element.get("action_id"), "block_id": block["block_id"]}
        match element["type"]:
            case "button" | "icon_button":
                kept: JSON = {key: element[key] for key in ("text", "value", "style") if key in element}
                found.append(([element["text"]["text"], element["action_id"]], common | kept))
            case "feedback_buttons":
                for each in (element["positive_button"], element["negative_button"]):
                    said = {"text": each["text"], "value": each["value"]}
                    found.append(([each["text"]["text"], each["value"]], common | said))
            case "overflow":
                found += [
                    ([option["text"]["text"], option["value"]], {**common, "selected_option": option})
                    for option in element["options"]
                ]
    return found


def found(blocks: list[JSON], name: str) -> tuple[JSON, JSON]:
    """The block and the element that may be filled, by action id, block id, label or placeholder.

    Raises NothingThere if there is none.
    """
    known = []
    for block in blocks:
        for element in elements(block):
            label, hint = block.get("label") or {}, element.get("placeholder") or {}
            names = (element.get("action_id"), block["block_id"], label.get("text"), hint.get("text"))
            if name in names and element["type"] in VALUES:
                return block, element
            known.append(names[0])
    raise NothingThere(f"{name!r} is none of {known}")


def entered(state: State, element: JSON, value: Any, offered: list[JSON]) -> JSON:
    """An element's value once somebody has entered or chosen something, an option being named by its text or value.

    Raises NothingThere if the element would not take it.
    """
    name, _, none = VALUES[element["type"]]
    many = none == []
    options = [*(element.get("options") or ()), *offered]
    options += [option for group in element.get("option_groups") or () for option in group["options"]]
    values = [_one(state, element, each, options) for each in (value if many else [value])]
    return {"type": element["type"], name: values if many else values[0]}


def _one(state: State, element: JSON, value: Any, options: list[JSON]) -> Any:
    if "option" in VALUES[element["type"]][0]:
        names = [(option["text"]["text"], option["value"]) for option in options]
        if found := [option for option, both in zip(options, names, strict=True) if value in both]:
            return found[0]
        raise NothingThere(f"{value!r} is none of {names}")
    known: Mapping[str, Any] = {**state.users, **state.channels}
    if element["type"].partition("_select")[1] and value not in known:
        raise NothingThere(f"{value!r} is nobody and nowhere")
    if len(str(value or "")) > (element.get("max_length") or 3000):
        raise NothingThere(f"{element['action_id']} takes no more than {element['max_length']} characters")
    return value
