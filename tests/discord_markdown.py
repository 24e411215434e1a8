"""Discord's Markdown as its clients read it, for asking what a text means and for drawing it.

The rules are those of the simple-markdown library, of which Discord's parser was made, with Discord's own additions.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

INSIDE = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"
HREF = r"\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"]([\s\S]*?)['\"])?\s*"

RULES = (
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("autolink", re.compile(r"<((?:https?|discord)://[^ >]+)>")),
    ("mailto", re.compile(r"<([^ >]+@[^ >]+|\+\d+)>")),
    ("mention", re.compile(r"<@!?\d+>|<@&\d+>|<#\d+>|@everyone|@here")),
    ("emoji", re.compile(r"<a?:\w+:\d+>")),
    ("command", re.compile(r"</[\w -]+:\d+>|<id:\w+>")),
    ("time", re.compile(r"<t:(-?\d{1,17})(?::([tTdDfFR]))?>")),
    ("url", re.compile(r"((?:https?|discord)://[^\s<]+[^<.,:;\"')\]\s])")),
    ("invitation", re.compile(r"((?:discord\.gg|discord\.com/invite)/[\w-]+)")),
    ("link", re.compile(rf"\[({INSIDE})\]\({HREF}\)")),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underlined", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    (
        "em",
        re.compile(
            r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
            r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        ),
    ),
    ("struck", re.compile(r"~~(?=\S)((?:\\[\s\S]|~(?!~)|[^\s\\~]|\s(?!~~))+?)~~")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    ("text", re.compile(r"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\w+:\S|$)")),
)
"""In the order in which they are tried."""

BLOCKS = (
    ("heading", re.compile(r"(#{1,3}) +(.+?)#*\s*$")),
    ("small", re.compile(r"-# +(.+)$")),
    ("quote", re.compile(r"(?:>>>|>) +(.*)$")),
    ("item", re.compile(r"( *)(?:[*+-]|\d+\.) +(.+)$")),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a text: its kind, what it says or what is in it, and where it leads or how deep it stands."""

    kind: str
    words: str = ""
    children: tuple["Node", ...] = ()
    detail: str = ""

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


def parsed(source: str) -> tuple[Node, ...]:
    """The lines of a text, each a heading, small print, a quote, an item of a list, or plain."""
    return tuple(map(_block, source.split("\n")))


def _block(line: str) -> Node:
    for kind, pattern in BLOCKS:
        match = pattern.match(line)
        if match:
            *before, rest = match.groups()
            inner = _block(rest) if kind in ("item", "quote") else Node("line", children=inline(rest))
            return Node(kind, children=(inner,), detail=str(len("".join(before))))
    return Node("line", children=inline(line))


def inline(source: str) -> tuple[Node, ...]:
    """What stands in a line."""
    nodes = []
    position = 0
    while position < len(source):
        node, position = _next(source, position)
        nodes.append(node)
    return tuple(nodes)


def _next(source: str, position: int) -> tuple[Node, int]:
    for kind, pattern in RULES:
        match = pattern.match(source, position)
        if match and match.end() > position:
            return READ.get(kind, _nested)(kind, match), match.end()
    return Node("text", source[position]), position + 1


def _plain(kind: str, match: re.Match[str]) -> Node:
    return Node("text", match[match.lastindex or 0])


def _leaf(kind: str, match: re.Match[str]) -> Node:
    return Node(kind, match[0], detail=match[match.lastindex or 0])


def _link(kind: str, match: re.Match[str]) -> Node:
    return Node("link", children=inline(match[1]), detail=match[2])


def _nested(kind: str, match: re.Match[str]) -> Node:
    return Node(kind, children=inline(next(group for group in match.groups() if group)))


def _time(kind: str, match: re.Match[str]) -> Node:
    return Node("time", match[1], detail=match[2] or "f")


READ: dict[str, Callable[[str, re.Match[str]], Node]] = {
    "escape": _plain,
    "text": _plain,
    "link": _link,
    "time": _time,
    **dict.fromkeys(("autolink", "mailto", "mention", "emoji", "command", "url", "invitation", "code"), _leaf),
}


def kinds(source: str) -> list[str]:
    """What the text is made of, apart from its words."""
    return [node.kind for line in parsed(source) for node in line.walk() if node.kind != "text"]


def words(source: str) -> str:
    """What is read of the text, a line for each of its lines, without what is invisible."""
    lines = ("".join(node.words for node in line.walk()) for line in parsed(source))
    return "\n".join(lines).replace("\u200b", "")


def addresses(source: str) -> list[str]:
    """Where the links of the text lead."""
    nodes = (node for line in parsed(source) for node in line.walk())
    return [node.detail for node in nodes if node.kind in ("link", "autolink", "url", "invitation")]
