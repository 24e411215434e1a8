"""What can be done with something that was shown: open all of it, share it, follow who speaks, say what is wrong.

Whatever was shown is found again by its reference, which the platforms keep in their buttons: `a12` is the twelfth
answer, `d7` the seventh delivery, and `d7.2` the story of that number, counted from 0, in the digest delivered so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.answers import Answers, Asked
from bot.archive import Archive
from bot.channels import Address, Channels, Watch, address_of, personal
from bot.errors import AnswerGone, CommandError
from bot.links import page_key
from bot.model import (
    SHARED,
    Answer,
    ArchivedDispute,
    Body,
    Contested,
    Digest,
    DisputeList,
    Dossier,
    Notice,
    Provenance,
    Reply,
    Request,
    Shared,
    Story,
)
from bot.outbox import Outbox
from bot.provenance import provenance
from bot.quotas import Quotas
from bot.reports import Fault, Report, Reports, Suspect
from bot.suspects import suspects_in
from bot.views import seen_by
from summarizers.briefing import Briefing

_REFERENCE: Final = re.compile(r"([ad])(\d{1,18})(?:\.(\d{1,3}))?", re.ASCII)
_ALL: Final = 60
"""Statements of a dossier, and disputes of a list, that are shown where all are asked for."""
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
PLOTTED: Final = 400
"""Statements of an actor that are drawn."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What buttons below answers and messages do; every method raises a CommandError that is told to who pressed."""

    archive: Archive
    channels: Channels
    outbox: Outbox
    answers: Answers
    reports: Reports
    quotas: Quotas
    clock: Callable[[], datetime]

    def keep(self, reply: Reply, request: Request) -> str | None:
        """The reference by which an answer is found again; None for a reply of which nothing can be done."""
        if not isinstance(reply, Answer):
            return None
        return f"a{self.answers.keep(request.workspace, Asked(request.text, reply), self.clock())}"

    def shown(self, reference: str, request: Request) -> Body | Answer:
        """What was shown under a reference; raises AnswerGone where it is not kept, or was shown elsewhere."""
        self.quotas.admit(request, self.clock())
        kind, number, part = _parsed(reference)
        found: Body | Answer | None
        if kind == "a":
            asked = self.answers.find(number, request.workspace)
            found = asked.answer if asked else None
        else:
            found = self.outbox.body(number, request.workspace)
        if part is not None and isinstance(found, Digest):
            found = found.stories[part] if part < len(found.stories) else None
        if found is None:
            raise AnswerGone
        return found

    def whole(self, reference: str, request: Request) -> tuple[Answer, ...]:
        """All that there is to what was shown: a briefing, an actor or a list again; for a story its briefings."""
        match self.shown(reference, request):
            case Shared(answer):
                return self._grown(answer, request)
            case Briefing() | Dossier() | DisputeList() as answer:
                return self._grown(answer, request)
            case Story(articles):
                ids = [article.id for article in articles]
            case Contested(claim, contest):
                ids = [claim.article.id, contest.article.id]
            case _:
                ids = []
        kept = tuple(filter(None, (self.archive.briefing(each, seen_by(request.workspace)) for each in ids)))
        if not kept:
            raise AnswerGone
        return kept

    def _grown(self, answer: Answer, request: Request) -> tuple[Answer, ...]:
        """The answer as long as it gets."""
        seen = seen_by(request.workspace)
        match answer:
            case Dossier(actor):
                again = self.archive.who(actor.name, seen, None, _ALL)
                return (again if isinstance(again, Dossier) else answer,)
            case DisputeList(query):
                return (self.archive.disputes(query, None, seen, None, _ALL),)
            case Briefing():
                return (answer,)

    def drawn(self, reference: str, number: int, request: Request) -> Dossier | ArchivedDispute:
        """What is to be drawn: an actor with many statements, or the dispute of that number."""
        shown = self.shown(reference, request)
        match shown.answer if isinstance(shown, Shared) else shown:
            case Dossier(actor):
                found = self.archive.who(actor.name, seen_by(request.workspace), None, PLOTTED)
                if isinstance(found, Dossier):
                    return found
            case DisputeList(disputes=disputes) | Story(disputes=disputes) if 0 <= number < len(disputes):
                return disputes[number]
        raise AnswerGone

    def share(self, reference: str, request: Request) -> Notice:
        """Has an answer posted where it was asked for, for all to see; once, however often that is asked."""
        self.quotas.admit(request, self.clock())
        kind, number, _ = _parsed(reference)
        asked = self.answers.find(number, request.workspace) if kind == "a" else None
        if asked is None:
            raise AnswerGone
        channel = self.channels.at(address_of(request), self.clock())
        if request.shut_out or channel.paused:
            raise CommandError(request.shut_out or f"Nothing can be posted here: {channel.paused}.")
        shared = Shared(asked.answer, asked.command, request.user)
        self.outbox.post(channel.id, f"share:{channel.id}:a{number}", shared, self.clock())
        return Notice("It is shared with this channel.")

    def provenance(self, reference: str, request: Request) -> Provenance:
        """The articles behind what was shown, and who speaks there."""
        return provenance(self.shown(reference, request))

    def follow(self, name: str, request: Request) -> Notice:
        """Puts an actor first in the person's own digest."""
        self.quotas.admit(request, self.clock())
        own = Address(request.platform, request.workspace, personal(request.user))
        channel = self.channels.at(own, self.clock())
        self.channels.watch(channel, Watch(name, muted=False), self.clock())
        if channel.schedule is not None:
            return Notice(f"You follow {name}: what concerns them comes first in your own digest.")
        return Notice(
            f"You follow {name}: what concerns them comes first in your own digest. "
            "You have none yet; send me “digest at 08:00” in a direct message to get one."
        )

    def suspects(self, reference: str, request: Request) -> tuple[Suspect, ...]:
        """What may be found wrong in what was shown."""
        body = self.shown(reference, request)
        return suspects_in(body, self._article_of(body, request.workspace))

    def report(self, reference: str, number: int, fault: Fault, request: Request) -> Notice:
        """Keeps what a reader found wrong with the suspect of that number."""
        suspects = self.suspects(reference, request)
        if not 0 <= number < len(suspects):
            raise AnswerGone
        self.reports.add(request.workspace, Report(suspects[number], fault, request.user, self.clock()))
        return Notice("Thank you. Those who manage this workspace see it.")

    def _article_of(self, body: Body | Answer, workspace: str) -> int | None:
        """The archive's number of a briefing's article."""
        briefing = body.answer if isinstance(body, Shared) else body
        if not (isinstance(briefing, Briefing) and briefing.article.url):
            return None
        key = page_key(briefing.article.url)
        kept = self.archive.kept(key, workspace) or self.archive.kept(key, SHARED)
        return kept[0] if kept else None


def _parsed(reference: str) -> tuple[str, int, int | None]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise AnswerGone
    return found[1], int(found[2]), None if found[3] is None else int(found[3])


def number_of(text: str) -> int:
    """The number, counted from 0, in what comes back from a button; raises AnswerGone for what never stood on one."""
    if not _NUMBER.fullmatch(text):
        raise AnswerGone
    return int(text)
