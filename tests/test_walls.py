"""Workspaces are walls: whatever one asks for, it sees nothing of another.

Each question is asked twice of an archive in which both workspaces have something of all there is: with the eyes of the
workspace whose it is, so that there is something to see, and with those of the other. A new question needs a line here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.answers import Answers, Asked
from bot.archive import Archive, open_archive
from bot.channels import Address, Channels
from bot.database import reading
from bot.encryption import Cipher
from bot.errors import AnswerGone
from bot.follow_ups import FollowUps
from bot.following import Feeds
from bot.installations import Installations
from bot.model import Candidates, DisputeList, Request
from bot.outbox import Outbox
from bot.quotas import Quotas
from bot.reports import Reports
from bot.rights import Rights
from bot.tables import articles, deliveries
from bot.views import seen_by
from tests.briefings import NOW, briefing
from tests.outlets import told
from tests.workspaces import KEY, fill, installation

NAME: Final = "Quintilla Voss"
"""Who speaks in the one workspace, and is not known in the other."""
MINE, THEIRS = "T1", "T2"
URL: Final = f"https://{MINE}.example/1"


class House:
    """An archive in which two workspaces have something, and all that asks it."""

    def __init__(self, archive: Archive) -> None:
        engine = archive.engine
        self.archive, self.feeds, self.channels = archive, Feeds(engine), Channels(engine)
        self.outbox, self.answers, self.reports, self.rights = (
            Outbox(engine),
            Answers(engine),
            Reports(engine),
            Rights(engine),
        )
        self.installations = Installations(engine, Cipher((KEY,)))
        self.follow_ups = FollowUps(
            archive, self.channels, self.outbox, self.answers, self.reports, Quotas(engine), lambda: NOW
        )
        fill(archive, THEIRS)
        fill(archive, MINE, NAME)
        self.installations.remove("slack", THEIRS, NOW)
        self.rights.let_members_manage(THEIRS, False)
        with reading(engine) as connection:
            self.article, self.key = connection.execute(
                select(articles.c.id, articles.c.key).where(articles.c.url == URL)
            ).one()
            self.delivery = max(connection.scalars(select(deliveries.c.id)))
        self.briefing = self._answered(briefing(NAME, "Bob Ray", url=URL, about=NAME))
        self.disputes = self._answered(archive.disputes(NAME, None, seen_by(MINE), None, 10))

    def _answered(self, answer: Any) -> str:
        """The reference of something that was shown to the first workspace."""
        reference = self.follow_ups.keep(answer, asked(MINE))
        assert reference
        return reference


def asked(workspace: str) -> Request:
    return Request("who", workspace, "U1", "slack", "C1", manages=False)


@pytest.fixture
def house(archive_url: str) -> Iterator[House]:
    with open_archive(archive_url) as archive:
        yield House(archive)


Question = Callable[[House, str], Any]
"""What somebody with the eyes of a workspace sees; nothing is false."""


def _who(house: House, eyes: str) -> object:
    found = house.archive.who(NAME, seen_by(eyes), None, 10)
    return found.actors if isinstance(found, Candidates) else found


def _watches(house: House, eyes: str) -> list[str]:
    """What is watched in the channels that a workspace finds."""
    channels = house.channels.of("slack", eyes)
    assert channels == tuple(filter(None, [house.channels.find(Address("slack", eyes, "C1"))]))
    return [each.words for channel in channels for each in house.channels.watches(channel) if each.words == NAME]


def _below(method: str, *about: Any) -> Question:
    """What a button below an answer does."""

    def ask(house: House, eyes: str) -> object:
        try:
            return getattr(house.follow_ups, method)(house.briefing, *about, asked(eyes))
        except AnswerGone:
            return None

    return ask


def _drawn(house: House, eyes: str) -> object:
    try:
        return house.follow_ups.drawn(house.disputes, 0, asked(eyes))
    except AnswerGone:
        return None


QUESTIONS: Final[dict[str, Question]] = {
    "Archive.briefing": lambda house, eyes: house.archive.briefing(house.article, seen_by(eyes)),
    "Archive.kept": lambda house, eyes: house.archive.kept(house.key, eyes),
    "Archive.who": _who,
    "Archive.disputes": lambda house, eyes: house.archive.disputes(NAME, None, seen_by(eyes), None, 10).disputes,
    "Archive.actor_names": lambda house, eyes: house.archive.actor_names("quin", seen_by(eyes), 10),
    "Feeds.of": lambda house, eyes: [each for each in house.feeds.of(seen_by(eyes)) if MINE in each.name],
    "Channels.of": _watches,
    "Answers.find": lambda house, eyes: house.answers.find(int(house.briefing[1:]), eyes),
    "Outbox.body": lambda house, eyes: house.outbox.body(house.delivery, eyes),
    "Reports.latest": lambda house, eyes: [each for each in house.reports.latest(eyes) if NAME in each.suspect.shown],
    "Rights.members_manage": lambda house, eyes: house.rights.members_manage(eyes),
    "Rights.manages": lambda house, eyes: house.rights.manages(asked(eyes)),
    "Installations.find": lambda house, eyes: house.installations.find("slack", eyes),
    "FollowUps.shown": _below("shown"),
    "FollowUps.whole": _below("whole"),
    "FollowUps.drawn": _drawn,
    "FollowUps.share": _below("share"),
    "FollowUps.provenance": _below("provenance"),
    "FollowUps.suspects": _below("suspects"),
    "FollowUps.report": _below("report", 0, "speaker"),
}

ELSEWHERE: Final = {
    "Archive.close": "tells nothing",
    "Archive.contested_since": "asked below, as both workspaces have contests",
    "Archive.counts": "asked below, as both workspaces have articles",
    "Archive.keep": "whose eyes they are is told by what it is asked for afterwards",
    "Answers.keep": "tells a number",
    "Channels.at": "the caller's own channel",
    "Channels.called": "asked by who runs the bot, at the command line",
    "Channels.due": "asked by the clock",
    "Channels.overdue": "asked by the clock",
    "Channels.find": "asked with Channels.of",
    "Channels.pause": "of a channel that was found",
    "Channels.plan": "of a channel that was found",
    "Channels.stop_watching": "of a channel that was found",
    "Channels.watches": "asked with Channels.of",
    "Feeds.announce": "asked by the worker",
    "Outbox.receiver": "of a channel that is due",
    "Outbox.receivers": "asked by the clock",
    "Outbox.waiting": "asked by the courier",
    "Feeds.changed": "asked by the worker",
    "Feeds.counts": "of a feed that Feeds.of gave",
    "Feeds.due": "asked by the worker",
    "Feeds.follow": "tells of the feed at the caller's own address",
    "Feeds.followers": "asked by the worker",
    "Feeds.article_of": "asked by the worker",
    "Feeds.kept_for": "asked by the worker",
    "Feeds.to_revisit": "asked by the worker",
    "Feeds.waiting": "asked by the worker",
    "FollowUps.follow": "the caller's own watch",
    "FollowUps.keep": "tells a reference",
    "Installations.all": "asked by the doctor",
    "Installations.claim_renewal": "of an installation that was found",
    "Installations.rekey": "asked by who runs the bot, at the command line",
    "Outbox.claim": "asked by the courier",
    "Quotas.may_suggest": "of the caller's own",
    "Quotas.most_digests": "the same for all",
    "Quotas.most_feeds": "the same for all",
}
"""What tells something and is not asked here, and why."""
ASKED: Final = (Archive, Feeds, Channels, Answers, Outbox, Reports, Rights, Installations, FollowUps, Quotas)


def test_one_workspace_sees_all_of_it_and_the_other_nothing(house: House) -> None:
    assert [name for name, ask in QUESTIONS.items() if not ask(house, MINE)] == []
    assert [name for name, ask in QUESTIONS.items() if ask(house, THEIRS)] == []


def test_no_question_is_forgotten() -> None:
    telling = {
        f"{kind.__name__}.{name}"
        for kind in ASKED
        for name, method in vars(kind).items()
        if not name.startswith("_") and getattr(method, "__annotations__", {}).get("return") is not None
    }
    assert telling - QUESTIONS.keys() - ELSEWHERE.keys() == set()


def test_a_workspace_counts_and_contests_only_what_is_its_own(house: House) -> None:
    yesterday = NOW - timedelta(days=1)
    before = [
        (house.archive.counts((eyes,)), house.archive.contested_since(yesterday, seen_by(eyes)))
        for eyes in (MINE, THEIRS)
    ]
    house.archive.keep(told("Moor Mail", ("", "", "Nine people were killed")), MINE, NOW)
    (mine, my_contests), (theirs, their_contests) = before
    assert house.archive.counts((MINE,)) != mine
    assert house.archive.counts((THEIRS,)) == theirs
    assert len(house.archive.contested_since(yesterday, seen_by(MINE))) > len(my_contests)
    assert house.archive.contested_since(yesterday, seen_by(THEIRS)) == their_contests


def test_what_one_workspace_changes_is_changed_for_no_other(house: House) -> None:
    def seen() -> list[Any]:
        return [ask(house, MINE) for name, ask in QUESTIONS.items() if name not in ("FollowUps.report", "Feeds.of")]

    before, feeds = seen(), house.feeds.of(seen_by(MINE))
    for feed in feeds:
        house.feeds.unfollow(THEIRS, feed.id)
    house.rights.let_members_manage(THEIRS, False)
    house.installations.keep(installation(THEIRS, "xoxb-other"))
    house.archive.keep(briefing("Bob Ray", url=URL, about="something else"), THEIRS, NOW)
    house.answers.keep(THEIRS, Asked("/disputes", DisputeList(None, (), 0)), NOW)
    assert seen() == before
    assert house.feeds.of(seen_by(MINE)) == feeds
