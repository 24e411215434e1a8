"""The bot's home in Slack: what a person sees there, and the forms in which it is changed.

Every form comes back as chat commands, so that it does what the commands do.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters import digest_wording, wording
from adapters.hostile import visible, web_address
from adapters.slack_actions import option, plain
from adapters.slack_text import Block, Words, line, messages
from adapters.slack_views import View, modal
from bot.channels import Channel
from bot.following import Feed
from bot.model import Digest
from bot.overview import Overview
from bot.reports import Report
from bot.schedule_words import in_words

_MOST: Final = 12
"""Channels, feeds, watches and reports that are listed."""
_MOST_OPTIONS: Final = 100
_DAYS: Final = {"every day": "daily", "on weekdays": "weekdays", "at weekends": "weekends"}
_STORIES: Final = (3, 5, 7, 10, 15, 20)
_LAYOUTS: Final = {"thread": "Stories in the thread", "expandable": "Stories open from one message"}


def home(seen: Overview) -> View:
    """What a person sees: how to begin, or what there is."""
    return {"type": "home", "blocks": list(_home(seen))}


def _home(seen: Overview) -> Iterator[Block]:
    if not (seen.feeds and seen.channels):
        yield from _first_steps(seen)
    yield _title("Digests")
    for channel in seen.channels[:_MOST]:
        yield _channel(channel, seen.manages)
    yield from _told("" if seen.channels else "No channel gets digests yet.")
    yield _buttons(_button("Plan digests…", "plan"))
    yield _title("Feeds")
    yield from _feeds(seen)
    yield _title("You follow")
    for watch in seen.watches[:_MOST]:
        words = f"{watch.words} (kept out)" if watch.muted else watch.words
        yield _section(words, _button("Stop", "unwatch", watch.words))
    yield from _told("" if seen.watches else "Nobody yet. Whom you follow comes first in your own digest.")
    yield _buttons(_button("Follow somebody…", "watch"))
    yield from _preview(seen.preview)
    yield from _rights(seen)


def _first_steps(seen: Overview) -> Iterator[Block]:
    yield _title("Start here")
    steps = [
        ("Add a feed, or the address of a news site.", bool(seen.feeds)),
        ("Plan digests for a channel, or for yourself.", bool(seen.channels)),
        ("Ask: /who NAME, /brief URL, /disputes — or “Brief this link” in the menu of any message.", False),
    ]
    lines = [line("item", Words("✓ " if done else ""), step) for step, done in steps]
    yield from messages(lines)[0].blocks


def _channel(channel: Channel, manages: bool) -> Block:
    """Slack shows the channel's name, which may change, for its id."""
    where = "Your direct messages" if channel.address.channel.startswith("@") else None
    about = in_words(channel.schedule) if channel.schedule else "never"
    paused = f" — paused: {channel.paused}" if channel.paused else ""
    element = [{"type": "channel", "channel_id": channel.address.channel}]
    words = [{"type": "text", "text": f"{where}: " if where else ": "}, {"type": "text", "text": f"{about}{paused}"}]
    elements = words if where else [*element, *words]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _feeds(seen: Overview) -> Iterator[Block]:
    for feed in seen.feeds[:_MOST]:
        yield from messages([line("item", *_feed(feed))])[0].blocks
    yield from _told(f"And {len(seen.feeds) - _MOST} more." if len(seen.feeds) > _MOST else "")
    if seen.manages:
        yield _buttons(
            _button("Add a feed…", "add_feed"), *([_button("Remove one…", "remove_feed")] * bool(seen.feeds))
        )
    else:
        yield from _told("Those who manage this workspace add and remove feeds.")


def _feed(feed: Feed) -> tuple[Words | str, ...]:
    trouble = f" — ⚠ {visible(feed.trouble)}" if feed.trouble else ""
    return Words(visible(feed.name), web_address(feed.url)), trouble


