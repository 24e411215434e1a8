"""How fast requests are made of Discord, which counts those of all processes of a bot together.

discord.py waits after Discord has refused a request; by then a process with many messages has had many refused, and
Discord keeps out for hours who has 10,000 of them in ten minutes.
"""

import asyncio
from types import SimpleNamespace
from typing import Final

import aiohttp

MOST: Final = 45.0
"""Requests a second, of the 50 that Discord allows."""
_LEAST: Final = 2.0
_TOO_MANY: Final = 429
_FREE: Final = ("/interactions/", "/webhooks/")
"""Answers to what people ask, which Discord does not count."""


class Pace:
    """Requests a second: half as many after a refusal, as other processes make some too, and then a little more each
    second. `now` is in seconds, of a clock that never goes back."""

    def __init__(self, most: float = MOST) -> None:
        self.rate = self.most = most
        self._turn = self._slowed = 0.0

    def turn(self, now: float) -> float:
        """Takes the next turn; gives the seconds until it comes."""
        turn = max(self._turn, now)
        self._turn = turn + 1 / self.rate
        return turn - now

    def refused(self, now: float) -> None:
        """There were too many requests; those that were on their way together count once."""
        if now - self._slowed >= 1:
            self._slowed = now
            self.rate = max(self.rate / 2, _LEAST)

    def accepted(self) -> None:
        """A request was one of those that are allowed."""
        self.rate = min(self.rate + 1 / self.rate, self.most)


def paced(pace: Pace) -> aiohttp.TraceConfig:
    """What has a client of aiohttp keep to the pace."""

    async def wait(session: aiohttp.ClientSession, _: SimpleNamespace, about: aiohttp.TraceRequestStartParams) -> None:
        if not any(each in about.url.path for each in _FREE):
            await asyncio.sleep(pace.turn(asyncio.get_running_loop().time()))

    async def learn(session: aiohttp.ClientSession, _: SimpleNamespace, about: aiohttp.TraceRequestEndParams) -> None:
        answer = about.response
        if answer.status == _TOO_MANY and answer.headers.get("X-RateLimit-Scope") == "global":
            pace.refused(asyncio.get_running_loop().time())
        else:
            pace.accepted()

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(wait)
    tracing.on_request_end.append(learn)
    return tracing
