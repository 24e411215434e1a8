"""Answers what is asked in Slack, in threads of its own.

Slack wants everything acknowledged within three seconds. Bolt's threads do nothing but that; the work is done in
others, that of seconds apart from that of moments.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from adapters.slack.actions import answer_actions
from adapters.slack.answers import Surface
from adapters.slack.blocks import rendered
from adapters.slack.text import Message
from adapters.slack.web import Directory
from bot.channels import Address
from bot.commands import handle, parse
from bot.errors import CommandError
from bot.model import Notice, Reply, Request
from bot.notices import welcome
from bot.waiting import Turns
from bot.wiring import Bot

_logger: Final = logging.getLogger("onrecord.slack")
_QUICK, _SLOW = 8, 4
"""Threads that answer, and that wait for pages to be read."""
_FAILED: Final = "Something went wrong here. Whoever runs this bot finds it in its log; please try again."


@dataclass(frozen=True, slots=True)
class Workers:
    """The threads in which the work is done."""

    quick: ThreadPoolExecutor
    slow: Turns

    def start(self, work: Callable[[], None], slowly_for: str | None = None) -> None:
        """Has it done soon, or what takes seconds in the turn of a workspace; what goes wrong with it is logged."""
        pool = self.quick if slowly_for is None else self.slow.of(slowly_for)
        pool.submit(_guarded, work)


def _guarded(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        _logger.exception("a request of Slack's could not be answered")


@contextmanager
def workers() -> Iterator[Workers]:
    """Threads; what is under way when they end is ended first, what only waits is given up."""
    quick = ThreadPoolExecutor(_QUICK, thread_name_prefix="slack-quick")
    slow = Turns(_SLOW, "slack-slow")
    try:
        yield Workers(quick, slow)
    finally:
        slow.close(wait=True)
        quick.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes requests and shows the bot's answers."""

    bot: Bot
    directory: Directory
    workers: Workers

    def take(self, request: Request, surface: Surface) -> None:
        """Has a command answered, the sooner the less there is to do for it."""
        self.workers.start(partial(self._begin, request, surface))

    def _begin(self, request: Request, surface: Surface) -> None:
        settles, reads = _needs(request.text)
        if not reads:
            self._answer(request, surface, settles)
            return
        surface.wait()
        self.workers.start(partial(self._answer, request, surface, settles), request.workspace)

    def _answer(self, request: Request, surface: Surface, settles: bool) -> None:
        known = self.known(request) if settles else request
        self.show(self.reply(known), known, surface)

    def reply(self, request: Request) -> Reply:
        """The bot's answer; where the bot itself fails, that is said, and logged."""
        try:
            return handle(request, self.bot.service, self.bot.observe)
        except Exception:
            _logger.exception("a command could not be answered")
            return Notice(_FAILED, ok=False)

    def show(self, reply: Reply, request: Request, surface: Surface) -> None:
        """Shows an answer, with its buttons below."""
        *before, last = rendered(reply)
        reference = self.bot.follow_ups.keep(reply, request)
        buttons = answer_actions(reply, reference, surface.private and not request.direct)
        surface.answer([*before, Message((*last.blocks, *buttons), last.text)])

    def known(self, request: Request) -> Request:
        """The request with what Slack tells of the person and of the channel."""
        person = self.directory.person(request.workspace, request.user)
        shut_out = self.shut_out(request)
        return replace(
            request, manages=person.manages, zone=person.zone, shut_out=shut_out, stranger=not person.is_member
        )

    def shut_out(self, request: Request) -> str:
        """Why the bot cannot post in a channel, and what to do; empty where it can."""
        if request.direct:
            return ""
        place = self.directory.place(request.workspace, request.channel)
        return "" if place.open else f"I cannot post in {place.name}. Bring me in first: /invite @OnRecord"

    def welcome(self, workspace: str, channel: str) -> None:
        """The bot was brought into a channel: what it can do is told there, once."""
        self.resume(workspace, channel)
        here = self.bot.channels.at(Address("slack", workspace, channel), self.bot.service.clock())
        self.bot.outbox.post(here.id, f"welcome:{here.id}", welcome(), self.bot.service.clock())

    def resume(self, workspace: str, channel: str) -> None:
        """The bot may post in a channel again."""
        self.directory.forget(workspace, channel)
        self.bot.channels.resume(Address("slack", workspace, channel))


def request_of(workspace: str, user: str, channel: str, text: str) -> Request:
    """Something asked in Slack; the person is taken for one without rights until Slack tells otherwise."""
    direct = channel.startswith("D")
    return Request(text, workspace, user, "slack", channel, manages=False, direct=direct)


def _needs(text: str) -> tuple[bool, bool]:
    """Whether it matters who asks, and whether it takes seconds."""
    try:
        command, _ = parse(text)
    except CommandError:
        return False, False
    return command.settles, command.reads
