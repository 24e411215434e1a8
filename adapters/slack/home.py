"""The bot's home in Slack: what a person sees there, and the forms in which it is changed.

Every form comes back as chat commands, so that it does what the commands do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters import digest_wording, wording
from adapters.hostile import visible, visible_lines, web_address
from adapters.slack.actions import option, plain
from adapters.slack.text import Block, Line, Words, line, messages
from adapters.slack.views import FAULTS, View, modal, saying
from bot.channels import Channel
from bot.following import Feed
from bot.model import Digest
from bot.overview import Overview
from bot.reports import Report
from bot.schedule_words import in_words

_MOST: Final = 12
"""Channels, feeds, watches and reports that are listed."""
_MOST_OPTIONS: Final = 100
_LONGEST_TEXT: Final = 3_000
"""Characters that Slack takes in a text."""
_DAYS: Final = {"Every day": "daily", "Weekdays": "weekdays", "Weekends": "weekends"}
_TO_YOURSELF: Final = "Without a channel they come to you, in direct messages."
_STORIES: Final = (3, 5, 7, 10, 15, 20)
_LAYOUTS: Final = {"thread": "In the thread of one message", "expandable": "Each opens from a menu of one message"}


def home(seen: Overview) -> View:
    """What a person sees: how to begin, or what there is."""
    return {"type": "home", "blocks": list(_home(seen))}


def _home(seen: Overview) -> Iterator[Block]:
    if not (seen.feeds and seen.channels):
        yield from _first_steps(seen)
    yield _title("Digests")
    yield from _listed(tuple(map(_channel, seen.channels)), "No channel gets digests yet.")
    stop = [_button("Stop digests…", "stop")] if seen.channels else []
    yield _buttons(_button("Plan digests…", "plan"), *stop)
    yield from _feeds(seen)
    yield from _watches(seen)
    yield from _preview(seen.preview)
    yield from _rights(seen)


def _first_steps(seen: Overview) -> Iterator[Block]:
    yield _title("Start here")
    steps = [
        ("Add a feed, or the address of a news site.", bool(seen.feeds)),
        ("Plan digests for a channel, or for yourself.", bool(seen.channels)),
        ("Ask: /who NAME, /brief URL, /disputes — or “Brief this link” in the menu of any message.", False),
    ]
    yield from _listed([line("item", "✓ " if done else "", step) for step, done in steps])


def _channel(channel: Channel) -> Line:
    """Slack shows the name, which may change, for the id of a channel or a person."""
    id_ = channel.address.channel
    direct = id_.startswith("@")
    where = Words(id_.removeprefix("@"), names="user" if direct else "channel")
    about = in_words(channel.schedule) if channel.schedule else "never"
    paused = f" — ⚠ paused: {visible(channel.paused)}" if channel.paused else ""
    return line("item", "Direct messages with " if direct else "", where, f": {about}{paused}")


def _feeds(seen: Overview) -> Iterator[Block]:
    yield _title("Feeds")
    yield from _listed(tuple(map(_feed, seen.feeds)), "No feed is followed yet.")
    if seen.manages:
        remove = [_button("Remove one…", "remove_feed")] if seen.feeds else []
        yield _buttons(_button("Add a feed…", "add_feed"), *remove)
    else:
        yield from _told("Those who manage this workspace add and remove feeds.")


def _feed(feed: Feed) -> Line:
    trouble = f" — ⚠ {visible(feed.trouble)}" if feed.trouble else ""
    return line("item", Words(visible(feed.name) or "Untitled", web_address(feed.url)), trouble)


def _watches(seen: Overview) -> Iterator[Block]:
    yield _title("You follow")
    for watch in seen.watches[:_MOST]:
        words = f"{watch.words} (kept out)" if watch.muted else watch.words
        yield _section(words, _button("Stop", "unwatch", watch.words))
    yield from _told(_more(seen.watches))
    yield from _told("" if seen.watches else "Nobody yet. Whom you follow comes first in your own digest.")
    yield _buttons(_button("Follow somebody…", "watch"))


def _preview(digest: Digest | None) -> Iterator[Block]:
    if digest is None:
        return
    yield _title("In the next digest")
    titles = [wording.title(story.articles[0]) for story in digest.stories]
    yield from _listed([line("item", title) for title in titles], digest_wording.nothing_new(digest))


def _rights(seen: Overview) -> Iterator[Block]:
    if seen.reports:
        yield _title("Found wrong by readers")
        yield from _listed(tuple(map(_report, seen.reports)))
    if seen.decides:
        told = "All members may" if seen.members_manage else "Only those who manage this workspace may"
        yield _title("Who may change feeds and digests")
        label, value = ("Only those who manage", "off") if seen.members_manage else ("Let all members", "on")
        switch = _button(label, "members", value)
        yield _section(f"{told} change feeds and digests.", switch)


def _report(report: Report) -> Line:
    found = Words(FAULTS[report.fault], bold=True)
    by = Words(report.user, names="user")
    return line("item", found, f": {visible(report.suspect.shown)} (", by, f", {report.at.day} {report.at:%b %Y})")


def _listed(lines: Sequence[Line], otherwise: str = "") -> Iterator[Block]:
    """The first lines and how many more there are; where there are none, what is said instead."""
    if not lines:
        yield from _told(otherwise)
        return
    for part in messages(lines[:_MOST]):
        yield from part.blocks
    yield from _told(_more(lines))


def _more(listed: Sequence[object]) -> str:
    return f"And {len(listed) - _MOST} more." if len(listed) > _MOST else ""


def plan_form(seen: Overview, zone: str, error: str = "") -> View:
    """When digests come, where, and how large."""
    days = [option(text, words) for text, words in _DAYS.items()]
    blocks = [
        *_error(error),
        _where(),
        _input("time", "At what time?", {"type": "timepicker", "action_id": "time", "initial_time": "08:00"}),
        _input("days", "On which days?", _menu("days", days)),
        _input("zone", "In which time zone?", {"type": "plain_text_input", "action_id": "zone", "initial_value": zone}),
        _input("stories", "How many stories?", _menu("stories", [option(str(n), str(n)) for n in _STORIES], "7")),
        _input(
            "layout", "How are they shown?", _menu("layout", [option(text, name) for name, text in _LAYOUTS.items()])
        ),
    ]
    return _form("Plan digests", "plan", blocks, "Save")


def stop_form(error: str = "") -> View:
    """Where no digests are to come any more."""
    return _form("Stop digests", "stop", [*_error(error), _where()], "Stop")


def _where() -> Block:
    where = {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return {**_input("channel", "In which channel?", where), "optional": True, "hint": plain(_TO_YOURSELF)}


def planned(values: Mapping[str, str]) -> tuple[str, ...]:
    """The commands that the form stands for; where there is no channel, they are for direct messages."""
    return (
        f"digest at {values['time']} {values['zone']} on {values['days']}",
        f"digest stories {values['stories']}",
        f"digest as {values['layout']}",
    )


def asking(title: str, callback: str, label: str, example: str, value: str = "", error: str = "") -> View:
    """A form of one line of text, whose title begins with what the button says, such as "Add"."""
    field = {"type": "plain_text_input", "action_id": callback, "placeholder": plain(example)}
    element = {**field, "initial_value": value} if value else field
    return _form(title, callback, [*_error(error), _input(callback, label, element)], title.partition(" ")[0])


def remove_form(seen: Overview) -> View:
    """Which feed to remove; none is chosen before somebody does."""
    if not seen.feeds:
        return saying("Remove a feed", "No feed is followed.")
    options = [option(feed.name, feed.url) for feed in seen.feeds[:_MOST_OPTIONS]]
    menu = {
        "type": "static_select",
        "action_id": "remove_feed",
        "placeholder": plain("Choose a feed"),
        "options": options,
    }
    return _form("Remove a feed", "remove_feed", [_input("remove_feed", "Which one?", menu)], "Remove")


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was put into a form, by the name of each field; empty for what was left out."""
    values = {}
    for fields in view["state"]["values"].values():
        for name, given in fields.items():
            chosen = given.get("selected_option") or {}
            found = given.get("value") or given.get("selected_time") or given.get("selected_conversation")
            values[name] = str(found or chosen.get("value") or "")
    return values


def chosen(view: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The words of all options that were chosen in a menu."""
    options = view["state"]["values"][name][name].get("selected_options") or []
    return tuple(str(each["value"]) for each in options)


def _form(title: str, callback: str, blocks: list[Block], submit: str) -> View:
    return modal(title, blocks, callback_id=callback, submit=plain(submit))


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def _menu(name: str, options: list[Block], initial: str = "") -> Block:
    first = next((each for each in options if each["value"] == initial), options[0])
    return {"type": "static_select", "action_id": name, "options": options, "initial_option": first}


def _error(error: str) -> list[Block]:
    return [{"type": "section", "text": plain(f"⚠ {visible_lines(error)}"[:_LONGEST_TEXT])}] if error else []


def _title(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def _section(text: str, accessory: Block) -> Block:
    return {"type": "section", "text": plain(visible(text)[:_LONGEST_TEXT] or "…"), "accessory": accessory}


def _told(text: str) -> Iterator[Block]:
    if text:
        yield {"type": "context", "elements": [plain(text)]}


def _buttons(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def _button(text: str, action: str, value: str = "") -> Block:
    button = {"type": "button", "text": plain(text), "action_id": action}
    return {**button, "value": value[:2000]} if value else button
