"""What a bot is asked in a Discord of tests, and what it answers."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.discord_rules import EPHEMERAL, Payload, walk
from tests.discord_world import Channel, Message, Person, snowflake

FIRST_ANSWER = 3.0
TOKEN_LIVES = 900.0
"""Seconds."""
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
MESSAGE, LATER, LATER_UPDATE, UPDATE, SUGGESTIONS, SHOW_MODAL = 4, 5, 6, 7, 8, 9


class TookTooLong(AssertionError):
    """Something did not happen in time."""


def wait_for(happened: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """What `happened` gives, as soon as that is something; raises TookTooLong."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = happened()
        if found:
            return found
        time.sleep(0.005)
    raise TookTooLong(what or f"nothing came within {seconds} seconds")


@dataclass
class Asked:
    """An interaction: by whom, where, what; and the bot's answers to it."""

    kind: int
    data: dict[str, Any]
    user: Person
    channel: Channel
    message: Message | None = None
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    begun: float = field(default_factory=time.monotonic)
    acknowledged: float | None = None
    """Seconds after which the bot first said something."""
    answer: int | None = None
    original: Message | None = None
    waiting: bool = False
    """It said that the answer comes later."""
    followed: list[Message] = field(default_factory=list)
    modal: Payload | None = None
    suggestions: list[Payload] | None = None
    lifetime: float = TOKEN_LIVES
    slowness: float = 0.0
    """Seconds for which the interaction was on its way."""

    @property
    def age(self) -> float:
        return time.monotonic() - self.begun + self.slowness

    def answered(self, seconds: float = 60) -> Message:
        """The bot's answer, once it is there."""
        message: Message = wait_for(lambda: not self.waiting and self.original, seconds, f"no answer to {self.data}")
        return message

    def acknowledges(self, seconds: float = 30) -> float:
        """Waits for the first word; after how many seconds it came."""
        wait_for(lambda: self.acknowledged is not None, seconds, f"not a word about {self.data}")
        return self.acknowledged or 0.0

    def shows_modal(self, seconds: float = 30) -> Payload:
        """The modal that is shown."""
        modal: Payload = wait_for(lambda: self.modal, seconds, "no modal")
        return modal

    def suggested(self, seconds: float = 30) -> list[str]:
        """The names that are suggested."""
        wait_for(lambda: self.suggestions is not None, seconds, "no suggestions")
        return [choice["name"] for choice in self.suggestions or ()]

    @property
    def ephemeral(self) -> bool:
        return bool(self.original and self.original.flags & EPHEMERAL)


class NotOffered(AssertionError):
    """Discord does not offer a command to somebody."""


def command_data(commands: list[Payload], words: str, values: dict[str, Any], focused: str | None) -> dict[str, Any]:
    """The data of a command such as "feeds add", checked against what the bot has registered."""
    name, *below = words.split()
    command = next((each for each in commands if each["name"] == name and each.get("type", 1) == 1), None)
    if command is None:
        raise LookupError(f"/{name} is not registered; there are {[each['name'] for each in commands]}")
    last, path = command, []
    for each in below:
        last = next(option for option in last.get("options", []) if option["name"] == each)
        path.append(last)
    options = _options(last, values, focused)
    for group in reversed(path):
        options = [{"name": group["name"], "type": group["type"], "options": options}]
    return {"id": command["id"], "name": name, "type": 1, "options": options}


def _options(command: Payload, values: dict[str, Any], focused: str | None) -> list[dict[str, Any]]:
    known = {option["name"]: option for option in command.get("options", [])}
    unknown = values.keys() - known.keys()
    missing = {name for name, option in known.items() if option.get("required")} - values.keys()
    if unknown or (missing and focused is None):
        raise LookupError(f"/{command['name']} takes {sorted(known)}; {sorted(unknown | missing)} does not fit")
    options = []
    for name, value in values.items():
        choices = [choice["value"] for choice in known[name].get("choices", [])]
        if choices and value not in choices:
            raise LookupError(f"{value!r} is none of {choices}")
        options.append({"name": name, "type": known[name]["type"], "value": value})
        if name == focused:
            options[-1]["focused"] = True
    return options


def modal_data(modal: Payload, values: dict[str, str]) -> dict[str, Any]:
    """What comes back when a modal is filled in; the values by their custom_ids."""
    fields = [each for each in walk(modal["components"]) if "custom_id" in each]
    unknown = values.keys() - {each["custom_id"] for each in fields}
    if unknown:
        raise LookupError(f"the modal has no {sorted(unknown)}")
    return {
        "custom_id": modal["custom_id"],
        "components": [_filled(each, values) for each in modal["components"]],
    }


def _filled(component: Payload, values: dict[str, str]) -> dict[str, Any]:
    basis = {"type": component["type"], "id": component.get("id", 1)}
    if "component" in component:
        return {**basis, "component": _filled(component["component"], values)}
    if "components" in component:
        return {**basis, "components": [_filled(each, values) for each in component["components"]]}
    if "custom_id" not in component:
        return {**basis, "content": component.get("content", "")}
    value = values.get(component["custom_id"], component.get("value") or "")
    chosen = {"values": [value]} if component["type"] == 3 else {"value": value}
    return {**basis, "custom_id": component["custom_id"], **chosen}
