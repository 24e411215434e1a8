"""What a channel gets in its digests: what is new to it, once, and as its readers asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from bot.archive import Archive, open_archive
from bot.channels import Address, Channel, Channels, Watch
from bot.delivering import Courier
from bot.digests import LOOK_BACK, Digests
from bot.errors import ChannelClosed
from bot.model import NOTHING_NEW, Change, Contested, Digest, Notice, Story
from bot.outbox import Outbox
from bot.schedule_words import parse_schedule
from summarizers.briefing import Briefing
from tests.fakes import FakePlatform, MovingClock
from tests.outlets import told

TWELVE = ("Ann Lee", "said", "that at least 12 people were injured")
SEVEN = ("Bob Ray", "said", "that seven people were injured")


class Newsroom:
    """An archive with articles, channels, and a platform that keeps what is posted."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock, self.platform = archive, MovingClock(), FakePlatform()
        self.channels, self.digests = Channels(archive.engine), Digests(archive.engine, "UTC")

    def keeps(self, briefing: Briefing, workspace: str = "W1", hours_ago: float = 1.0) -> Briefing:
        """Keeps an article that was published so many hours ago."""
        article = replace(briefing.article, published=self.clock() - timedelta(hours=hours_ago))
        kept = replace(briefing, article=article)
        self.archive.keep(kept, workspace, self.clock())
        return kept

    def event(self, name: str, outlet: str = "Bay Post", workspace: str = "W1", **changes: str) -> Briefing:
        """Keeps an article on an event of its own, that has nothing to do with others."""
        text = f"{name} fell in {name}ville when {name}son of the {name} party met {name}berg over the {name} dam. "
        briefing = told(outlet, ("Ann Lee", "said", f"that {name} is lost"))
        shift = len(text) - briefing.statements[0].source[0].start
        moved = replace(
            briefing.statements[0],
            source=tuple(type(each)(each.start + shift, each.end + shift) for each in briefing.statements[0].source),
            cue=tuple(type(each)(each.start + shift, each.end + shift) for each in briefing.statements[0].cue),
            content=tuple(type(each)(each.start + shift, each.end + shift) for each in briefing.statements[0].content),
        )
        tail = briefing.article.text[briefing.statements[0].source[0].start :]
        title = changes.get("title", f"About {name}")
        url = changes.get("url", f"https://bay.example/{name}")
        article = replace(briefing.article, text=text + tail, title=title, url=url)
        return self.keeps(replace(briefing, article=article, statements=(moved,)), workspace)

    def channel(self, name: str = "news", workspace: str = "W1") -> Channel:
        return self.channels.at(Address("chat", workspace, name), self.clock())

    def digest(self, name: str = "news", workspace: str = "W1") -> Digest:
        """Posts a digest in a channel, and gives it."""
        digest = self.digests.post(self.channel(name, workspace), self.clock())
        assert digest
        self.deliver()
        return digest

    def deliver(self) -> None:
        Courier(Outbox(self.archive.engine), self.channels, {"chat": self.platform}, self.clock, print).deliver_due()

    def titles(self, digest: Digest) -> list[str | None]:
        return [story.articles[0].title for story in digest.stories]


@pytest.fixture
def newsroom(archive_url: str) -> Iterator[Newsroom]:
    with open_archive(archive_url) as archive:
        yield Newsroom(archive)


def test_what_was_told_once_is_not_told_again(newsroom: Newsroom) -> None:
    newsroom.event("Quorl")
    assert newsroom.titles(newsroom.digest()) == ["About Quorl"]
    newsroom.clock.forward(timedelta(hours=1))
    assert newsroom.digest().stories == ()


