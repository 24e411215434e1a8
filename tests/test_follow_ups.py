"""What buttons below answers and messages do, over a real archive."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.answers import KEPT_FOR, Answers
from bot.archive import Archive, open_archive
from bot.channels import Address, Channels, Watch
from bot.digests import Digests
from bot.errors import AnswerGone, CommandError
from bot.follow_ups import FollowUps
from bot.model import SHARED, Answer, Body, DisputeList, Dossier, Heard, Notice, Request, Shared, Story
from bot.outbox import Outbox
from bot.quotas import Quotas
from bot.reports import Report, Reports, Suspect
from summarizers.briefing import Briefing
from tests.briefings import briefing
from tests.fakes import MovingClock

URL = "https://bay.example/bridge"
BRIDGE = briefing("Ann Lee", "Bob Ray", url=URL)
ASKED = Request("brief " + URL, workspace="W1", user="U1", platform="chat", channel="news")


class Desk:
    """An archive with one article, and what can be done with what is shown of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock = archive, MovingClock()
        self.channels, self.outbox, self.reports = (
            Channels(archive.engine),
            Outbox(archive.engine),
            Reports(archive.engine),
        )
        answers = Answers(archive.engine)
        self.follow_ups = FollowUps(
            archive, self.channels, self.outbox, answers, self.reports, Quotas(archive.engine), self.clock
        )
        self.article_id = archive.keep(BRIDGE, "W1", self.clock())

    def answered(self, request: Request = ASKED) -> str:
        """The reference of the briefing, given as an answer."""
        reference = self.follow_ups.keep(BRIDGE, request)
        assert reference
        return reference

    def posted(self, layout: str = "thread") -> None:
        """Posts a digest in the channel: its first delivery is the head."""
        channel = self.channels.at(Address("chat", "W1", "news"), self.clock())
        self.channels.set_layout(channel, "expandable" if layout == "expandable" else "thread")
        Digests(self.archive.engine, "UTC").post(channel, self.clock())

    def sent(self) -> list[Body]:
        """What waits for the platform."""
        bodies = []
        while delivery := self.outbox.claim(frozenset({"chat"}), self.clock()):
            bodies.append(delivery.body)
            self.outbox.sent(delivery, delivery.key, self.clock())
        return bodies


@pytest.fixture
def desk(archive_url: str) -> Iterator[Desk]:
    with open_archive(archive_url) as archive:
        yield Desk(archive)


@pytest.mark.parametrize("kind", ["briefing", "dossier", "disputes"])
def test_an_answer_is_found_as_it_was_given(desk: Desk, kind: str) -> None:
    dossier = desk.archive.who("Ann Lee", None, None, 9)
    assert isinstance(dossier, Dossier)
    disputes = desk.archive.disputes(None, None, None, None, 9)
    answers: dict[str, Answer] = {"briefing": BRIDGE, "dossier": dossier, "disputes": disputes}
    reply = answers[kind]
    reference = desk.follow_ups.keep(reply, ASKED)
    assert reference
    assert desk.follow_ups.shown(reference, ASKED) == reply


def test_of_a_notice_nothing_can_be_done(desk: Desk) -> None:
    assert desk.follow_ups.keep(Notice("nothing"), ASKED) is None


@pytest.mark.parametrize("reference", ["a99", "d99", "d99.1", "", "a", "b1", "a1x", "a-1", "a" + "9" * 40, "a1.1.1"])
def test_what_is_not_there_is_too_old(desk: Desk, reference: str) -> None:
    with pytest.raises(AnswerGone):
        desk.follow_ups.shown(reference, ASKED)


def test_nothing_is_shown_in_another_workspace(desk: Desk) -> None:
    desk.posted()
    other = Request("", workspace="W2", user="U2", platform="chat", channel="elsewhere")
    for reference in (desk.answered(), "d1", "d2"):
        desk.follow_ups.shown(reference, ASKED)
        with pytest.raises(AnswerGone):
            desk.follow_ups.shown(reference, other)
        with pytest.raises(AnswerGone):
            desk.follow_ups.share(reference, other)


def test_answers_go_after_a_time(desk: Desk) -> None:
    reference = desk.answered()
    desk.clock.forward(KEPT_FOR + timedelta(seconds=1))
    desk.answered()
    with pytest.raises(AnswerGone):
        desk.follow_ups.shown(reference, ASKED)


def test_an_answer_is_shared_where_it_was_asked_for_and_once(desk: Desk) -> None:
    reference = desk.answered()
    for _ in range(2):
        assert desk.follow_ups.share(reference, ASKED).ok
    assert desk.sent() == [Shared(BRIDGE, ASKED.text, "U1")]


def test_a_message_that_all_see_is_not_shared_again(desk: Desk) -> None:
    desk.posted()
    with pytest.raises(AnswerGone):
        desk.follow_ups.share("d1", ASKED)


