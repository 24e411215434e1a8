"""How fast Discord is asked: within what it allows, and slower where other processes of the bot ask too."""

import asyncio
import time

import aiohttp
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.pacing import MOST, Pace, paced
from tests.sites import Site


@given(st.lists(st.floats(0, 0.2), max_size=200))
def test_no_second_has_more_requests_than_discord_allows(pauses: list[float]) -> None:
    pace, now, made = Pace(), 100.0, list[float]()
    for pause in pauses:
        now += pause
        made.append(now + pace.turn(now))
    assert all(sum(at <= each < at + 1 for each in made) <= 50 for at in made)


def test_whoever_asks_seldom_does_not_wait() -> None:
    pace = Pace()
    assert [pace.turn(100.0 + second) for second in range(5)] == [0, 0, 0, 0, 0]


def test_processes_that_share_the_allowance_go_slower_after_a_refusal_and_soon_faster_again() -> None:
    pace = Pace()
    pace.refused(100.0)
    pace.refused(100.3)  # was on its way already
    assert pace.rate == MOST / 2
    pace.refused(101.5)
    assert pace.rate == MOST / 4
    for _ in range(round(10 * MOST)):
        pace.accepted()
    assert MOST / 2 < pace.rate <= MOST


def test_however_often_discord_refuses_something_is_asked() -> None:
    pace = Pace()
    for second in range(1_000):
        pace.refused(100.0 + 2 * second)
    assert pace.turn(5_000.0) == 0
    assert pace.turn(5_000.0) < 1


def seconds_of(site: Site, pace: Pace, *paths: str) -> float:
    """How long a client at that pace takes for its requests, all of which it would make at once."""

    async def ask() -> None:
        async with aiohttp.ClientSession(trace_configs=[paced(pace)]) as session:
            await asyncio.gather(*(session.get(site.address + path) for path in paths))

    begun = time.monotonic()
    asyncio.run(ask())
    return time.monotonic() - begun


def test_requests_wait_for_their_turn_but_answers_to_people_do_not(site: Site) -> None:
    for path in ("/channels/1", "/interactions/1", "/webhooks/1"):
        site.puts(path)
    assert seconds_of(site, Pace(10), *["/channels/1"] * 6) >= 0.5
    slow = Pace(0.01)
    slow.turn(time.monotonic())
    assert seconds_of(site, slow, "/interactions/1", "/webhooks/1") < 10


def test_only_a_refusal_for_all_that_the_bot_asks_slows_it_down(site: Site) -> None:
    site.puts("/shared", status=429, X_RateLimit_Scope="shared")
    site.puts("/global", status=429, X_RateLimit_Scope="global")
    pace = Pace()
    seconds_of(site, pace, "/shared")
    assert pace.rate == MOST
    seconds_of(site, pace, "/global")
    assert pace.rate == MOST / 2
