"""The use cases, the same for the command line and for every chat platform."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.archive import Archive
from bot.channels import Channel, Channels, Layout, Watch, address_of
from bot.digests import Digests
from bot.errors import CommandError, FeedError, NotAllowed
from bot.following import Feed, Feeds
from bot.model import NOTHING_NEW, SHARED, Candidates, DisputeList, Dossier, Notice, Request
from bot.notices import added, checked, followed, managed, planned, reported, status, watched
from bot.quotas import Quotas
from bot.refreshing import Refresher, discover
from bot.reports import Reports
from bot.rights import Rights
from bot.schedule_words import parse_schedule
from bot.views import seen_by
from summarizers.briefing import Briefing

SHOWN = 10
"""Statements in a dossier, and disputes in a list."""
SUGGESTED = 25
"""Names to choose from: as many as Discord lists."""
_NEARLY = 0.9
"""Of a quota, from which on its use is shown."""
MOST_STORIES = 20
"""Of a digest."""
_DIGITS = 6
"""Of a number that somebody types; Python refuses those of thousands."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the bot can do, over an archive, feeds and channels, a way to read an article, and a clock.

    `zone` is the time zone of channels that name none.
    """

    archive: Archive
    feeds: Feeds
    channels: Channels
    digests: Digests
    refresher: Refresher
    rights: Rights
    reports: Reports
    quotas: Quotas
    read: Callable[[str], Briefing]
    clock: Callable[[], datetime]
    zone: str

    def admit(self, request: Request) -> None:
        """Counts something that is asked; raises OverQuota where that is too much."""
        self.quotas.admit(request, self.clock())

    def brief(self, url: str, request: Request) -> Briefing:
        """Reads the article at an address and keeps it for the workspace; raises a SourceError or OverQuota."""
        self.quotas.read(request, self.clock())
        briefing = self.read(url)
        self.archive.keep(briefing, request.workspace, self.clock())
        return briefing

    def who(self, name: str, request: Request) -> Dossier | Candidates:
        """The dossier of an actor, or the actors that may be meant."""
        return self.archive.who(name, seen_by(request.workspace), None, SHOWN)

    def names(self, beginning: str, request: Request) -> tuple[str, ...]:
        """Names to suggest to somebody who is typing one, those who spoke most first."""
        if not self.quotas.may_suggest(request, self.clock()):
            return ()
        return self.archive.actor_names(beginning, seen_by(request.workspace), SUGGESTED)

    def disputes(self, words: str | None, request: Request) -> DisputeList:
        """The disputed points that hold the words, or that an actor of this name is a side of; all without words."""
        return self.archive.disputes(words, None, seen_by(request.workspace), None, SHOWN)

    def add_feed(self, url: str, request: Request) -> Notice:
        """Follows the feed at an address, or that of the page there; raises a SourceError, FeedError or OverQuota."""
        self.rights.check_workspace(request)
        self.quotas.read(request, self.clock())
        parsed, fetched = discover(url, self.refresher.fetch)
        most = self.quotas.most_feeds(request.workspace)
        feed, again = self.feeds.follow(request.workspace, fetched.url, parsed.title, self.clock(), most)
        fresh = 0 if feed.checked_at else self.feeds.changed(feed, parsed, fetched, self.clock())
        notice = added(replace(feed, title=parsed.title or feed.title), again, fresh, next(iter(parsed.entries), None))
        return self._with_room(notice, request)

    def list_feeds(self, request: Request) -> Notice:
        """The feeds that are followed, with their numbers."""
        return self._with_room(followed(self._feeds(request), self.clock()), request)

    def remove_feed(self, which: str, request: Request) -> Notice:
        """Stops following a feed, by its number, its address or its name."""
        self.rights.check_workspace(request)
        feed = _chosen(which, self._feeds(request))
        if feed not in self._own_feeds(request):
            raise FeedError(f"{feed.name} is followed for everybody, by whoever runs this bot, and stays.")
        self.feeds.unfollow(request.workspace, feed.id)
        return Notice(f"{feed.name} is not followed any more.")

    def check_feeds(self, request: Request) -> Notice:
        """Looks at the workspace's own feeds now, also those that were given up, and says how each feed is.

        Raises OverQuota.
        """
        self.quotas.read(request, self.clock())
        self.refresher.check(self._own_feeds(request))
        feeds = self._feeds(request)
        return checked(feeds, {feed.id: self.feeds.counts(feed.id) for feed in feeds}, self.clock())

    def _with_room(self, notice: Notice, request: Request) -> Notice:
        """With how many feeds more there is room for, where that is soon none."""
        has, most = len(self._own_feeds(request)), self.quotas.most_feeds(request.workspace)
        if most is None or has < most * _NEARLY:
            return notice
        return Notice(f"{notice.text}\nThese are {has} of the {most} feeds that this workspace may follow.", notice.ok)

    def _feeds(self, request: Request) -> tuple[Feed, ...]:
        """The workspace's own feeds, then those that all have: numbers are counted so."""
        own = self._own_feeds(request)
        return (*own, *(feed for feed in self.feeds.of((SHARED,)) if feed not in own))

    def _own_feeds(self, request: Request) -> tuple[Feed, ...]:
        return self.feeds.of((request.workspace,))

    def digest_now(self, request: Request) -> Notice:
        """Has a digest of what is new sent to the channel."""
        self.rights.check_posting(request)
        digest = self.digests.post(self._channel(request), self.clock())
        if digest is None or digest.stories:
            return Notice("The digest is on its way.")
        return Notice(NOTHING_NEW)

    def plan_digests(self, words: str, request: Request) -> Notice:
        """Sets the times of the channel's digests from words such as "08:00 Berlin on weekdays"."""
        self.rights.check_posting(request)
        channel, now = self._channel(request), self.clock()
        schedule = parse_schedule(words, channel.schedule.zone if channel.schedule else request.zone or self.zone)
        if channel.schedule is not None and "quiet" not in words.lower():
            schedule = replace(schedule, quiet=channel.schedule.quiet)
        most = self.quotas.most_digests(request.workspace)
        due_at = self.channels.plan(channel, schedule, now, request.user, most)
        return planned(replace(channel, schedule=schedule), due_at)

    def stop_digests(self, request: Request) -> Notice:
        """No digests come to the channel any more."""
        self.rights.check_channel(request)
        channel = self._channel(request)
        self.channels.plan(channel, None, self.clock())
        return planned(replace(channel, schedule=None), None)

    def digest_status(self, request: Request) -> Notice:
        """When digests come to the channel, and of what."""
        channel = self.channels.find(address_of(request))
        watches = self.channels.watches(channel) if channel else ()
        return status(channel, len(self._feeds(request)), watches)

    def set_stories(self, number: str, request: Request) -> Notice:
        """How many stories a digest of the channel has at the most."""
        self.rights.check_channel(request)
        stories = _counted(number)
        if not 0 < stories <= MOST_STORIES:
            raise CommandError(f"A digest can have 1 to {MOST_STORIES} stories. For example: /digest stories 5")
        self.channels.set_budget(self._channel(request), stories)
        return self.digest_status(request)

    def say_nothing_new(self, says: bool, request: Request) -> Notice:
        """Whether a line is posted where there is nothing new."""
        self.rights.check_channel(request)
        self.channels.set_says_nothing_new(self._channel(request), says)
        return self.digest_status(request)

    def lay_out(self, layout: Layout, request: Request) -> Notice:
        """Whether a digest's stories stand in its thread, or open from its message."""
        self.rights.check_channel(request)
        self.channels.set_layout(self._channel(request), layout)
        return self.digest_status(request)

    def watch(self, words: str, muted: bool, request: Request) -> Notice:
        """Puts what has these words, or an actor of this name, first in digests; or keeps it out of them.

        It concerns the channel's digests, or where the person may not change those, the person's own.
        """
        channel = self._watching(request)
        self.channels.watch(channel, Watch(words, muted), self.clock())
        return watched(self.channels.watches(channel))

    def stop_watching(self, words: str, request: Request) -> Notice:
        """Takes a watch away."""
        channel = self._watching(request)
        if not self.channels.stop_watching(channel, words):
            raise CommandError(f"“{words}” is not watched here. {watched(self.channels.watches(channel)).text}")
        return watched(self.channels.watches(channel))

    def list_watches(self, request: Request) -> Notice:
        """What is watched here."""
        return watched(self.channels.watches(self._watching(request)))

    def show_reports(self, request: Request) -> Notice:
        """What readers found wrong."""
        self.rights.check_workspace(request)
        return reported(self.reports.latest(request.workspace))

    def let_members_manage(self, may: bool, request: Request) -> Notice:
        """Whether all members may change what the bot does; only those who manage the workspace decide that."""
        if not request.manages:
            raise NotAllowed
        self.rights.let_members_manage(request.workspace, may)
        return self.show_settings(request)

    def show_settings(self, request: Request) -> Notice:
        """Who may change what the bot does."""
        return managed(self.rights.members_manage(request.workspace))

    def _watching(self, request: Request) -> Channel:
        """The channel, or the person's own where the person may not change the channel's digests."""
        if request.direct or self.rights.manages(request):
            return self._channel(request)
        return self.channels.at(address_of(replace(request, direct=True)), self.clock())

    def _channel(self, request: Request) -> Channel:
        return self.channels.at(address_of(request), self.clock())


def _chosen(which: str, feeds: tuple[Feed, ...]) -> Feed:
    """The one feed that is meant; raises FeedError where there is none or there are several."""
    if 0 < (number := _counted(which)) <= len(feeds):
        return feeds[number - 1]
    wanted = which.lower()
    found = [feed for feed in feeds if wanted == feed.url.lower()]  # first, as a feed calls itself what it likes
    found = found or [feed for feed in feeds if wanted == feed.name.lower()]
    found = found or [feed for feed in feeds if wanted in feed.name.lower() or wanted in feed.url.lower()]
    if len(found) == 1:
        return found[0]
    reason = "Several feeds are called so" if found else "No feed is called so"
    raise FeedError(f"{reason}: “{which}”. “feeds list” shows them with their numbers.")


def _counted(word: str) -> int:
    """The number in digits; 0 for what is none, or has more digits than anything that is counted here."""
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= _DIGITS else 0