def test_nothing_is_shared_where_nothing_can_be_posted(desk: Desk) -> None:
    channel = desk.channels.at(Address("chat", "W1", "news"), desk.clock())
    desk.channels.pause(channel.id, "the channel is archived")
    with pytest.raises(CommandError, match="the channel is archived"):
        desk.follow_ups.share(desk.answered(), ASKED)


@pytest.mark.parametrize(("layout", "reference"), [("thread", "d2"), ("expandable", "d1.0")])
def test_a_story_opens_into_its_briefings(desk: Desk, layout: str, reference: str) -> None:
    desk.posted(layout)
    assert isinstance(desk.follow_ups.shown(reference, ASKED), Story)
    (whole,) = desk.follow_ups.whole(reference, ASKED)
    assert isinstance(whole, Briefing)
    assert whole.article.url == URL


def test_an_actor_and_a_list_open_with_more_than_was_shown(desk: Desk) -> None:
    for number in range(4):
        more = briefing("Ann Lee", "Bob Ray", url=f"{URL}/{number}", about=f"dam {number}")
        desk.archive.keep(more, "W1", desk.clock())
    few = desk.archive.who("Ann Lee", None, None, 1)
    reference = desk.follow_ups.keep(few, ASKED)
    assert isinstance(few, Dossier)
    assert reference
    (all_of_it,) = desk.follow_ups.whole(reference, ASKED)
    assert isinstance(all_of_it, Dossier)
    assert (len(few.statements), len(all_of_it.statements)) == (1, 5)
    listed = desk.archive.disputes(None, None, None, None, 1)
    reference = desk.follow_ups.keep(listed, ASKED)
    assert reference
    (longer,) = desk.follow_ups.whole(reference, ASKED)
    assert isinstance(longer, DisputeList)
    assert len(longer.disputes) == listed.found > 1


def test_the_articles_behind_something_and_who_speaks_there_are_told(desk: Desk) -> None:
    desk.posted()
    for reference in (desk.answered(), "d1", "d2"):
        behind = desk.follow_ups.provenance(reference, ASKED)
        assert [article.url for article in behind.articles] == [URL]
        assert behind.voices == (Heard("Ann Lee", None, 1), Heard("Bob Ray", None, 1))


def test_who_speaks_can_be_followed_in_a_digest_of_ones_own(desk: Desk) -> None:
    told = desk.follow_ups.follow("Ann Lee", ASKED)
    assert "digest at 08:00" in told.text
    own = desk.channels.at(Address("chat", "W1", "@U1"), desk.clock())
    assert desk.channels.watches(own) == (Watch("Ann Lee", muted=False),)
    here = desk.channels.at(Address("chat", "W1", "news"), desk.clock())
    assert desk.channels.watches(here) == ()


@pytest.mark.parametrize("workspace", ["W1", SHARED])
def test_what_is_wrong_is_kept_with_the_statement(desk: Desk, workspace: str) -> None:
    if workspace == SHARED:
        desk.article_id = desk.archive.keep(briefing("Cy Fox", url="https://bay.example/fox"), SHARED, desk.clock())
        kept = desk.archive.briefing(desk.article_id, None)
        assert kept
        reference = desk.follow_ups.keep(kept, ASKED)
    else:
        reference = desk.answered()
    assert reference
    first, *_ = desk.follow_ups.suspects(reference, ASKED)
    assert desk.follow_ups.report(reference, 0, "speaker", ASKED).ok
    assert desk.follow_ups.report(reference, 0, "speaker", ASKED).ok
    assert first.article_id == desk.article_id
    assert desk.reports.latest("W1") == (Report(first, "speaker", "U1", desk.clock()),)
    assert desk.reports.latest("W2") == ()


def test_suspects_are_what_was_shown(desk: Desk) -> None:
    desk.posted("expandable")
    in_answer = desk.follow_ups.suspects(desk.answered(), ASKED)
    assert in_answer[0] == Suspect(desk.article_id, "s0", "Ann Lee: that the bridge is number 0")
    assert [suspect.shown for suspect in in_answer][2:] == [dispute.point for dispute in BRIDGE.disputes]
    assert set(desk.follow_ups.suspects("d1", ASKED)) <= set(in_answer)
    assert desk.follow_ups.suspects("d1.0", ASKED) == desk.follow_ups.suspects("d1", ASKED) != ()


def test_nothing_is_reported_that_was_not_shown(desk: Desk) -> None:
    for number in (-1, 99):
        with pytest.raises(AnswerGone):
            desk.follow_ups.report(desk.answered(), number, "speaker", ASKED)


def test_nothing_of_an_article_that_is_not_kept_can_be_reported(desk: Desk) -> None:
    reference = desk.follow_ups.keep(briefing("Cy Fox", url="https://bay.example/else"), ASKED)
    assert reference
    assert desk.follow_ups.suspects(reference, ASKED) == ()
