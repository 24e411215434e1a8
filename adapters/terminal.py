"""The chat commands at a prompt: the bot without any chat platform."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TextIO

from rich.console import Console

from adapters.text import print_reply
from bot.model import Body, Reply, Request, Story
from bot.outbox import Delivery

_PROMPT = "onrecord> "
_WELCOME = "Try “who NAME”, “brief URL”, “disputes” or “help”; “quit” ends it."
_ENDINGS = frozenset({"quit", "exit"})


def chat(
    handle: Callable[[Request], Reply],
    console: Console,
    lines: TextIO | None = None,
    deliver: Callable[[], object] = lambda: None,
) -> None:
    """Answers commands until the end: from `lines` one by one, or asking for them at a prompt.

    After each, `deliver` brings what was sent to this place.
    """
    for line in _typed(console) if lines is None else lines:
        words = line.strip()
        if words.lower().lstrip("/") in _ENDINGS:
            return
        if words and not words.startswith("#"):
            _answer(Request(words), handle, console, patient=lines is None)
            deliver()


def _answer(request: Request, handle: Callable[[Request], Reply], console: Console, patient: bool) -> None:
    """Prints the reply; ctrl-C at a prompt gives up this command rather than the session."""
    try:
        print_reply(handle(request), console)
    except KeyboardInterrupt:
        if not patient:
            raise
    console.print()


def _typed(console: Console) -> Iterator[str]:
    """Lines as they are typed, with history; ctrl-C clears the line, ctrl-D ends."""
    with contextlib.suppress(ImportError):  # there is none on Windows
        import readline  # noqa: F401  # importing it gives input() history and editing
    console.print(_WELCOME, style="dim", highlight=False)
    while True:
        try:
            yield input(_PROMPT)
        except KeyboardInterrupt:
            console.print()
        except EOFError:
            console.print()
            return


class TerminalPlatform:
    """A platform whose one channel is standard output; a digest is printed with its stories, in one piece."""

    def __init__(self, show: Callable[[Reply | Body], None]) -> None:
        self.show = show

    def send(self, delivery: Delivery) -> str:
        """Prints the message; the stories of a digest are part of it already."""
        if not isinstance(delivery.body, Story):
            self.show(delivery.body)
        return delivery.key
