"""What answers and digests have in common as Discord's Markdown: statements, disputed points, titles, small print."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from adapters import wording
from adapters.discord.markdown import bold, clipped, date, escaped, link, shortened, units
from adapters.discord.pages import Item
from adapters.hostile import visible, web_address
from adapters.wording import Chronicle, Contest, Position, Said, Told
from bot.model import ArchivedDispute, ArticleRef
from summarizers.briefing import Article

TITLE: Final = 250
NAME: Final = 100
NAMES: Final = 200
DESCRIPTION: Final = 200
POINT: Final = 400
WORDS: Final = 1_200
HALF: Final = 400
"""Characters over which a piece of text is cut, so that an item fits a page however much of it has to be escaped.

Words that are somebody's were cut at a sentence long before that, where they have sentences.
"""
_TOGETHER: Final = 2_000
"""UTF-16 units up to which both sides of a dispute stay together."""


def archived_contest(dispute: ArchivedDispute, heading: str, full: bool = False, alone: bool = False) -> Iterator[Item]:
    """A disputed point, with the article that it is from unless that stands `alone` above."""
    if wording.is_ledger(dispute):
        return _chronicle(wording.chronicle(dispute, full), heading)
    return contest(wording.contest_before(dispute, full), heading, "" if alone else reference(dispute.article))


def _chronicle(chronicle: Chronicle, heading: str) -> Iterator[Item]:
    lines = [turn(told) for told in chronicle.turns]
    if chronicle.conceding:
        lines.append(f"- {cut_words(chronicle.settled, NAMES)}: {said(chronicle.conceding)}")
    return together([*lines, *small(chronicle.more)], _point(chronicle.point, chronicle.remarks), heading)


def contest(disputed: Contest, heading: str, source: str = "") -> Iterator[Item]:
    """A disputed point with its sides."""
    lines = (f"- {_position(position)}" for position in disputed.positions)
    return together([*lines, *small(source)], _point(disputed.point, disputed.remarks), heading)


def together(lines: Sequence[str], lead: str, heading: str) -> Iterator[Item]:
    """Lines under a lead, in one piece unless they are too long for that."""
    if sum(map(units, lines)) <= _TOGETHER:
        yield Item("\n".join(lines), lead, heading)
    else:
        yield from (Item(line, lead, heading) for line in lines)


def turn(told: Told) -> str:
    """A turn in a dispute, and where it stands."""
    place = dated(told.article) or linked_title(wording.title(told.article), None)
    return f"- {_position(told.position)} ({place})"


def _position(position: Position) -> str:
    """Who, and the sentence; the stance leads to its place in the article."""
    who = bold(clipped(position.who, NAMES))
    if not position.evidence:
        return f"{who} {position.verb} {wording.SAME_SENTENCE}"
    evidence = cut_words(" … ".join(position.evidence), WORDS)
    return f"{who} {link(position.verb, shortened(position.address))}: {evidence}"


def said(stated: Said, room: int = WORDS) -> str:
    """The cue leads to the place in the article; an arrow does where there is no cue."""
    address = shortened(stated.address)
    cue = link(clipped(stated.cue, NAMES), address) if stated.cue else ""
    arrow = f" {link('→', address)}" if address and not stated.cue else ""
    joint = stated.joint.replace(stated.joint.strip(), escaped(stated.joint)) if stated.joint.strip() else stated.joint
    return f"{cue}{joint}{cut_words(stated.words, room)}{arrow}{remarked(stated.remarks)}"


def headline(title: str, url: str | None, dateline: str, remarks: str = "") -> Item:
    """The title, and below it in small print where and when that was."""
    below = " ".join(part for part in (dateline, cut_words(remarks, POINT)) if part)
    return Item("\n".join([f"## {linked_title(title, url)}", *small(below)]))


def linked_title(title: str, url: str | None) -> str:
    """A title that leads to its article."""
    return link(clipped(title, TITLE), web_address(url))


def reference(article: Article | ArticleRef) -> str:
    """Where something was read."""
    dateline = dated(article)
    return linked_title(wording.title(article), article.url) + (f" · {dateline}" if dateline else "")


def dated(article: Article | ArticleRef) -> str:
    """Publisher and day."""
    return " · ".join(part for part in (cut_words(article.publisher or "", NAME), date(article.published)) if part)


def gist(sentences: Iterable[str]) -> Iterator[Item]:
    """What stands for an article."""
    words = clipped(" ".join(map(visible, sentences)), WORDS)
    if words:
        yield Item(escaped(words))


def named(name: str, description: str) -> str:
    """Somebody's name, and who that is."""
    return bold(clipped(name, NAME)) + (f", {cut_words(description, DESCRIPTION)}" if description else "")


def _point(point: str, remarks: str) -> str:
    return bold(clipped(point, POINT)) + remarked(remarks)


def cut_words(text: str, room: int) -> str:
    """Plain words, as many as fit in so many characters."""
    return escaped(clipped(text, room))


def remarked(remarks: str) -> str:
    """What is to be remarked, behind what it is about."""
    return f" {cut_words(remarks, NAMES)}" if remarks else ""


def small(words: str) -> Iterator[str]:
    """A line in small print, if there is anything to say."""
    if words:
        yield f"-# {words}"


def small_print(remarks: Iterable[str]) -> Iterator[Item]:
    """What stands below everything else."""
    lines = [f"-# {cut_words(remark, POINT)}" for remark in remarks if remark]
    if lines:
        yield Item("\n".join(lines))
