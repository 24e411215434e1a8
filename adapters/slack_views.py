"""Slack's windows: an answer page by page, who to follow, what is wrong, and the forms of settings."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from adapters import wording
from adapters.hostile import visible, web_address
from adapters.slack_actions import option, plain
from adapters.slack_blocks import lines_of
from adapters.slack_text import Block, Line, Words, line, messages
from bot.model import Answer, Provenance
from bot.reports import Fault, Suspect

View = dict[str, Any]
PAGE: Final = 9_000
"""Characters of a page of a window."""
_MOST_OPTIONS: Final = 100
_FAULTS: Final[dict[Fault, str]] = {
    "speaker": "Somebody else said it",
    "words": "It was not said",
    "dispute": "It is not disputed",
}


def modal(title: str, blocks: Iterable[Block], **more: Any) -> View:
    """A window; `more` are its other fields."""
    return {"type": "modal", "title": plain(title[:24]), "close": plain("Close"), "blocks": list(blocks), **more}


def saying(title: str, *words: str) -> View:
    """A window with a few lines in it."""
    blocks = messages(line("plain", each) for each in words)[0].blocks
    return modal(title, blocks)


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
    pages = messages(lines, PAGE)
    more = {"type": "button", "text": plain("More"), "action_id": "more", "value": reference}
    return modal("Story", [*pages[0].blocks, {"type": "actions", "elements": [more]}])


def sources(behind: Provenance) -> View:
    """The articles behind something shown, and who speaks in them."""
    return modal("Sources", messages(_provenance(behind), PAGE)[0].blocks)


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
    names = [heard.name for heard in behind.voices if visible(heard.name)][:_MOST_OPTIONS]
    if not names:
        return saying("Follow", "Nobody with a name speaks in it.")
    menu = {
        "type": "multi_static_select",
        "action_id": "names",
        "placeholder": plain("Choose…"),
        "options": [option(name, str(number)) for number, name in enumerate(names)],
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
        "options": [option(text, fault) for fault, text in _FAULTS.items()],
    }
    blocks = [
        {"type": "input", "block_id": "suspect", "label": plain("Which one?"), "element": which},
        {"type": "input", "block_id": "fault", "label": plain("What is wrong with it?"), "element": what},
    ]
    return modal("Something wrong?", blocks, callback_id="wrong", private_metadata=private, submit=plain("Report"))
