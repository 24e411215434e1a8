"""Workspaces that the bot was taken out of have some time to come back to what they had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.archive import Archive, open_archive
from bot.channels import Address, Channels
from bot.departures import GRACE, Departures
from bot.schedule_words import parse_schedule
from tests.briefings import NOW, briefing

BAY, HILL, ANN = (Address("discord", workspace, f"C{workspace}") for workspace in ("1", "2", "@ann"))


@dataclass(frozen=True, slots=True)
class World:
    """Two servers and a person, with a channel each."""

    archive: Archive
    channels: Channels
    departures: Departures

    def served(self) -> set[str]:
        """The workspaces to whose channels something is sent."""
        return {channel.address.workspace for channel in self.channels.due(NOW + timedelta(days=2))}


@pytest.fixture
def world(archive_url: str) -> Iterator[World]:
    with open_archive(archive_url) as archive:
        world = World(archive, Channels(archive.engine), Departures(archive.engine))
        for address in (BAY, HILL, ANN):
            schedule = parse_schedule("08:00", "UTC")
            world.channels.plan(world.channels.at(address, NOW), schedule, NOW)
        yield world


def test_nothing_is_sent_where_the_bot_was_taken_out(world: World) -> None:
    world.departures.left("discord", "1", NOW)
    assert world.served() == {"2", "@ann"}


def test_who_takes_it_in_again_has_what_was_there(world: World) -> None:
    world.departures.left("discord", "1", NOW)
    world.departures.back("discord", "1")
    assert world.served() == {"1", "2", "@ann"}
    assert world.departures.forget(NOW + 2 * GRACE) == 0


def test_a_channel_that_was_closed_for_another_reason_stays_so(world: World) -> None:
    world.channels.pause(world.channels.at(BAY, NOW).id, "it was deleted")
    world.departures.left("discord", "1", NOW)
    world.departures.back("discord", "1")
    assert world.served() == {"2", "@ann"}


@pytest.mark.parametrize(("later", "known"), [(GRACE - timedelta(seconds=1), True), (GRACE, False)])
def test_what_they_had_is_deleted_when_their_time_is_over(world: World, later: timedelta, known: bool) -> None:
    world.archive.keep(briefing("Ann Lee"), "1", NOW)
    world.departures.left("discord", "1", NOW)
    world.departures.left("discord", "1", NOW + timedelta(days=1))
    assert world.departures.forget(NOW + later) == (not known)
    assert (world.channels.find(BAY) is not None) == known
    assert bool(world.archive.actor_names("ann", ("1",), 9)) == known
    assert world.channels.find(HILL) is not None


def test_departures_while_the_bot_was_away_are_noticed(world: World) -> None:
    world.departures.see("discord", {"2"}, NOW)
    assert world.served() == {"2", "@ann"}
    world.departures.see("discord", {"1", "2"}, NOW + timedelta(days=1))
    assert world.served() == {"1", "2", "@ann"}


def test_another_platform_has_workspaces_of_its_own(world: World) -> None:
    world.departures.see("slack", set(), NOW)
    assert world.served() == {"1", "2", "@ann"}
