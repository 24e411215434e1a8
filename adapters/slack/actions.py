"""Buttons and menus below Slack's messages. Their values are references, so that they work after a restart too."""

from typing import Final

from adapters import wording
from adapters.hostile import visible
from adapters.offers import has_timeline, mapped_points, names_of, offers
from adapters.slack.text import Block
from bot.model import (
    Answer,
    Body,
    Candidates,
    Changes,
    Digest,
    Notice,
    Reply,
)

LONGEST_OPTION: Final = 75
"""Characters of an option or a button."""
_DRAWN: Final = 20
"""Disputes of which there are maps."""
_LONGEST_VALUE: Final = 150
"""Characters of an option's value."""


def answer_actions(reply: Reply, reference: str | None, private: bool) -> tuple[Block, ...]:
    """What can be done with an answer; where only one person sees it, it can be shared."""
    if isinstance(reply, Candidates):
        return _choice(reply)
    if reference is None or not isinstance(reply, Answer):
        return ()
    shared = (_button("Share", "share", reference, style="primary"),) if private else ()
    return (_row(*shared, *_about(reply, reference), *_pictures(reply, reference)),)


def message_actions(body: Body, delivery_id: int) -> tuple[Block, ...]:
    """What can be done with a message that all see."""
    reference = f"d{delivery_id}"
    match body:
        case Digest(expandable=False) | Changes() | Notice():
            return ()
        case Digest():
            return _stories(body, reference)
        case _:
            return (_row(*_about(body, reference), *_pictures(body, reference)),)


def _stories(digest: Digest, reference: str) -> tuple[Block, ...]:
    """A menu of the stories, which opens the one that is chosen."""
    if not digest.stories:
        return ()
    options = [
        option(f"{number + 1}. {wording.title(story.articles[0])}", f"{reference}.{number}")
        for number, story in enumerate(digest.stories)
    ]
    return (_row(_menu("Read a story…", "open", options)),)


def _choice(candidates: Candidates) -> tuple[Block, ...]:
    """A menu of those who may be meant, and of all others by what is typed."""
    options = [option(name, name) for name in names_of(candidates)]
    near = (_menu("Choose…", "who", options),) if options else ()
    find = {
        "type": "external_select",
        "action_id": "find",
        "placeholder": plain("Find another name"),
        "min_query_length": 2,
    }
    return (_row(*near, find),)


def _about(shown: Body | Answer, reference: str) -> tuple[Block, ...]:
    return tuple(_button(text, action, reference) for text, action in offers(shown))


def _pictures(shown: Reply | Body, reference: str) -> tuple[Block, ...]:
    """What can be drawn of it: when an actor spoke, or who stands where in a dispute."""
    if has_timeline(shown):
        return (_button("Timeline", "draw", reference),)
    points = mapped_points(shown)[:_DRAWN]
    options = [option(point, f"{reference}:{number}") for number, point in enumerate(points)]
    return (_menu("Map of a dispute…", "draw", options),) if options else ()


def _row(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(text: str, action: str, value: str, style: str | None = None) -> Block:
    button = {"type": "button", "text": plain(text), "action_id": action, "value": value}
    return {**button, "style": style} if style else button


def _menu(placeholder: str, action: str, options: list[Block]) -> Block:
    return {"type": "static_select", "action_id": action, "placeholder": plain(placeholder), "options": options[:100]}


def option(text: str, value: str) -> Block:
    """One of a menu's options; a text that is too long for it is cut."""
    shown = visible(text) or "…"
    cut = shown if len(shown) <= LONGEST_OPTION else f"{shown[: LONGEST_OPTION - 1]}…"
    return {"text": plain(cut), "value": value[:_LONGEST_VALUE]}


def plain(text: str) -> Block:
    """Words that Slack shows as they are."""
    return {"type": "plain_text", "text": text, "emoji": False}
