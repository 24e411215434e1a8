"""Messages on their way: nothing lost, nothing twice, in order, whatever the platform answers."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.archive import Archive, open_archive
from bot.channels import Address, Channel, Channels
from bot.database import reading, writing
from bot.delivering import Courier
from bot.errors import ChannelClosed, DeliveryDelayed, DeliveryError
from bot.leaving import leave
from bot.model import Notice
from bot.outbox import CLAIMED, FIRST_WAIT, LONGEST_WAIT, MOST_TRIES, Outbox, put
from bot.schedule_words import parse_schedule
from bot.tables import deliveries
from tests.fakes import FakePlatform, MovingClock


class Post:
    """A channel or two, a platform, and somebody who carries messages there."""

    def __init__(self, archive: Archive) -> None:
        self.engine, self.clock, self.platform = archive.engine, MovingClock(), FakePlatform()
        self.channels, self.told = Channels(archive.engine), list[str]()
        self.courier = Courier(
            Outbox(archive.engine), self.channels, {"chat": self.platform}, self.clock, self.told.append
        )

    def channel(self, name: str = "news") -> Channel:
        return self.channels.at(Address("chat", "W1", name), self.clock())

    def puts(self, *words: str, channel: str = "news", thread: int | None = None) -> int:
        """Has lines sent; gives the id of the last."""
        found, delivery = self.channel(channel), 0
        with writing(self.engine) as connection:
            for each in words:
                delivery = put(connection, found.id, f"{channel}:{each}", Notice(each), self.clock(), thread)
        return delivery

    def delivers(self, after: timedelta = timedelta(0)) -> list[str]:
        """Sends what is due after a while; gives all that has arrived."""
        self.clock.forward(after)
        self.courier.deliver_due()
        return self.platform.texts()


def states(post: Post) -> list[str]:
    """What became of all messages, in their order."""
    with reading(post.engine) as connection:
        return list(connection.scalars(select(deliveries.c.state).order_by(deliveries.c.id)))


@pytest.fixture
def post(archive_url: str) -> Iterator[Post]:
    with open_archive(archive_url) as archive:
        yield Post(archive)


def test_messages_arrive_in_the_order_in_which_they_were_put(post: Post) -> None:
    post.puts("one", "two", "three")
    assert post.delivers() == ["one", "two", "three"]
    assert post.delivers(timedelta(days=1)) == ["one", "two", "three"]


def test_a_key_is_sent_once(post: Post) -> None:
    assert post.puts("one") == post.puts("one")
    assert post.delivers() == ["one"]


def test_a_reply_goes_into_the_thread_of_the_message_before(post: Post) -> None:
    head = post.puts("head")
    post.puts("reply", thread=head)
    post.delivers()
    assert [each.thread for each in post.platform.posted] == [None, "m1"]


def test_a_message_that_fails_holds_back_those_behind_it_but_not_other_channels(post: Post) -> None:
    post.puts("one", "two")
    post.puts("else", channel="sports")
    post.platform.refuses(DeliveryDelayed())
    assert post.delivers() == ["else"]
    assert post.delivers(FIRST_WAIT) == ["else", "one", "two"]


def test_the_wait_that_a_platform_asks_for_is_kept(post: Post) -> None:
    post.puts("one")
    post.platform.refuses(DeliveryDelayed("slow down", 90))
    assert post.delivers() == []
    assert post.delivers(timedelta(seconds=89)) == []
    assert post.delivers(timedelta(seconds=1)) == ["one"]


def test_a_wait_beyond_all_measure_is_a_day(post: Post) -> None:
    post.puts("one")
    post.platform.refuses(DeliveryDelayed("slow down", 1e300))
    assert post.delivers() == []
    assert post.delivers(timedelta(days=1)) == ["one"]


def test_waits_grow_to_half_an_hour_and_a_message_is_given_up_after_a_day(post: Post) -> None:
    post.puts("one", "two")
    post.platform.refuses(*[DeliveryDelayed() for _ in range(MOST_TRIES)])
    for _ in range(MOST_TRIES):
        assert post.delivers(LONGEST_WAIT) == [] or post.platform.texts() == ["two"]
    assert post.delivers(LONGEST_WAIT) == ["two"]
    assert timedelta(days=1) < LONGEST_WAIT * MOST_TRIES


def test_a_crash_after_posting_does_not_post_twice(post: Post) -> None:
    post.puts("one", "two")
    post.platform.crashes_after_posting()
    assert post.delivers() == ["one"]
    assert "may not have arrived" in post.told[0]
    assert post.delivers(CLAIMED) == ["one", "two"]


def test_what_nobody_answers_for_is_sent_again_when_the_claim_is_over(post: Post) -> None:
    post.puts("one")
    assert Outbox(post.engine).claim(frozenset({"chat"}), post.clock())
    assert post.delivers(CLAIMED - timedelta(seconds=1)) == []
    assert post.delivers(timedelta(seconds=1)) == ["one"]


def test_a_message_that_can_never_be_sent_is_dropped_and_told(post: Post) -> None:
    post.puts("one", "two")
    post.platform.refuses(DeliveryError("too long"))
    assert post.delivers() == ["two"]
    assert post.told == ["a message to news could not be sent: too long"]


def test_a_channel_that_takes_nothing_is_paused_told_once_and_goes_on_without_loss(post: Post) -> None:
    post.puts("one", "two")
    post.platform.refuses(ChannelClosed("the bot is not in the channel"))
    assert post.delivers() == []
    assert post.delivers(timedelta(days=1)) == []
    assert post.told == ["nothing is sent to news any more: the bot is not in the channel"]
    assert post.channel().paused == "the bot is not in the channel"
    post.channels.plan(post.channel(), parse_schedule("08:00", "UTC"), post.clock())
    assert post.delivers() == ["one", "two"]


def test_platforms_that_are_not_here_are_left_alone(post: Post) -> None:
    post.puts("one")
    assert Outbox(post.engine).claim(frozenset({"other"}), post.clock()) is None


def test_couriers_side_by_side_send_everything_once_and_in_order(post: Post) -> None:
    names, words = ("a", "b", "c", "d"), [f"{number}" for number in range(6)]
    for name in names:
        post.puts(*words, channel=name)

    def carry() -> None:
        for _ in range(12):
            post.courier.deliver_due()

    couriers = [threading.Thread(target=carry) for _ in range(4)]
    for courier in couriers:
        courier.start()
    for courier in couriers:
        courier.join()
    assert {name: post.platform.texts(name) for name in names} == dict.fromkeys(names, words)


@pytest.mark.parametrize("refusal", [DeliveryDelayed(), ChannelClosed()], ids=["delayed", "closed"])
def test_what_may_have_arrived_stays_in_doubt_when_the_platform_refuses_next(post: Post, refusal: Exception) -> None:
    post.puts("one", "two")
    post.platform.crashes_after_posting()
    post.delivers()
    post.platform.refuses(refusal)
    post.delivers(CLAIMED)
    post.channels.plan(post.channel(), None, post.clock())
    assert post.delivers(CLAIMED) == ["one", "two"]


def test_a_message_that_always_breaks_its_sender_waits_longer_each_time_and_is_given_up(post: Post) -> None:
    post.puts("one", "two")
    post.platform.refuses(*[RuntimeError("a fault of the adapter")] * MOST_TRIES)
    assert post.delivers() == []
    post.delivers(FIRST_WAIT)
    assert len(post.told) == 2
    post.delivers(FIRST_WAIT)
    assert len(post.told) == 2
    for _ in range(MOST_TRIES):
        post.delivers(LONGEST_WAIT)
    assert post.platform.texts() == ["two"]


def test_waits_double_until_they_are_the_longest(post: Post) -> None:
    post.puts("one")
    post.platform.refuses(*[DeliveryDelayed() for _ in range(12)])
    post.delivers()
    for wait in [FIRST_WAIT * 2**number for number in range(9)] + [LONGEST_WAIT] * 2:
        refusals = len(post.platform.refusals)
        post.delivers(wait - timedelta(seconds=1))
        assert len(post.platform.refusals) == refusals
        post.delivers(timedelta(seconds=1))
        assert len(post.platform.refusals) == refusals - 1


@pytest.mark.parametrize("says", ["later", "hold", "drop", "in_doubt"])
def test_who_took_too_long_has_no_say_any_more(post: Post, says: str) -> None:
    post.puts("one", "two")
    outbox = Outbox(post.engine)
    slow = outbox.claim(frozenset({"chat"}), post.clock())
    assert slow
    assert post.delivers(CLAIMED) == ["one", "two"]
    reports = {
        "later": lambda: outbox.later(slow, "slow down", post.clock()),
        "hold": lambda: outbox.hold(slow, "closed", post.clock()),
        "drop": lambda: outbox.drop(slow, "too long"),
        "in_doubt": lambda: outbox.in_doubt(slow, "the line went dead", post.clock()),
    }
    reports[says]()
    assert post.delivers(CLAIMED) == ["one", "two"]
    assert states(post) == ["sent", "sent"]


def test_a_claim_that_another_took_over_is_not_ended_by_who_had_it_first(post: Post) -> None:
    post.puts("one")
    outbox = Outbox(post.engine)
    slow = outbox.claim(frozenset({"chat"}), post.clock())
    post.clock.forward(CLAIMED)
    quick = outbox.claim(frozenset({"chat"}), post.clock())
    assert slow
    assert quick
    assert (slow.again, quick.again) == (False, True)
    outbox.later(slow, "slow down", post.clock())
    assert post.delivers(FIRST_WAIT) == []
    outbox.sent(quick, "m1", post.clock())
    assert post.delivers(CLAIMED) == []


def test_a_workspace_that_leaves_while_a_message_is_on_its_way_holds_nobody_up(post: Post) -> None:
    post.puts("one", "two")
    post.puts("else", channel="sports")
    other = post.channels.at(Address("chat", "W2", "news"), post.clock())
    Outbox(post.engine).post(other.id, "b", Notice("elsewhere"), post.clock())
    post.platform.meanwhile(lambda: leave(post.engine, "chat", "W1", post.clock()))
    assert post.delivers() == ["one", "elsewhere"]
    assert post.told == []
    assert states(post) == ["sent"]


def test_a_wait_that_a_platform_asks_for_holds_for_the_whole_workspace(post: Post) -> None:
    post.puts("one")
    post.puts("else", channel="sports")
    other = post.channels.at(Address("chat", "W2", "news"), post.clock())
    Outbox(post.engine).post(other.id, "b", Notice("elsewhere"), post.clock())
    post.platform.refuses(DeliveryDelayed("slow down", 90))
    assert post.delivers() == ["elsewhere"]
    assert post.delivers(timedelta(seconds=89)) == ["elsewhere"]
    assert post.delivers(timedelta(seconds=1)) == ["elsewhere", "one", "else"]


def test_a_channel_gets_one_message_a_second_and_the_others_theirs_meanwhile(post: Post) -> None:
    post.puts("one", "two")
    post.puts("else", channel="sports")
    begun = time.monotonic()
    post.courier.serve_all()
    assert post.platform.texts() == ["one", "else", "two"]
    assert time.monotonic() - begun >= 1


def test_a_workspace_that_is_served_is_left_alone_by_the_other_threads(post: Post) -> None:
    post.puts("one")
    post.puts("else", channel="sports")
    post.platform.meanwhile(post.courier.serve_all)
    post.courier.serve_all()
    assert post.platform.texts() == ["one", "else"]


def test_a_bot_that_stops_leaves_the_rest_for_later(post: Post) -> None:
    post.puts("one", "two")
    post.platform.meanwhile(post.courier.stopping.set)
    post.courier.serve_all()
    assert post.platform.texts() == ["one"]
