"""How Slack reads text: which words people see, who is called, and where links lead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.slack_checks import walk

ANGLES = re.compile(r"<([^<>\n]+)>")
ADDRESS = re.compile(r"(?:https?|mailto|tel|slack):", re.IGNORECASE)
BARE_ADDRESS = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(<?([^()\s>]+)>?\)")
BARE_CALL = re.compile(r"(?<![\w/])@(?:channel|here|everyone)\b|(?<![\w/&])#[\w-]+")


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees of a text.

    `mentions` are the mentions as `@channel`, `@here`, `@everyone`, `@U1`, `#C1` and `@S1`, each of which may notify
    somebody. `bare` are words such as `@channel` that Slack makes a mention of only with `parse=full` or `link_names`,
    or, by its documentation, may in a text object that is not `verbatim`.
    """

    words: str
    links: tuple[Link, ...] = ()
    mentions: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()

    def __add__(self, other: "Seen") -> "Seen":
        words = "\n".join(filter(None, (self.words, other.words)))
        return Seen(words, self.links + other.links, self.mentions + other.mentions, self.bare + other.bare)


def decoded(text: str) -> str:
    """The characters for Slack's three entities, the only ones that it knows."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def seen(text: str) -> Seen:
    """A text with Slack's own markup, as it is seen: `*bold*` and the like keep their signs."""
    words, links, mentions, at = "", list[Link](), list[str](), 0
    for found in ANGLES.finditer(text):
        before = text[at : found.start()]
        links += _bare_links(before)
        inner = _angle(found[1])
        words, at = words + decoded(before) + inner.words, found.end()
        links += inner.links
        mentions += inner.mentions
    rest = text[at:]
    bare = BARE_CALL.findall(ANGLES.sub("", text))
    return Seen(words + decoded(rest), (*links, *_bare_links(rest)), tuple(mentions), tuple(bare))


def _bare_links(text: str) -> Iterator[Link]:
    for found in BARE_ADDRESS.findall(text):
        yield Link(decoded(found), decoded(found))


def _angle(inner: str) -> Seen:
    """What stands between `<` and `>`."""
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return _date(target, label)
    if target.startswith("!subteam^"):
        return Seen(decoded(label or target), mentions=("@" + target.removeprefix("!subteam^"),))
    if target[0] in "!@#":
        call = target if target[0] == "#" else "@" + target[1:]
        return Seen(decoded(label or call), mentions=(call,))
    if ADDRESS.match(target):
        return Seen(decoded(label or target), (Link(decoded(target), decoded(label or target)),))
    return Seen(decoded(f"<{inner}>"))


def _date(target: str, fallback: str) -> Seen:
    """`!date^1700000000^{date_short}^https://...`, the address being optional."""
    address = "".join(target.split("^")[3:4])
    return Seen(decoded(fallback), (Link(decoded(address), decoded(fallback)),) if address else ())


def seen_in(part: object) -> Seen:
    """What people see of blocks, or of any part of them, whatever kinds of text they have."""
    together = Seen("")
    for _, value in walk(part):
        if isinstance(value, Mapping):
            together += _seen_of(value)
    return together


def _seen_of(part: Mapping[str, Any]) -> Seen:
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            found = seen(text)
            return Seen(found.words, found.links, found.mentions) if part.get("verbatim") else found
        case {"type": "markdown", "text": str(text)}:
            return _markdown(text)
        case {"type": "link", "url": str(url)}:
            return Seen(part.get("text", url), (Link(url, part.get("text", url)),))
        case {"type": "user" | "channel" | "usergroup" | "broadcast" as kind}:
            named = part.get(f"{kind}_id") or part.get("range")
            return Seen(f"@{named}", mentions=(f"{'#' if kind == 'channel' else '@'}{named}",))
        case {"type": "button", "url": str(url), "text": {"text": str(label)}}:
            return Seen("", (Link(url, label),))
        case {"type": "plain_text" | "text" | "raw_text" | "raw_number", "text": str(text)}:
            return Seen(text)
        case {"alt_text": str(text)}:
            return Seen(text)
    return Seen("")


def _markdown(text: str) -> Seen:
    """A markdown block has the links of Markdown, and Slack's mentions."""
    links = tuple(Link(found[2], found[1]) for found in MARKDOWN_LINK.finditer(text))
    rest = seen(MARKDOWN_LINK.sub(r"\1", text))
    return Seen(rest.words, links + rest.links, rest.mentions, rest.bare)
