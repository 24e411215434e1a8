"""What Discord takes: the limits of messages, commands and modals, as far as a bot of ours can break them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, SEPARATOR, CONTAINER, LABEL = 1, 2, 3, 4, 9, 10, 14, 17, 18
LINK_BUTTON = 5
NAME = re.compile(r"[-_\w]{1,32}")

Payload = Mapping[str, Any]


def message_faults(payload: Payload, flags: int) -> Iterator[str]:
    """What is wrong with a message."""
    content, embeds, components = payload.get("content") or "", payload.get("embeds") or [], payload.get("components")
    if flags & COMPONENTS_V2:
        if content or embeds:
            yield "a message of components has neither content nor embeds"
        yield from _layout_faults(components or [])
    else:
        if len(content) > 2000:
            yield f"the content has {len(content)} characters"
        if not (content or embeds or components):
            yield "cannot send an empty message"
        yield from _embed_faults(embeds)
        yield from _row_faults(components or [])
    if len(payload.get("nonce") or "") > 25:
        yield "the nonce is longer than 25 characters"
    if payload.get("allowed_mentions", {}).get("parse") != []:
        yield "mentions are not switched off"


def walk(components: Iterable[Payload]) -> Iterator[Payload]:
    """The components and all that are in them."""
    for component in components:
        yield component
        inner = [component[name] for name in ("accessory", "component") if component.get(name)]
        yield from walk([*component.get("components", ()), *inner])


def _layout_faults(components: list[Payload]) -> Iterator[str]:
    everything = list(walk(components))
    if not everything:
        yield "cannot send an empty message"
    if len(everything) > 40:
        yield f"there are {len(everything)} components"
    texts = [each["content"] for each in everything if each["type"] == TEXT]
    if sum(map(len, texts)) > 4000:
        yield f"the texts have {sum(map(len, texts))} characters"
    if not all(texts):
        yield "a text is empty"
    for each in everything:
        if each["type"] == SECTION and not (1 <= len(each["components"]) <= 3 and each.get("accessory")):
            yield "a section has one to three texts and an accessory"
    yield from _row_faults([each for each in everything if each["type"] == ROW])
    yield from _part_faults(everything)


def _row_faults(rows: Iterable[Payload]) -> Iterator[str]:
    for row in rows:
        inner = row.get("components", [])
        if row["type"] != ROW or not 1 <= len(inner) <= 5:
            yield "a row has one to five buttons"
        yield from _part_faults(inner)


def _part_faults(components: Iterable[Payload]) -> Iterator[str]:
    custom_ids = [each["custom_id"] for each in components if "custom_id" in each]
    if len(set(custom_ids)) != len(custom_ids):
        yield "two components have the same custom_id"
    for each in components:
        if not 1 <= len(each.get("custom_id", "x")) <= 100:
            yield f"a custom_id has {len(each['custom_id'])} characters"
        if each["type"] == BUTTON:
            yield from _button_faults(each)
        if each["type"] == SELECT:
            yield from _select_faults(each)


def _button_faults(button: Payload) -> Iterator[str]:
    if not 1 <= len(button.get("label") or "") <= 80:
        yield "the label of a button has 1 to 80 characters"
    if (button.get("style") == LINK_BUTTON) == ("custom_id" in button) or len(button.get("url") or "") > 512:
        yield "a button has a custom_id, or an address of at most 512 characters"


def _select_faults(select: Payload) -> Iterator[str]:
    options = select.get("options", [])
    if not 1 <= len(options) <= 25:
        yield f"a menu has {len(options)} options"
    if len({option["value"] for option in options}) != len(options):
        yield "two options have the same value"
    for option in options:
        if not all(len(option.get(name) or "") <= 100 for name in ("label", "value", "description")):
            yield "an option is longer than 100 characters"
        if not option["label"]:
            yield "an option has no label"
    if len(select.get("placeholder") or "") > 150:
        yield "a placeholder has at most 150 characters"


def _embed_faults(embeds: list[Payload]) -> Iterator[str]:
    if len(embeds) > 10:
        yield "there are more than ten embeds"
    total = 0
    for embed in embeds:
        fields = embed.get("fields", [])
        texts = {
            "title": (embed.get("title"), 256),
            "description": (embed.get("description"), 4096),
            "footer": (embed.get("footer", {}).get("text"), 2048),
            "author": (embed.get("author", {}).get("name"), 256),
        }
        yield from (f"the {name} is too long" for name, (text, most) in texts.items() if len(text or "") > most)
        if len(fields) > 25 or any(len(each["name"]) > 256 or len(each["value"]) > 1024 for each in fields):
            yield "a field is too long, or there are too many"
        total += sum(len(text or "") for text, _ in texts.values())
        total += sum(len(each["name"]) + len(each["value"]) for each in fields)
    if total > 6000:
        yield f"the embeds have {total} characters together"


def command_faults(commands: list[Payload]) -> Iterator[str]:
    """What is wrong with an application's commands."""
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum(command.get("type", 1) == kind for command in commands) > most:
            yield f"there are more than {most} commands of type {kind}"
    for command in commands:
        plain = command.get("type", 1) == 1
        if plain and (not NAME.fullmatch(command["name"]) or command["name"] != command["name"].lower()):
            yield f"{command['name']!r} is no name of a command"
        if not 1 <= len(command["name"]) <= 32 or (plain and not 1 <= len(command.get("description", "")) <= 100):
            yield f"/{command['name']} has a name of up to 32 and a description of up to 100 characters"
        yield from _option_faults(command["name"], command.get("options", []))


def _option_faults(of: str, options: list[Payload]) -> Iterator[str]:
    if len(options) > 25:
        yield f"/{of} has more than 25 options"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"/{of} has an option that is needed behind one that is not"
    for option in options:
        if not NAME.fullmatch(option["name"]) or not 1 <= len(option.get("description", "")) <= 100:
            yield f"/{of} has an option that is not described"
        if option.get("autocomplete") and option.get("choices"):
            yield f"/{of} has an option with choices and suggestions"
        if len(option.get("choices", ())) > 25:
            yield f"/{of} has an option with more than 25 choices"
        yield from _option_faults(f"{of} {option['name']}", option.get("options", []))


def modal_faults(modal: Payload) -> Iterator[str]:
    """What is wrong with a modal."""
    if not 1 <= len(modal["title"]) <= 45 or not 1 <= len(modal["custom_id"]) <= 100:
        yield "the title of a modal has up to 45 characters, its custom_id up to 100"
    if not 1 <= len(modal["components"]) <= 5:
        yield "a modal has one to five components"
    for each in modal["components"]:
        if each["type"] == LABEL and not 1 <= len(each["label"]) <= 45:
            yield "a label has up to 45 characters"


def choice_faults(choices: list[Payload]) -> Iterator[str]:
    """What is wrong with the suggestions for an option."""
    if len(choices) > 25:
        yield f"there are {len(choices)} suggestions"
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or not 1 <= len(str(choice["value"])) <= 100:
            yield "a suggestion has 1 to 100 characters"
