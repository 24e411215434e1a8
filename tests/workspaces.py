"""Workspaces that have something of all there is: a row in every table that holds anything of a workspace."""

from typing import Final

from bot.answers import Answers, Asked
from bot.archive import Archive
from bot.channels import Address, Channels, Watch
from bot.departures import Departures
from bot.digests import Digests
from bot.encryption import Cipher
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.following import Feeds
from bot.installations import Installation, Installations
from bot.model import DisputeList, Request
from bot.quotas import Quotas
from bot.reports import Report, Reports, Suspect
from bot.rights import Rights
from bot.schedule_words import parse_schedule
from tests.briefings import NOW, briefing
from tests.outlets import told

KEY: Final = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
OTHER_KEY: Final = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="


def installation(workspace: str, token: str = "xoxb-hush", **about: object) -> Installation:
    """That a workspace has added the bot."""
    named = {"name": "Acme", "bot_user": "UBOT", "scopes": ("chat:write",), "installed_by": "U1", "installed_at": NOW}
    return Installation("slack", workspace, token=token, **{**named, **about})  # type: ignore[arg-type]


def fill(archive: Archive, workspace: str, name: str = "Ann Lee") -> None:
    """Fills a workspace; somebody of that name speaks and is disputed there."""
    Departures(archive.engine).left("slack", workspace, NOW)
    archive.keep(
        briefing(name, "Bob Ray", url=f"https://{workspace or 'shared'}.example/1", about=name), workspace, NOW
    )
    for outlet, number in (("Bay Post", "Twelve"), ("Hill Echo", "Three"), ("Vale Courier", "Three")):
        sentences = ("", "", f"{number} people were killed"), ("", "", f"{outlet} was there")
        archive.keep(told(outlet, *sentences), workspace, NOW)
    _follow(archive, workspace)
    _post(archive, workspace, name)
    Answers(archive.engine).keep(workspace, Asked(f"/who {name}", DisputeList(name, (), 0)), NOW)
    Reports(archive.engine).add(workspace, Report(Suspect(1, "s1", f"{name}: it rains"), "speaker", "U1", NOW))
    Quotas(archive.engine).read(Request("", workspace, "U1"), NOW)
    Rights(archive.engine).let_members_manage(workspace, True)
    Installations(archive.engine, Cipher((KEY,))).keep(installation(workspace))


def _follow(archive: Archive, workspace: str) -> None:
    """A feed of its own, with an entry, and one that all follow."""
    feeds = Feeds(archive.engine)
    url = f"https://{workspace or 'shared'}.example/rss"
    feed, _ = feeds.follow(workspace, url, f"Feed of {workspace}", NOW)
    entry = ParsedEntry("1", f"https://{workspace}.example/1", "Rain", NOW, None)
    feeds.changed(feed, ParsedFeed("rss", feed.title, None, (entry,)), Fetched(url, "", None, b""), NOW)
    feeds.follow(workspace, "https://wire.example/rss", "Wire", NOW)


def _post(archive: Archive, workspace: str, name: str) -> None:
    """A channel that watches somebody, and had a digest."""
    channels = Channels(archive.engine)
    channel = channels.at(Address("slack", workspace, "C1"), NOW)
    channels.watch(channel, Watch(name, muted=False), NOW)
    channels.plan(channel, parse_schedule("08:00", "Europe/Berlin"), NOW)
    Digests(archive.engine, "UTC").post(channels.at(channel.address, NOW), NOW)
