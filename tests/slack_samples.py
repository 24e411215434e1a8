"""Blocks and views of Slack in short, and what it answers to what it refuses, for tests."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_model import JSON


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def actions(*elements: JSON) -> JSON:
    return {"type": "actions", "elements": [*elements]}


def button(text: str = "x", **more: Any) -> JSON:
    return {"type": "button", "text": plain(text), **more}


def select(count: int = 1, text: str = "x", value: str = "v", **more: Any) -> JSON:
    options = [{"text": plain(text), "value": value} for _ in range(count)]
    return {"type": "static_select", "options": options, **more}


def modal(*blocks: JSON, **more: Any) -> JSON:
    return {"type": "modal", "title": plain("x"), "blocks": [*blocks], **more}


def table(rows: int = 1, cells: int = 1) -> JSON:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def thumbs(text: str = "x") -> JSON:
    both = {f"{kind}_button": {"text": plain(text), "value": kind} for kind in ("positive", "negative")}
    return {"type": "context_actions", "elements": [{"type": "feedback_buttons", **both}]}


def confirm(**more: Any) -> JSON:
    return {"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No"), **more}


def image(**more: Any) -> JSON:
    return {"type": "image", "alt_text": "x", "image_url": "https://x.example/1.png", **more}


def rich(*words: JSON) -> JSON:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*words]}]}


def field(block: str, element: JSON, **more: Any) -> JSON:
    return {"type": "input", "block_id": block, "label": plain(block.title()), "element": element, **more}


ASKS_NAME = field("name", {"type": "plain_text_input", "action_id": "typed"})
EACH_KIND = [
    section("*x* <https://x.example|x>", fields=[plain("x")], accessory=select()),
    {"type": "header", "text": plain("x")},
    {"type": "context", "elements": [plain("x"), image()]},
    actions(button("Go"), {"type": "overflow", "options": [{"text": plain("x"), "value": "v"}]}),
    thumbs(),
    image(title=plain("x")),
    {"type": "markdown", "text": "**x** [x](https://x.example)"},
    table(2, 2),
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "link", "url": "https://x.example"}),
    {"type": "divider"},
    ASKS_NAME,
]
"""One block of each kind."""

SHARE = button("Share", action_id="share", value="1")
MODAL = {
    "type": "modal",
    "callback_id": "watch",
    "title": plain("Watch"),
    "submit": plain("Save"),
    "blocks": [ASKS_NAME],
}


def refusal(call: Callable[..., Any], **args: Any) -> JSON:
    """What Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as refused:
        call(**args)
    answer: JSON = refused.value.response.data
    return answer


def error(call: Callable[..., Any], **args: Any) -> str:
    return str(refusal(call, **args)["error"])