@pytest.mark.parametrize(
    "changes",
    [{"url": "https://bay.example/Quorl?utm_source=x"}, {"url": "https://mirror.example/other"}, {"title": "Renamed"}],
    ids=["tracked address", "other address", "other title"],
)
def test_the_same_article_in_another_guise_is_not_told_again(newsroom: Newsroom, changes: dict[str, str]) -> None:
    newsroom.event("Quorl")
    newsroom.digest()
    newsroom.clock.forward(timedelta(hours=5))
    newsroom.event("Quorl", **changes)
    assert newsroom.digest().stories == ()


def test_articles_of_several_outlets_on_one_event_are_one_story(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE), hours_ago=3)
    newsroom.keeps(told("Gazette", SEVEN), hours_ago=2)
    newsroom.event("Quorl")
    stories = newsroom.digest().stories
    assert sorted(len(story.articles) for story in stories) == [1, 2]
    assert len(stories[0].articles) == 2
    assert len(stories[0].disputes) == 1


def test_a_digest_is_a_head_with_the_stories_in_its_thread(newsroom: Newsroom) -> None:
    newsroom.event("Quorl")
    newsroom.event("Zemb")
    newsroom.digest()
    head, *stories = newsroom.platform.posted
    assert isinstance(head.body, Digest)
    assert head.thread is None
    assert [(type(each.body), each.thread) for each in stories] == [(Story, "m1"), (Story, "m1")]


def test_what_there_is_no_room_for_is_named_and_does_not_come_later(newsroom: Newsroom) -> None:
    for name in ("Quorl", "Zemb", "Vork"):
        newsroom.event(name)
    newsroom.channels.set_budget(newsroom.channel(), 2)
    digest = newsroom.digest()
    assert len(digest.stories) == 2
    assert len(digest.left_out) == 1
    assert {*newsroom.titles(digest), digest.left_out[0].title} == {"About Quorl", "About Zemb", "About Vork"}
    newsroom.clock.forward(timedelta(hours=1))
    assert newsroom.digest().stories == ()


def test_what_is_watched_comes_first_and_what_is_muted_not_at_all(newsroom: Newsroom) -> None:
    for name in ("Quorl", "Zemb", "Vork"):
        newsroom.event(name)
    newsroom.channels.watch(newsroom.channel(), Watch("vork", muted=False), newsroom.clock())
    newsroom.channels.watch(newsroom.channel(), Watch("ZEMB", muted=True), newsroom.clock())
    digest = newsroom.digest()
    assert newsroom.titles(digest) == ["About Vork", "About Quorl"]
    assert digest.stories[0].watched == ("vork",)


def test_a_topic_is_watched_by_a_word_that_articles_are_about(newsroom: Newsroom) -> None:
    newsroom.event("Quorl")
    newsroom.event("Zemb", title="From the harbour")
    newsroom.channels.watch(newsroom.channel(), Watch("zembs", muted=True), newsroom.clock())
    newsroom.channels.watch(newsroom.channel(), Watch("quorl nonsense", muted=True), newsroom.clock())
    assert newsroom.titles(newsroom.digest()) == ["About Quorl", "From the harbour"]
    newsroom.clock.forward(timedelta(hours=1))
    newsroom.event("Vork", title="From the hills")
    newsroom.channels.watch(newsroom.channel(), Watch("vork", muted=True), newsroom.clock())
    assert newsroom.digest().stories == ()


def test_an_actor_is_watched_by_any_form_of_the_name(newsroom: Newsroom) -> None:
    newsroom.event("Quorl")
    newsroom.channels.watch(newsroom.channel(), Watch("ann lee", muted=False), newsroom.clock())
    assert newsroom.digest().stories[0].watched == ("ann lee",)


@pytest.mark.parametrize(("says", "posted"), [(True, [Notice(NOTHING_NEW)]), (False, [])])
def test_nothing_new_is_said_or_not_as_the_channel_chose(newsroom: Newsroom, says: bool, posted: list[Notice]) -> None:
    newsroom.channels.set_says_nothing_new(newsroom.channel(), says)
    assert newsroom.digest().stories == ()
    assert [each.body for each in newsroom.platform.posted] == posted