def _preview(digest: Digest | None) -> Iterator[Block]:
    if digest is None:
        return
    yield _title("In the next digest")
    titles = [wording.title(story.articles[0]) for story in digest.stories]
    lines = [line("item", title) for title in titles] or [line("plain", digest_wording.nothing_new(digest))]
    yield from messages(lines)[0].blocks


def _rights(seen: Overview) -> Iterator[Block]:
    if seen.reports:
        yield _title("Found wrong by readers")
        yield from messages([_report(report) for report in seen.reports[:_MOST]])[0].blocks
    if seen.decides:
        told = "All members may" if seen.members_manage else "Only those who manage this workspace may"
        yield _title("Who may change feeds and digests")
        label, value = ("Only those who manage", "off") if seen.members_manage else ("Let all members", "on")
        switch = _button(label, "members", value)
        yield _section(f"{told} change feeds and digests.", switch)


def _report(report: Report) -> Any:
    return line(
        "item", Words(report.user, user=True), f", {report.at:%d %b}, {report.fault}: ", visible(report.suspect.shown)
    )


def plan_form(seen: Overview, zone: str, error: str = "") -> View:
    """When digests come, where, and how large."""
    where = {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    days = [option(text, words) for text, words in _DAYS.items()]
    blocks = [
        *_error(error),
        {**_input("channel", "Where?", where), "optional": True, "hint": plain("Empty: for you, in direct messages.")},
        _input("time", "At what time?", {"type": "timepicker", "action_id": "time", "initial_time": "08:00"}),
        _input("days", "On which days?", _menu("days", days)),
        _input("zone", "In which time zone?", {"type": "plain_text_input", "action_id": "zone", "initial_value": zone}),
        _input("stories", "How many stories?", _menu("stories", [option(str(n), str(n)) for n in _STORIES], "7")),
        _input("layout", "How?", _menu("layout", [option(text, name) for name, text in _LAYOUTS.items()])),
    ]
    return _form("Plan digests", "plan", blocks)


def planned(values: Mapping[str, str]) -> tuple[str, ...]:
    """The commands that the form stands for; where there is no channel, they are for direct messages."""
    return (
        f"digest at {values['time']} {values['zone']} on {values['days']}",
        f"digest stories {values['stories']}",
        f"digest as {values['layout']}",
    )


def asking(title: str, callback: str, label: str, example: str, value: str = "", error: str = "") -> View:
    """A form of one line of text."""
    field = {"type": "plain_text_input", "action_id": callback, "placeholder": plain(example)}
    element = {**field, "initial_value": value} if value else field
    return _form(title, callback, [*_error(error), _input(callback, label, element)])


def remove_form(seen: Overview) -> View:
    """Which feed to remove."""
    options = [option(feed.name, str(number)) for number, feed in enumerate(seen.feeds, 1)][:_MOST_OPTIONS]
    return _form("Remove a feed", "remove_feed", [_input("remove_feed", "Which one?", _menu("remove_feed", options))])


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


def _form(title: str, callback: str, blocks: list[Block]) -> View:
    return modal(title, blocks, callback_id=callback, submit=plain("Save"))


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def _menu(name: str, options: list[Block], initial: str = "") -> Block:
    first = next((each for each in options if each["value"] == initial), options[0])
    return {"type": "static_select", "action_id": name, "options": options, "initial_option": first}


def _error(error: str) -> list[Block]:
    return [{"type": "section", "text": plain(f"⚠ {error}"[:3000])}] if error else []


def _title(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def _section(text: str, accessory: Block) -> Block:
    return {"type": "section", "text": plain(visible(text)[:3000] or "…"), "accessory": accessory}


def _told(text: str) -> Iterator[Block]:
    if text:
        yield {"type": "context", "elements": [plain(text)]}


def _buttons(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def _button(text: str, action: str, value: str = "") -> Block:
    button = {"type": "button", "text": plain(text), "action_id": action}
    return {**button, "value": value[:2000]} if value else button
