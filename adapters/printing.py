"""Replies on standard output, one or many, in the form that was asked for."""

from collections.abc import Callable, Iterable

from rich.console import Console

from adapters.text import print_reply
from bot.model import Reply
from bot.replies_json import reply_json

Write = Callable[[str], None]


def print_replies(
    replies: Iterable[Reply], form: str, console: Console, write: Write, *, full: bool, many: bool
) -> None:
    """Prints each reply as it comes; `many` says that a list is expected, though there may be one, or none."""
    match form:
        case "text":
            _print_text(replies, console, full)
        case "markdown":
            _print_markdown(replies, write, full)
        case "html":
            _print_page(replies, write, full)
        case "json" if many:
            _print_list(replies, write)
        case "json":
            _print_lines(replies, write, indent=1)
        case _:
            _print_lines(replies, write, indent=None)


def _print_text(replies: Iterable[Reply], console: Console, full: bool) -> None:
    for number, reply in enumerate(replies):
        if number:
            console.print()
            console.print("─" * min(console.width, 100), style="dim")
            console.print()
        print_reply(reply, console, full)


def _print_markdown(replies: Iterable[Reply], write: Write, full: bool) -> None:
    from adapters.markdown import markdown

    for number, reply in enumerate(replies):
        write(("\n---\n\n" if number else "") + markdown(reply, full).rstrip() + "\n")


def _print_page(replies: Iterable[Reply], write: Write, full: bool) -> None:
    from adapters.html import html

    everything = list(replies)
    if everything:
        write(html(*everything, full=full))


def _print_list(replies: Iterable[Reply], write: Write) -> None:
    opening = "[\n"
    for reply in replies:
        write(opening + reply_json(reply, indent=1))
        opening = ",\n"
    write("\n]\n" if opening == ",\n" else "[]\n")


def _print_lines(replies: Iterable[Reply], write: Write, indent: int | None) -> None:
    for reply in replies:
        write(reply_json(reply, indent) + "\n")