def test_another_workspace_never_enters(newsroom: Newsroom) -> None:
    newsroom.event("Quorl", workspace="W2")
    newsroom.event("Zemb", workspace="")
    assert newsroom.titles(newsroom.digest()) == ["About Zemb"]
    assert set(newsroom.titles(newsroom.digest(workspace="W2"))) == {"About Quorl", "About Zemb"}


def test_each_channel_has_its_own_memory(newsroom: Newsroom) -> None:
    newsroom.event("Quorl")
    newsroom.digest("news")
    assert newsroom.titles(newsroom.digest("late")) == ["About Quorl"]


def test_old_news_is_no_news(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE), hours_ago=LOOK_BACK / timedelta(hours=1) + 1)
    assert newsroom.digest().stories == ()


def test_a_story_that_goes_on_is_told_with_what_is_new(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE))
    newsroom.digest()
    newsroom.clock.forward(timedelta(hours=8))
    newsroom.keeps(told("Gazette", SEVEN))
    (story,) = newsroom.digest().stories
    assert story.continues
    assert [article.publisher for article in story.articles] == ["Gazette"]


def test_a_claim_that_was_posted_and_is_contested_later_is_answered_in_its_thread_once(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE))
    newsroom.digest()
    newsroom.clock.forward(timedelta(hours=4))
    newsroom.keeps(told("Gazette", SEVEN))
    assert newsroom.digests.post_contests(newsroom.clock()) == 1
    assert newsroom.digests.post_contests(newsroom.clock()) == 0
    newsroom.deliver()
    answer = newsroom.platform.posted[-1]
    assert isinstance(answer.body, Contested)
    assert answer.body.contest.article.publisher == "Gazette"
    assert answer.thread == "m1"


def test_what_is_contested_within_one_digest_is_not_told_again(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE), hours_ago=5)
    newsroom.keeps(told("Gazette", SEVEN))
    newsroom.digest()
    assert newsroom.digests.post_contests(newsroom.clock()) == 0


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_after_days_of_downtime_there_is_one_digest(newsroom: Newsroom) -> None:
    newsroom.channels.plan(newsroom.channel(), parse_schedule("08:00 and 18:00", "UTC"), newsroom.clock())
    newsroom.clock.now = at(28, 9, 30)
    newsroom.event("Quorl")
    due = newsroom.channels.due(newsroom.clock())
    assert newsroom.digests.post_due(due, newsroom.clock()) == 1
    assert newsroom.channels.due(newsroom.clock()) == ()
    assert newsroom.channel().due_at == at(28, 18)


def test_quiet_hours_hold_back_what_is_overdue_until_they_are_over(newsroom: Newsroom) -> None:
    newsroom.channels.plan(newsroom.channel(), parse_schedule("21:00 quiet 22:00-07:00", "UTC"), newsroom.clock())
    newsroom.clock.now = at(24, 23)
    assert newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock()) == 0
    newsroom.clock.now = at(25, 7)
    assert newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock()) == 1
    assert newsroom.channel().due_at == at(25, 21)


def test_the_clock_that_goes_back_in_autumn_brings_no_second_digest(newsroom: Newsroom) -> None:
    newsroom.clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    newsroom.channels.plan(newsroom.channel(), parse_schedule("02:30", "Europe/Berlin"), newsroom.clock())
    posted = 0
    while newsroom.clock() < datetime(2026, 10, 25, 12, tzinfo=UTC):
        newsroom.clock.forward(timedelta(minutes=10))
        posted += newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock())
    assert posted == 1


def test_of_two_that_compose_the_same_digest_one_posts_it(newsroom: Newsroom) -> None:
    newsroom.channels.plan(newsroom.channel(), parse_schedule("08:00", "UTC"), newsroom.clock())
    newsroom.event("Quorl")
    newsroom.clock.now = at(25, 8)
    due = newsroom.channels.due(newsroom.clock())
    assert [newsroom.digests.post_due(due, newsroom.clock()) for _ in range(2)] == [1, 0]


