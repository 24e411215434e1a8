"""What messages and views show: their lines, and their buttons and menus by name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.slack_checks import walk

Block = Mapping[str, Any]


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The lines as they are seen, without the blank ones between them."""
    return [each for block in blocks for each in _paragraphs(block)]


def _paragraphs(block: Block) -> Iterator[str]:
    match block:
        case {"type": "context", "elements": [{"text": str(text)}]}:
            yield from text.split("\n")
        case {"type": "section" | "header", "text": {"text": str(text)}}:
            yield text
        case {"type": "rich_text", "elements": parts}:
            for part in parts:
                for section in part["elements"] if part["type"] == "rich_text_list" else [part]:
                    yield "".join(map(_word, section["elements"])).removeprefix("\n")


def _word(word: Mapping[str, Any]) -> str:
    match word:
        case {"type": "user", "user_id": str(id_)}:
            return f"@{id_}"
        case {"type": "channel", "channel_id": str(id_)}:
            return f"#{id_}"
    return str(word["text"])


def elements(blocks: Iterable[Block]) -> dict[str, Any]:
    """Buttons and menus within blocks, by the name of what they do."""
    within = (value for _, value in walk(list(blocks)) if isinstance(value, Mapping))
    return {value["action_id"]: value for value in within if "action_id" in value}


def options(menu: Block) -> list[tuple[str, str]]:
    """What can be chosen in a menu: what it says, and what it stands for."""
    return [(each["text"]["text"], each["value"]) for each in menu["options"]]
