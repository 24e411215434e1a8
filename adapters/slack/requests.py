"""What Slack tells, as requests to the bot."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_MENTION: Final = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")
_LINK: Final = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>")
_MOST_LINKS: Final = 3
"""Links of one message that are briefed."""


def typed_command(body: Mapping[str, Any]) -> str:
    """The chat command in a slash command: `/who Ann`, or `/onrecord who Ann`."""
    name, words = str(body["command"]).lstrip("/"), str(body.get("text") or "")
    return words if name == "onrecord" else f"{name} {words}"


def asked_of(text: str, bot: str) -> str:
    """What somebody asks who mentions the bot: what stands behind the mention, or else a link before it."""
    before, mention, behind = text.partition(f"<@{bot}>")
    asked = behind if mention else text
    words = _MENTION.sub("", asked).strip()
    if not words and (found := _LINK.search(before)):
        words = found[0]
    return html.unescape(words)


def links_in(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The first links of a message, wherever in it they stand."""
    found = [*_LINK.findall(str(message.get("text") or "")), *_addresses(message.get("blocks") or [])]
    found += [str(each["from_url"]) for each in message.get("attachments") or [] if each.get("from_url")]
    return tuple(dict.fromkeys(map(html.unescape, found)))[:_MOST_LINKS]


def _addresses(part: Any) -> Iterator[str]:
    """The addresses of all links in rich text."""
    if isinstance(part, dict):
        if part.get("type") == "link" and str(part.get("url", "")).startswith(("http://", "https://")):
            yield str(part["url"])
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _addresses(each)
