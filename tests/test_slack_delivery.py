"""How messages reach Slack: each once, whole, and in order, whatever goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.app import slack_platform
from bot.archive import Archive, open_archive
from bot.channels import Address, Channel, Channels
from bot.database import writing
from bot.delivering import Courier
from bot.encryption import Cipher
from bot.happenings import Happening, MessageSent
from bot.installations import Installations
from bot.model import ArchivedStatement as Said
from bot.model import ArticleRef, Body, Notice, Reported, Story, StoryVoice
from bot.outbox import Outbox, put
from bot.settings import Settings
from tests.archives import archive_at
from tests.fakes import MovingClock
from tests.slack_server import Slack

PAGE = ArticleRef(1, "https://bay.example/1", "Rain in Oakham", "Bay Post", None)


def story(statements: int, words: str = "that it rains") -> Story:
    """A story with so many statements, each of about the length of its words."""
    said = [Said(PAGE, f"s{n}", ("Ann Lee",), "indirect", "said", (f"{words} {n}",), 0.9) for n in range(statements)]
    return Story((PAGE,), (), (StoryVoice("Ann Lee", None, tuple(Reported(each, (PAGE,)) for each in said)),), ())


LONG = story(60, "that it rains " * 30)


class Post:
    """An outbox with a channel, and what takes messages from it to Slack."""

    def __init__(self, slack: Slack, archive: Archive) -> None:
        self.slack, self.clock, self.told, self.number = slack, MovingClock(), list[str](), 0
        self.observed = list[Happening]()
        self.outbox, self.channels = Outbox(archive.engine), Channels(archive.engine)
        named = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
        installations = Installations(archive.engine, Cipher(()))
        self.platforms = {"slack": slack_platform(Settings.from_environment(named), installations, self.clock)}

    def channel(self, name: str = "C1") -> Channel:
        return self.channels.at(Address("slack", "T1", name), self.clock())

    def puts(self, body: Body, channel: str = "C1", thread: int | None = None, edits: int | None = None) -> int:
        """Puts a message into the outbox; gives its number."""
        here = self.channel(channel).id
        with writing(self.outbox.engine) as connection:
            self.number += 1
            return put(connection, here, f"{here}:{self.number}", body, self.clock(), thread, edits)

    def delivers(self, after: timedelta = timedelta(0)) -> int:
        """Sends what is due, after a while."""
        self.clock.forward(after)
        channels, tell, observe = self.channels, self.told.append, self.observed.append
        return Courier(self.outbox, channels, self.platforms, self.clock, tell, observe=observe).deliver_due()

    def attempts(self) -> list[MessageSent]:
        """What came of each attempt."""
        return [each for each in self.observed if isinstance(each, MessageSent)]

    def texts(self, channel: str = "C1") -> list[str]:
        return [message.text for message in self.slack.everything(channel)]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with Slack() as slack, open_archive(archive_at(tmp_path / "onrecord.db")) as archive:
        yield Post(slack, archive)


SOON = timedelta(minutes=5)
LATER = timedelta(hours=1)


def test_a_message_arrives(post: Post) -> None:
    post.puts(Notice("It rains."))
    assert post.delivers() == 1
    assert post.texts() == ["It rains."]


def test_what_is_too_long_goes_on_in_its_thread(post: Post) -> None:
    post.puts(LONG)
    post.delivers()
    (first,) = post.slack.messages()
    others = post.slack.thread("C1", first.ts)
    assert others
    seen = "\n".join(str(each.blocks) for each in [first, *others])
    assert [seen.count(f"rains {number}'") for number in range(60)] == [1] * 60


def test_what_is_too_long_goes_on_in_the_thread_it_stands_in(post: Post) -> None:
    head = post.puts(Notice("Head"))
    post.puts(LONG, thread=head)
    post.delivers()
    (first,) = post.slack.messages()
    assert len(post.slack.thread("C1", first.ts)) > 1


@pytest.mark.parametrize("body", [Notice("It rains."), LONG], ids=["short", "long"])
@pytest.mark.parametrize("in_thread", [False, True])
def test_what_may_have_arrived_is_not_posted_again(post: Post, body: Body, in_thread: bool) -> None:
    head = post.puts(Notice("Head"))
    post.delivers()
    post.puts(body, thread=head if in_thread else None)
    post.slack.drops_answer("chat.postMessage")
    assert post.delivers() == 0
    once = post.texts()
    assert post.delivers(SOON) == 1
    assert post.texts()[: len(once)] == once
    assert len(set(post.texts())) == len(post.texts())


def test_a_message_that_broke_off_in_its_middle_is_completed(post: Post) -> None:
    post.puts(LONG)
    post.delivers()
    whole = post.texts()
    post.puts(replace(LONG, notes=("again",)))
    post.slack.drops_answer("chat.postMessage", times=1)
    post.delivers()
    post.slack.fails("chat.postMessage", times=1)
    post.delivers(SOON)
    assert post.delivers(LATER) == 1
    assert len(post.texts()) == 2 * len(whole)


@pytest.mark.parametrize("status", [500, 503])
def test_what_slack_fails_to_take_is_sent_again(post: Post, status: int) -> None:
    post.puts(Notice("It rains."))
    post.slack.fails("chat.postMessage", status=status)
    assert (post.delivers(), post.delivers(SOON)) == (0, 1)
    assert post.texts() == ["It rains."]


def test_slack_is_given_the_time_that_it_asks_for(post: Post) -> None:
    post.puts(Notice("It rains."))
    post.slack.limits("chat.postMessage", retry_after=120)
    assert post.delivers() == 0
    assert post.delivers(timedelta(seconds=100)) == 0
    assert post.delivers(timedelta(seconds=30)) == 1


def test_the_order_of_a_channel_is_kept_where_one_message_is_late(post: Post) -> None:
    for word in ("One", "Two", "Three"):
        post.puts(Notice(word))
    post.slack.fails("chat.postMessage")
    post.delivers()
    post.delivers(SOON)
    assert post.texts() == ["One", "Two", "Three"]
    assert [(each.outcome, each.code) for each in post.attempts()][:2] == [("in doubt", "http_500"), ("sent", "")]


CLOSED = {"archived": "is_archived", "kicked": "channel_not_found", "private": "channel_not_found"}


@pytest.mark.parametrize(("closed", "code"), CLOSED.items())
def test_a_channel_that_takes_nothing_waits_and_whoever_planned_it_is_told(post: Post, closed: str, code: str) -> None:
    post.slack.channel("C2", "harbour", private=closed == "private", bot=closed != "private")
    if closed == "archived":
        post.slack.archive("C2")
    elif closed == "kicked":
        post.slack.channel("C2", "harbour", private=True)
        post.slack.kick("C2")
    post.channels.plan(post.channel("C2"), None, post.clock(), by="U1")
    post.puts(Notice("It rains."), "C2")
    post.delivers()
    assert post.channel("C2").paused
    assert [(each.outcome, each.code) for each in post.attempts()] == [("closed", code), ("sent", "")]
    told = post.slack.everything(post.slack.dm_channel("U1"))
    assert ["No more digests of yours are posted" in each.text for each in told] == [True]
    post.slack.channel("C2", "harbour")
    post.channels.resume(Address("slack", "T1", "C2"))
    assert post.delivers() == 1
    assert post.texts("C2") == ["It rains."]


@pytest.mark.parametrize("trouble", ["token_revoked", "account_inactive"])
def test_nothing_is_lost_while_the_token_is_worthless(post: Post, trouble: str) -> None:
    post.puts(Notice("It rains."))
    post.slack.revoke(error=trouble)
    assert post.delivers() == 0
    assert post.channel().paused is None
    post.slack.team("T1", "Acme")
    post.slack.channel("C1", "news")
    assert post.delivers(LATER) == 1


def test_a_channel_that_is_renamed_goes_on(post: Post) -> None:
    post.slack.rename("C1", "latest")
    post.puts(Notice("It rains."))
    assert post.delivers() == 1


def test_a_message_is_edited_as_a_whole(post: Post) -> None:
    first = post.puts(LONG)
    post.delivers()
    parts = len(post.texts())
    post.puts(story(1, "that it pours"), edits=first)
    post.delivers()
    assert parts > 1
    assert ["that it pours 0" in text for text in post.texts()] == [True]


def test_a_message_that_grows_and_shrinks_leaves_nothing_behind(post: Post) -> None:
    first = post.puts(story(1))
    for body, several in ((LONG, True), (story(2), False), (LONG, True), (story(3), False)):
        post.puts(body, edits=first)
        post.delivers()
        assert (len(post.texts()) > 1) is several
    assert "that it rains 2" in post.texts()[0]


def test_a_message_that_somebody_deleted_stays_so(post: Post) -> None:
    first = post.puts(story(1))
    post.delivers()
    post.slack.messages()[0].deleted = True
    post.puts(story(2), edits=first)
    assert post.delivers() == 1
    assert post.slack.messages() == []


def test_blocks_that_slack_refuses_are_left_out(post: Post) -> None:
    post.slack.refuses("chat.postMessage", "msg_blocks_too_long")
    post.puts(story(1))
    assert post.delivers() == 1
    assert post.slack.messages()[0].blocks == []
    assert "that it rains 0" in post.texts()[0]


def test_what_slack_never_takes_is_dropped_and_told_to_the_operator(post: Post) -> None:
    post.puts(Notice("It rains."))
    post.slack.refuses("chat.postMessage", "as_user_not_supported")
    assert (post.delivers(), post.delivers(LATER)) == (0, 0)
    assert len(post.told) == 1
    assert "as_user_not_supported" in post.told[0]


def test_a_person_is_written_to_directly(post: Post) -> None:
    post.puts(Notice("It rains."), "@U1")
    assert post.delivers() == 1
    assert [each.text for each in post.slack.everything(post.slack.dm_channel("U1"))] == ["It rains."]


def test_a_slack_that_cannot_be_reached_is_tried_again(tmp_path: Path) -> None:
    with open_archive(archive_at(tmp_path / "onrecord.db")) as archive:
        with Slack() as slack:
            post = Post(slack, archive)
        post.puts(Notice("It rains."))
        assert post.delivers() == 0
        assert "tries" not in post.told
        delivery = post.outbox.claim(frozenset({"slack"}), post.clock() + SOON)
        assert delivery
        assert not delivery.again
