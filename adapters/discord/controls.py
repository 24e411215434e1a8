"""The buttons and menus below messages, and what comes back from them: all of it stands in their `custom_id`.

It is an action and what it is done to, such as `share:a12` or `fault:d7.2:3:speaker`, so that it works for as long as
the message stands there, also after a restart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from adapters import wording
from adapters.hostile import visible
from adapters.offers import has_timeline, mapped_points, names_of, offers
from bot.model import (
    Answer,
    Body,
    Candidates,
    Changes,
    Digest,
    Notice,
    Reply,
)
from bot.reports import Fault, Suspect

_OPTION: Final = 100
"""Characters of an option."""
MOST: Final = 25
"""Options of a menu."""

FAULTS: Final[tuple[tuple[str, Fault], ...]] = (
    ("Wrong speaker", "speaker"),
    ("Not what was said", "words"),
    ("Not a dispute", "dispute"),
)


@dataclass(frozen=True, slots=True)
class Button:
    """What stands on a button, and what comes back when it is pressed."""

    label: str
    custom_id: str


@dataclass(frozen=True, slots=True)
class Menu:
    """What stands on a menu, what comes back when something is chosen, and the options with their values."""

    placeholder: str
    custom_id: str
    options: tuple[tuple[str, str], ...]


Controls = tuple[Button | Menu, ...]


def below_answer(reply: Reply, reference: str | None, shareable: bool) -> Controls:
    """What can be done with an answer."""
    if isinstance(reply, Candidates):
        return _whom(reply)
    if reference is None or not isinstance(reply, Answer):
        return ()
    share = (Button("Share", f"share:{reference}"),) if shareable else ()
    return (*share, *_about(reply, reference), *_pictures(reply, reference))


def below_message(body: Body, reference: str) -> Controls:
    """What can be done with a message in a channel."""
    match body:
        case Digest(expandable=True):
            return _stories(body, reference)
        case Digest() | Changes() | Notice():
            return ()
        case _:
            return (*_about(body, reference), *_pictures(body, reference))


def _about(shown: Body | Answer, reference: str) -> Controls:
    """What has pages, or a menu of them, begins with the first."""
    paged = {"more", "wrong"}
    return tuple(
        Button(text, f"{action}:{reference}{':0' if action in paged else ''}") for text, action in offers(shown)
    )


def _pictures(shown: Reply | Body, reference: str) -> Controls:
    """What can be drawn of it: when an actor spoke, or who stands where in a dispute."""
    if has_timeline(shown):
        return (Button("Timeline", f"draw:{reference}:0"),)
    points = mapped_points(shown)[:MOST]
    return (Menu("Map of a dispute…", f"draw:{reference}", _numbered(points, "")),) if points else ()


def _whom(candidates: Candidates) -> Controls:
    options = tuple((name, name) for name in names_of(candidates) if len(name) <= _OPTION)[:MOST]
    return (Menu("Whom do you mean?", "who", options),) if options else ()


def _stories(digest: Digest, reference: str) -> Controls:
    titles = [wording.title(story.articles[0]) for story in digest.stories[:MOST]]
    return (Menu("Read a story…", "open", _numbered(titles, f"{reference}.")),) if titles else ()


def voices(names: Iterable[str], reference: str) -> Controls:
    """A menu of those who can be followed."""
    options = _numbered(list(names)[:MOST], "")
    return (Menu("Whom do you want to follow?", f"voice:{reference}", options),) if options else ()


def suspects(found: tuple[Suspect, ...], first: int, reference: str) -> Controls:
    """A menu of what may be wrong, from the `first` on, and a button to those that come after."""
    shown = [suspect.shown for suspect in found[first : first + MOST]]
    options = tuple((label, str(first + int(number))) for label, number in _numbered(shown, ""))
    further = first + MOST < len(found)
    more = (Button("Show others", f"others:{reference}:{first + MOST}"),) if further else ()
    return (Menu("What is wrong?", f"suspect:{reference}", options), *more) if options else ()


def faults(reference: str, number: int) -> Controls:
    """What may be wrong with it."""
    return tuple(Button(label, f"fault:{reference}:{number}:{fault}") for label, fault in FAULTS)


def turning(reference: str, number: int, last: int) -> Controls:
    """Buttons to the pages before and after one."""
    back = (Button("Back", f"turn:{reference}:{number - 1}"),) if number > 0 else ()
    on = (Button(f"Page {number + 2} of {last + 1}", f"turn:{reference}:{number + 1}"),) if number < last else ()
    return (*back, *on)


def _numbered(labels: Iterable[str], before: str) -> tuple[tuple[str, str], ...]:
    return tuple((_cut(label), f"{before}{number}") for number, label in enumerate(labels))


def _cut(label: str) -> str:
    words = visible(label) or wording.UNATTRIBUTED
    return words if len(words) <= _OPTION else f"{words[: _OPTION - 1]}…"
