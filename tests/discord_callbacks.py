"""What Discord's REST interface does with the answers to interactions."""

import time
from typing import Any

from tests.discord_asking import (
    FIRST_ANSWER,
    LATER,
    LATER_UPDATE,
    MESSAGE,
    SHOW_MODAL,
    SUGGESTIONS,
    UPDATE,
    Asked,
)
from tests.discord_rules import COMPONENTS_V2, EPHEMERAL, Payload, choice_faults, modal_faults
from tests.discord_state import Refused, World
from tests.discord_world import Message


def callback(world: World, body: Payload, interaction_id: str, token: str) -> tuple[int, Any]:
    asked = next((each for each in world.asked if each.token == token and str(each.id) == interaction_id), None)
    if asked is None or (asked.answer is None and asked.age > FIRST_ANSWER):
        raise Refused(404, 10062, "Unknown interaction")
    if asked.answer is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    data, kind = body.get("data") or {}, body["type"]
    _respond(world, asked, kind, data)
    asked.answer, asked.acknowledged = kind, time.monotonic() - asked.begun
    told = {"id": interaction_id, "type": asked.kind, "response_message_loading": kind == LATER}
    told |= {"response_message_ephemeral": asked.ephemeral}
    made = {"type": kind, **({"message": asked.original.payload()} if asked.original and kind in (4, 5, 7) else {})}
    return 200, {"interaction": told, "resource": made}


def _respond(world: World, asked: Asked, kind: int, data: Payload) -> None:
    match kind:
        case _ if kind == MESSAGE:
            asked.original = world.post(asked.channel, data, listed=not int(data.get("flags") or 0) & EPHEMERAL)
        case _ if kind == LATER:
            if int(data.get("flags") or 0) & ~EPHEMERAL:
                world.check(["only EPHEMERAL may be set while the answer is awaited"])
            asked.waiting = True
            asked.original = Message(asked.channel, world.bot, {}, int(data.get("flags") or 0))
        case _ if kind == LATER_UPDATE:
            asked.original = asked.message
        case _ if kind == UPDATE and asked.message:
            asked.original = world.edit(asked.message, data)
        case _ if kind == SUGGESTIONS:
            world.check(choice_faults(data["choices"]))
            asked.suggestions = data["choices"]
        case _ if kind == SHOW_MODAL:
            world.check(modal_faults(data))
            asked.modal = data
        case _:
            raise Refused(400, 50035, f"Invalid Form Body: no answer of type {kind}")


def edit_original(world: World, body: Payload, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10015, "Unknown Webhook")
    _edit_answer(world, asked, asked.original, body)
    return 200, asked.original.payload()


def _edit_answer(world: World, asked: Asked, message: Message, body: Payload) -> None:
    first = asked.waiting and message is asked.original
    world.edit(message, body)
    if first:
        asked.waiting = False
        if not message.ephemeral:
            message.channel.messages.append(message)


def original(world: World, body: Any, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10008, "Unknown Message")
    return 200, asked.original.payload()


def delete_original(world: World, body: Any, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10008, "Unknown Message")
    asked.original.gone, asked.waiting = True, False
    return 204, None


def edit_followup(world: World, body: Payload, app_id: str, token: str, message_id: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    own = [each for each in (asked.original, *asked.followed) if each]
    for message in (*own, *asked.channel.messages):
        if str(message.id) == message_id:
            _edit_answer(world, asked, message, body)
            return 200, message.payload()
    raise Refused(404, 10008, "Unknown Message")


def follow_up(world: World, body: Payload, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.answer is None:
        raise Refused(404, 10015, "Unknown Webhook")
    if asked.waiting and asked.original:
        _edit_answer(world, asked, asked.original, {**body, "flags": int(body.get("flags") or 0) & COMPONENTS_V2})
        return 200, asked.original.payload()
    message = world.post(asked.channel, body, listed=not int(body.get("flags") or 0) & EPHEMERAL)
    asked.followed.append(message)
    return 200, message.payload()
