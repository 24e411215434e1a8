"""What one workspace may have and do of what all share, so that none starves the others.

The shared collection is the operator's own, and is not limited.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, insert, select

from bot.database import writing
from bot.errors import OverQuota
from bot.limits import Limiter, Rate, hourly
from bot.model import SHARED, Request
from bot.settings import MOST_DIGESTS, MOST_FEEDS, MOST_READS
from bot.tables import rate_limits

MOST_WATCHES: Final = 50
"""In a channel: each is looked for in all articles of a digest."""
MOST_ANSWERS: Final = 1_000
"""Answers of a workspace whose buttons work. Some have a whole article with them, so all take up to 100 MB or so."""
MOST_REPORTS: Final = 1_000
"""Reports of a workspace that are kept; the latest 50 are shown."""
_PERSON: Final = Rate(20, timedelta(seconds=2))
_WORKSPACE: Final = Rate(120, timedelta(seconds=0.5))
"""Commands and buttons: more than people press, and little enough for the eight threads that answer."""
_TYPING: Final = Rate(40, timedelta(seconds=0.25))
"""Suggestions for a person: platforms ask for them at each letter, and a quick typist has five in a second."""
_EVERYBODY: Final = ""
"""The whole workspace, in the place of a person."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """How much a workspace may have, as far as the operator chooses: pages read on demand are those of an hour."""

    feeds: int = MOST_FEEDS
    digests: int = MOST_DIGESTS
    reads: int = MOST_READS


class Quotas:
    """What workspaces may still have and do; what is too much raises an OverQuota, which says when there is room."""

    def __init__(self, engine: Engine, allowed: Allowed = Allowed()) -> None:
        self.engine = engine
        self.allowed = allowed
        self._limiter = Limiter()

    def most_feeds(self, workspace: str) -> int | None:
        """How many feeds a workspace may follow; None for any number."""
        return None if workspace == SHARED else self.allowed.feeds

    def most_digests(self, workspace: str) -> int | None:
        """How many channels of a workspace may have digests; None for any number."""
        return None if workspace == SHARED else self.allowed.digests

    def admit(self, request: Request, now: datetime) -> None:
        """Counts a command or a button, in this process, for the person and for the workspace."""
        here = request.workspace
        if here != SHARED and self._limiter.take({here: _WORKSPACE, f"{here} {request.user}": _PERSON}, now):
            raise OverQuota("That was too much at once. Please ask again in a moment.")

    def may_suggest(self, request: Request, now: datetime) -> bool:
        """Counts suggestions for somebody who types."""
        key = f"typing {request.workspace} {request.user}"
        return request.workspace == SHARED or not self._limiter.take({key: _TYPING}, now)

    def read(self, request: Request, now: datetime) -> None:
        """Counts pages that are read because somebody asks, over all processes.

        One person has half of what the workspace has, so that the others can ask as well.
        """
        if request.workspace == SHARED:
            return
        most = {_EVERYBODY: self.allowed.reads, request.user: max(1, self.allowed.reads // 2)}
        rates = {who: hourly(number) for who, number in most.items()}
        waits = self._take(request.workspace, rates, now)
        who = max(waits, key=lambda each: waits[each])
        if waits[who]:
            whose = "This workspace" if who == _EVERYBODY else "One person"
            raise OverQuota(
                f"{whose} may have {most[who]} pages an hour read, {rates[who].burst} of them at once. "
                f"The next one can be read in {_in_words(waits[who])}."
            )

    def _take(self, workspace: str, rates: dict[str, Rate], now: datetime) -> dict[str, timedelta]:
        """As `Limiter.take`, in the database: the wait of each."""
        here = rate_limits.c.workspace == workspace
        with writing(self.engine, lock="rates") as connection:
            connection.execute(delete(rate_limits).where(here, rate_limits.c.free_at <= now))
            rows = connection.execute(select(rate_limits.c.user, rate_limits.c.free_at).where(here)).all()
            free_at = {row.user: row.free_at for row in rows}
            waits = {who: rate.wait(free_at.get(who), now) for who, rate in rates.items()}
            if not any(waits.values()):
                used = [
                    {"workspace": workspace, "user": who, "free_at": rate.used(free_at.get(who), now)}
                    for who, rate in rates.items()
                ]
                connection.execute(delete(rate_limits).where(here, rate_limits.c.user.in_(rates)))
                connection.execute(insert(rate_limits), used)
        return waits


def check_room(has: int, most: int | None, full: str) -> None:
    """Raises an OverQuota that says `full`, with both numbers in it, where there is no room for one more."""
    if most is not None and has >= most:
        raise OverQuota(full.format(has=has, most=most))


def _in_words(wait: timedelta) -> str:
    seconds = -(-wait // timedelta(seconds=1))
    return f"{seconds} s" if seconds <= 90 else f"{-(-seconds // 60)} min"