def test_a_paused_channel_is_left_alone_until_it_is_planned_again(newsroom: Newsroom) -> None:
    channel = newsroom.channel()
    newsroom.channels.plan(channel, parse_schedule("08:00", "UTC"), newsroom.clock())
    newsroom.channels.pause(channel.id, "the bot is not in the channel")
    newsroom.clock.now = at(25, 9)
    assert newsroom.channels.due(newsroom.clock()) == ()
    newsroom.channels.plan(channel, parse_schedule("10:00", "UTC"), newsroom.clock())
    assert newsroom.channel().paused is None


def test_a_zone_that_the_readers_change_moves_the_next_digest_and_repeats_none(newsroom: Newsroom) -> None:
    newsroom.channels.plan(newsroom.channel(), parse_schedule("08:00", "Asia/Tokyo"), newsroom.clock())
    newsroom.event("Quorl")
    posted = []
    while newsroom.clock() < at(26, 16):
        newsroom.clock.forward(timedelta(hours=1))
        if newsroom.clock() == at(25, 1):  # ten in the morning in Tokyo, eight in the evening of the day before
            newsroom.channels.plan(newsroom.channel(), parse_schedule("08:00", "America/New_York"), newsroom.clock())
        if newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock()):
            posted.append(newsroom.clock())
    newsroom.deliver()
    assert posted == [at(24, 23), at(25, 13), at(26, 13)]
    assert [type(each.body) for each in newsroom.platform.posted] == [Digest, Story]


def test_one_event_in_three_outlets_is_one_story_with_what_was_said_once(newsroom: Newsroom) -> None:
    for outlet in ("Gazette", "Orlop Press", "Skarrow 4"):
        newsroom.keeps(told(outlet, TWELVE))
    (story,) = newsroom.digest().stories
    ((report,),) = (voice.reports for voice in story.voices)
    assert report.statement.words == (TWELVE[2],)
    assert {article.publisher for article in report.articles} == {"Gazette", "Orlop Press", "Skarrow 4"}


def test_every_outlet_of_a_story_is_named_however_many_there_are(newsroom: Newsroom) -> None:
    outlets = {f"Paper {letter}" for letter in "abcdefghi"}
    for outlet in sorted(outlets):
        newsroom.keeps(told(outlet, (f"Ann {outlet[-1]}lee", "said", f"that {outlet} came late to the mole")))
    (story,) = newsroom.digest().stories
    assert {article.publisher for article in story.articles} == outlets


def test_an_article_that_comes_again_with_a_new_date_is_not_told_again(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Gazette", TWELVE))
    newsroom.digest()
    newsroom.clock.forward(timedelta(days=2))
    newsroom.keeps(told("Gazette", TWELVE), hours_ago=0)
    assert newsroom.digest().stories == ()


def test_a_contest_from_behind_a_wall_is_not_told(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE), workspace="")
    newsroom.digest()
    newsroom.clock.forward(timedelta(hours=4))
    newsroom.keeps(told("Gazette", SEVEN), workspace="W2")
    assert newsroom.digests.post_contests(newsroom.clock()) == 0
    newsroom.keeps(told("Gazette", SEVEN, hours=1), workspace="W1")
    assert newsroom.digests.post_contests(newsroom.clock()) == 1


def test_a_story_that_is_edited_shows_nothing_from_behind_a_wall(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE), workspace="")
    newsroom.keeps(told("Gazette", SEVEN), workspace="W2")
    (shared,) = newsroom.digest().stories[0].articles
    added = Change(False, "added", ("Ann Lee",), (), ("that she was there",))
    assert newsroom.digests.post_changes(shared.id, (added,), newsroom.clock()) == 1
    newsroom.deliver()
    (edited,) = (each.body for each in newsroom.platform.posted if each.edits)
    assert isinstance(edited, Story)
    assert edited.disputes == ()


