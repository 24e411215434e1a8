"""The chat commands, the same for every platform: a table, and what reads, answers and explains it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.channels import Layout
from bot.errors import CommandError, OnRecordError
from bot.happenings import CommandAnswered, Observe, ignore
from bot.model import Notice, Reply, Request

_LINK = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"https?://\S+")
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
_QUOTES = "\"'“”„‟‘’‚«»‹›`"
_NEAR = 0.5
"""Likeness, from 0 to 1, from which a word is taken for a command written wrongly."""
_SHOWN = 40


class Service(Protocol):
    """What answers; its errors are told to the person who asked."""

    def admit(self, request: Request) -> None: ...

    def who(self, name: str, request: Request) -> Reply: ...

    def brief(self, url: str, request: Request) -> Reply: ...

    def disputes(self, words: str, request: Request) -> Reply: ...

    def add_feed(self, url: str, request: Request) -> Reply: ...

    def list_feeds(self, request: Request) -> Reply: ...

    def remove_feed(self, which: str, request: Request) -> Reply: ...

    def check_feeds(self, request: Request) -> Reply: ...

    def digest_now(self, request: Request) -> Reply: ...

    def plan_digests(self, words: str, request: Request) -> Reply: ...

    def stop_digests(self, request: Request) -> Reply: ...

    def digest_status(self, request: Request) -> Reply: ...

    def set_stories(self, number: str, request: Request) -> Reply: ...

    def say_nothing_new(self, says: bool, request: Request) -> Reply: ...

    def lay_out(self, layout: Layout, request: Request) -> Reply: ...

    def watch(self, words: str, muted: bool, request: Request) -> Reply: ...

    def stop_watching(self, words: str, request: Request) -> Reply: ...

    def list_watches(self, request: Request) -> Reply: ...

    def show_reports(self, request: Request) -> Reply: ...

    def show_settings(self, request: Request) -> Reply: ...

    def let_members_manage(self, may: bool, request: Request) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Command:
    """A command: how it is written, what it means, and what answers it."""

    name: str
    argument: str
    meaning: str
    example: str
    answer: Callable[[Service, str, Request], Reply]
    settles: bool = False
    """May it change something, so that it matters who asks?"""
    reads: bool = False
    """May it have to fetch and read pages, which takes seconds?"""

    @property
    def usage(self) -> str:
        return f"/{self.name} {self.argument}".strip()

    @property
    def needs_argument(self) -> bool:
        return bool(self.argument) and not self.argument.startswith("[")


COMMANDS = (
    Command(
        "who",
        "NAME",
        "who somebody is, what they said last, and what they dispute",
        "/who Zelenskyy",
        lambda service, name, request: service.who(_asked_name(name), request),
    ),
    Command(
        "brief",
        "URL",
        "who said what in an article, and what is disputed",
        "/brief https://example.com/news/ceasefire",
        lambda service, url, request: service.brief(_asked_address(url, "brief"), request),
        reads=True,
    ),
    Command(
        "disputes",
        "[NAME or words]",
        "what is disputed, in all articles or about something",
        "/disputes ceasefire",
        lambda service, words, request: service.disputes(words, request),
    ),
    Command(
        "digest",
        "now|at HH:MM [ZONE] [on DAYS]|off|status",
        "what is new, now or every day at a time",
        "/digest at 08:00 Europe/Berlin on weekdays",
        lambda service, words, request: _digest(service, words, request),
        settles=True,
    ),
    Command(
        "feeds",
        "add URL|remove NUMBER|list|check",
        "where the news comes from",
        "/feeds add https://example.com/news",
        lambda service, words, request: _feeds(service, words, request),
        settles=True,
        reads=True,
    ),
    Command(
        "watch",
        "NAME|mute NAME|list|stop NAME",
        "what comes first in digests, or is kept out of them",
        "/watch Zelenskyy",
        lambda service, words, request: _watch(service, words, request),
        settles=True,
    ),
    Command(
        "reports",
        "",
        "what readers found wrong in briefings",
        "/reports",
        lambda service, words, request: service.show_reports(request),
        settles=True,
    ),
    Command(
        "settings",
        "[members on|off]",
        "who may change feeds and digests here",
        "/settings members on",
        lambda service, words, request: _settings(service, words, request),
        settles=True,
    ),
    Command("help", "", "these commands", "/help", lambda service, words, request: Notice(help_text())),
)


def handle(request: Request, service: Service, observe: Observe = ignore) -> Reply:
    """Answers the request; what the person can do something about is told as a notice."""
    started = time.monotonic()
    outcome: Literal["answered", "refused", "failed"] = "failed"
    try:
        reply = answer(request, service)
        outcome = "refused" if isinstance(reply, Notice) and not reply.ok else "answered"
    except OnRecordError as error:
        outcome, reply = "refused", Notice(str(error), ok=False)
    finally:
        observe(CommandAnswered(_name_of(request.text), outcome, time.monotonic() - started))
    return reply


def _name_of(text: str) -> str:
    """Of the command that is asked for, if there is one of that name."""
    try:
        return _told_apart(text)[0].name
    except CommandError:
        return "unknown"


def answer(request: Request, service: Service) -> Reply:
    """Answers the request; raises an OnRecordError where it cannot."""
    service.admit(request)
    command, argument = parse(request.text)
    return command.answer(service, argument, request)


def _digest(service: Service, words: str, request: Request) -> Reply:
    verb, rest = _first(words)
    match verb:
        case "now":
            return service.digest_now(request)
        case "at" | "daily" | "every":
            return service.plan_digests(rest if verb == "at" else words, request)
        case "off" | "stop":
            return service.stop_digests(request)
        case "status":
            return service.digest_status(request)
        case "stories":
            return service.set_stories(rest, request)
        case "empty" if rest in ("say", "skip"):
            return service.say_nothing_new(rest == "say", request)
        case "as" if rest == "thread":
            return service.lay_out("thread", request)
        case "as" if rest == "expandable":
            return service.lay_out("expandable", request)
    raise CommandError(
        "It is /digest now, at 08:00, off, status, stories 5, as thread (or expandable), or empty say (or skip) for "
        "when nothing is new. "
        f"For example: {_named('digest').example}"
    )


def _feeds(service: Service, words: str, request: Request) -> Reply:
    verb, rest = _first(words)
    match verb:
        case "add" if rest:
            return service.add_feed(_asked_address(rest, "feeds add"), request)
        case "remove" | "delete" if rest:
            return service.remove_feed(rest, request)
        case "list":
            return service.list_feeds(request)
        case "check":
            return service.check_feeds(request)
    if _ADDRESS.fullmatch(words):
        return service.add_feed(words, request)
    raise CommandError(f"It is {_named('feeds').usage}. For example: {_named('feeds').example}")


def _watch(service: Service, words: str, request: Request) -> Reply:
    verb, rest = _first(words)
    match verb:
        case "list" if not rest:
            return service.list_watches(request)
        case "stop" if rest:
            return service.stop_watching(rest, request)
        case "mute" if rest:
            return service.watch(rest, True, request)
    return service.watch(words, False, request)


def _settings(service: Service, words: str, request: Request) -> Reply:
    match words.lower().split():
        case []:
            return service.show_settings(request)
        case ["members", "on" | "off" as switched]:
            return service.let_members_manage(switched == "on", request)
    raise CommandError(f"It is {_named('settings').usage}. For example: {_named('settings').example}")


def _first(words: str) -> tuple[str, str]:
    """The first word, as a verb, and the others."""
    verb, _, rest = words.partition(" ")
    return verb.lower(), rest.strip(_QUOTES + " ")


def parse(text: str) -> tuple[Command, str]:
    """The command and its argument, however they are typed: `/who Ann`, `onrecord who “Ann”`, or a bare link.

    Raises CommandError, which says what to type instead.
    """
    command, argument = _told_apart(text)
    if command.needs_argument and not argument:
        raise CommandError(f"{command.usage} needs more than that. For example: {command.example}")
    return command, argument


def _told_apart(text: str) -> tuple[Command, str]:
    """As `parse`, whether the command lacks its argument or not."""
    words = _unwrapped(text).split()
    if words and words[0].lower().lstrip("/") == "onrecord":
        words = words[1:]
    if not words:
        return _named("help"), ""
    if len(words) == 1 and _ADDRESS.fullmatch(words[0]):
        return _named("brief"), words[0]
    return _named(words[0]), " ".join(words[1:]).strip(_QUOTES + " ")


def help_text() -> str:
    """Every command on a line."""
    width = max(len(command.usage) for command in COMMANDS)
    lines = (f"{command.usage:<{width}}  {command.meaning}" for command in COMMANDS)
    return "\n".join(["What you can ask:", *lines])


def _unwrapped(text: str) -> str:
    """Links as typed, without what chat platforms put around them."""
    return _LINK.sub(r"\1", text)


def _named(word: str) -> Command:
    name = word.lower().lstrip("/").strip(_QUOTES)
    by_name = {command.name: command for command in COMMANDS}
    if name in by_name:
        return by_name[name]
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    nearest = process.extractOne(name, list(by_name), scorer=DamerauLevenshtein.normalized_similarity)
    if nearest[1] < _NEAR:
        raise CommandError(f"“{shown}” is not a command. {help_text()}")
    meant = by_name[nearest[0]]
    raise CommandError(f"“{shown}” is not a command. Did you mean {meant.usage}? For example: {meant.example}")


def _asked_name(words: str) -> str:
    """The name in "is Ann Lee?"."""
    name = re.sub(r"^(?:is|are|was)\s+(?=\S)", "", words, flags=re.IGNORECASE)
    return name.rstrip("? ").strip(_QUOTES + " ") or words


def _asked_address(words: str, command: str) -> str:
    """The first link among the words; a host alone is taken for a web page."""
    link = _ADDRESS.search(words)
    if link:
        return link[0]
    if _BARE_HOST.fullmatch(words):
        return f"https://{words}"
    raise CommandError(f"That is no link to a web page. For example: /{command} https://example.com/news")
