"""Slack's windows: an answer page by page, its sources, whom to follow of them, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters import wording
from adapters.hostile import visible, web_address
from adapters.slack.actions import option, plain
from adapters.slack.blocks import lines_of
from adapters.slack.text import Block, Line, Words, line, messages
from bot.model import Answer, Notice, Provenance
from bot.reports import Fault, Suspect

View = dict[str, Any]
PAGE: Final = 9_000
"""Characters of a page of a window."""
_MOST_OPTIONS: Final = 100
FAULTS: Final[Mapping[Fault, str]] = {
    "speaker": "Somebody else said it",
    "words": "It was not said",
    "dispute": "It is not disputed",
}


def modal(title: str, blocks: Iterable[Block], **more: Any) -> View:
    """A window; `more` are its other fields."""
    return {"type": "modal", "title": plain(title[:24]), "close": plain("Close"), "blocks": list(blocks), **more}


def saying(title: str, *words: str) -> View:
    """A window with a few lines in it."""
    return modal(title, _beginning(each for text in words for each in lines_of(Notice(text))))


def waiting(title: str) -> View:
    """What stands in a window until its content is there."""
    return saying(title, "One moment…")


def whole(answers: Sequence[Answer], reference: str, page: int) -> View:
    """All of what was shown, a page of it; the others are reached by buttons."""
    lines = [each for answer in answers for each in lines_of(answer, full=True)]
    pages = messages(lines, PAGE)
    page = max(0, min(page, len(pages) - 1))
    return modal("All of it", [*pages[page].blocks, *_turning(reference, page, len(pages))])


def _turning(reference: str, page: int, pages: int) -> list[Block]:
    if pages == 1:
        return []
    targets = [("‹ Back", page - 1), ("Next ›", page + 1)]
    buttons = [
        {"type": "button", "text": plain(text), "action_id": f"page{number}", "value": f"{reference}:{target}"}
        for number, (text, target) in enumerate(targets)
        if 0 <= target < pages
    ]
    told = {"type": "context", "elements": [plain(f"Page {page + 1} of {pages}")]}
    return [told, {"type": "actions", "elements": buttons}]


def story(lines: Iterable[Line], reference: str) -> View:
    """A story that opens from its digest."""
    more = {"type": "button", "text": plain("More"), "action_id": "more", "value": reference}
    return modal("Story", [*_beginning(lines), {"type": "actions", "elements": [more]}])


def sources(behind: Provenance) -> View:
    """The articles behind something shown, and who speaks in them."""
    return modal("Sources", _beginning(_provenance(behind)))


def _beginning(lines: Iterable[Line]) -> tuple[Block, ...]:
    """As many lines as a window has room for, and a sign where there are more."""
    first, *others = messages(lines, PAGE)
    return (*first.blocks, *([{"type": "context", "elements": [plain(wording.CUT)]}] if others else []))


def _provenance(behind: Provenance) -> Iterable[Line]:
    yield line("title", "Articles")
    for article in behind.articles:
        link = Words(wording.title(article), web_address(article.url))
        dateline = wording.dateline(article)
        yield line("item", link, f" · {dateline}" if dateline else "")
    if behind.voices:
        yield line("title", "Who speaks")
    for heard in behind.voices:
        described = f", {visible(heard.description)}" if heard.description else ""
        times = f" ({heard.statements} statements)" if heard.statements > 1 else ""
        yield line("item", Words(visible(heard.name), bold=True), described, times)


def following(behind: Provenance, private: str) -> View:
    """Whom to follow, of those who speak; `private` comes back with what is chosen."""
    voices = enumerate(behind.voices)
    options = [option(heard.name, str(number)) for number, heard in voices if visible(heard.name)]
    if not options:
        return saying("Follow", "Nobody with a name speaks in it.")
    menu = {
        "type": "multi_static_select",
        "action_id": "names",
        "placeholder": plain("Choose…"),
        "options": options[:_MOST_OPTIONS],
    }
    asked = {"type": "input", "block_id": "names", "label": plain("Whom do you want to follow?"), "element": menu}
    return modal("Follow", [asked], callback_id="follow", private_metadata=private, submit=plain("Follow"))


def faulty(suspects: Sequence[Suspect], private: str) -> View:
    """What is wrong, and with which statement or point."""
    if not suspects:
        return saying("Something wrong?", "There is nothing in it that could be reported.")
    which = {
        "type": "static_select",
        "action_id": "suspect",
        "placeholder": plain("Choose…"),
        "options": [option(each.shown, str(number)) for number, each in enumerate(suspects[:_MOST_OPTIONS])],
    }
    what = {
        "type": "radio_buttons",
        "action_id": "fault",
        "options": [option(text, fault) for fault, text in FAULTS.items()],
    }
    blocks = [
        {"type": "input", "block_id": "suspect", "label": plain("Which one?"), "element": which},
        {"type": "input", "block_id": "fault", "label": plain("What is wrong with it?"), "element": what},
    ]
    return modal("Something wrong?", blocks, callback_id="wrong", private_metadata=private, submit=plain("Report"))
