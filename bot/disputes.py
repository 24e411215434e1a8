"""Which disputes of the archive are asked for: by words, or by who is a side of them; and who is."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, false, select, true

from bot.tables import actors, dispute_side_actors, dispute_sides, disputes

_MOST_WORDS: Final = 12
"""Words of a question that are looked for."""


def folded(text: str) -> str:
    """Text as it is searched: words in lower case without accents, a space before each."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(f" {word}" for word in re.findall(r"[^\W_]+", bare.casefold()))


def with_words(words: str) -> ColumnElement[bool]:
    """Has the dispute a word that begins with each of these, in its point, names or evidence?"""
    wanted = folded(words).split()[:_MOST_WORDS]
    if not wanted:
        return false()
    return and_(true(), *(disputes.c.search.contains(f" {word}", autoescape=True) for word in wanted))


def with_side(actor_ids: Collection[int]) -> ColumnElement[bool]:
    """Is one of the actors a side of the dispute?"""
    sides = select(dispute_sides.c.dispute_id).join(dispute_side_actors)
    return disputes.c.id.in_(sides.where(dispute_side_actors.c.actor_id.in_(actor_ids)))


def cast_of(connection: Connection, side_ids: Collection[int]) -> defaultdict[int, list[Any]]:
    """The actors of each side, as rows (id, name, kind), in their order."""
    links = dispute_side_actors
    query = (
        select(links.c.side_id, actors.c.id, actors.c.name, actors.c.kind)
        .join(actors)
        .where(links.c.side_id.in_(side_ids))
        .order_by(links.c.side_id, links.c.position)
    )
    cast: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        cast[row.side_id].append(row)
    return cast