def expandable(newsroom: Newsroom) -> Digest:
    """Posts a digest in a channel that wants its stories in one message."""
    newsroom.channels.set_layout(newsroom.channel(), "expandable")
    return newsroom.digest()


def test_an_expandable_digest_is_one_message(newsroom: Newsroom) -> None:
    newsroom.event("Oak")
    newsroom.event("Elm")
    digest = expandable(newsroom)
    assert [each.body for each in newsroom.platform.posted] == [digest]
    assert newsroom.digest().stories == ()


def test_what_becomes_of_an_expandable_digest_is_told_in_its_thread_and_edits_it(newsroom: Newsroom) -> None:
    newsroom.keeps(told("Orlop Press", TWELVE))
    newsroom.event("Oak")
    posted = expandable(newsroom)
    newsroom.clock.forward(timedelta(hours=4))
    newsroom.keeps(told("Gazette", SEVEN))
    newsroom.digests.post_contests(newsroom.clock())
    article = posted.stories[1].articles[0]
    added = Change(False, "added", ("Ann Lee",), (), ("that she was there",))
    newsroom.digests.post_changes(article.id, (added,), newsroom.clock())
    newsroom.deliver()
    contested, edited, changes = newsroom.platform.posted[1:]
    assert (contested.thread, edited.edits, changes.thread) == ("m1", "m1", "m1")
    assert isinstance(edited.body, Digest)
    assert newsroom.titles(edited.body) == newsroom.titles(posted)


def test_a_schedule_that_is_given_while_a_digest_is_composed_holds(newsroom: Newsroom) -> None:
    newsroom.channels.plan(newsroom.channel(), parse_schedule("08:00", "UTC"), newsroom.clock())
    newsroom.clock.now = at(25, 8)
    (before,) = newsroom.channels.due(newsroom.clock())
    newsroom.channels.plan(before, parse_schedule("17:00", "UTC"), newsroom.clock())
    newsroom.digests.post_due((before,), newsroom.clock())
    assert newsroom.channel().due_at == at(25, 17)


def test_a_channel_that_takes_nothing_gets_later_what_it_missed(newsroom: Newsroom) -> None:
    schedule = parse_schedule("08:00", "UTC")
    newsroom.channels.plan(newsroom.channel(), schedule, newsroom.clock())
    newsroom.event("Quorl")
    newsroom.platform.refuses(ChannelClosed("the bot is not in the channel"))
    newsroom.digest()
    newsroom.event("Zemb")
    newsroom.clock.now = at(25, 9)
    assert newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock()) == 0
    newsroom.channels.plan(newsroom.channel(), schedule, newsroom.clock())
    newsroom.clock.now = at(26, 8)
    newsroom.digests.post_due(newsroom.channels.due(newsroom.clock()), newsroom.clock())
    newsroom.deliver()
    told_of = [each.body.articles[0].title for each in newsroom.platform.posted if isinstance(each.body, Story)]
    assert told_of == ["About Quorl", "About Zemb"]


def test_bots_side_by_side_post_each_due_digest_once(newsroom: Newsroom) -> None:
    names = [f"channel {number}" for number in range(5)]
    for name in names:
        newsroom.channels.plan(newsroom.channel(name), parse_schedule("08:00", "UTC"), newsroom.clock())
    newsroom.event("Quorl")
    newsroom.clock.now = at(25, 8)
    due, posted = newsroom.channels.due(newsroom.clock()), list[int]()
    together = Barrier(3)

    def compose() -> None:
        together.wait()
        posted.append(newsroom.digests.post_due(due, newsroom.clock()))

    bots = [Thread(target=compose) for _ in range(3)]
    for bot in bots:
        bot.start()
    for bot in bots:
        bot.join()
    newsroom.deliver()
    heads = [each.channel for each in newsroom.platform.posted if isinstance(each.body, Digest)]
    assert (sum(posted), sorted(heads)) == (5, names)
