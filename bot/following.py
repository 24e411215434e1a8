"""The feeds that workspaces follow, what is known of their entries, and which of these are waiting to be read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, delete, exists, func, insert, select, update

from bot.database import reading, writing
from bot.feeds import ParsedEntry, ParsedFeed, entry_keys, new_entries
from bot.fetching import Fetched, Validators
from bot.links import link_key, page_key, short_key
from bot.model import SHARED, Notice
from bot.outbox import put
from bot.quotas import check_room
from bot.tables import articles, channels, entries, feeds, follows, postings
from bot.tables import entry_keys as known_keys
from bot.views import Workspaces, seen

EntryState = Literal["old", "waiting", "read", "failed"]
"""Known but never to be read; to be read; read; given up."""

FRESH: Final = timedelta(days=1)
"""Entries older than this when a feed is added are taken as known."""
MOST_AT_FIRST: Final = 10
"""Entries of a feed that are read when it is added: the newest."""
MOST_AT_ONCE: Final = 50
"""New entries of a feed that are read at a time; a feed that has more has been rewritten, or was away for long."""
OFTEN: Final = timedelta(minutes=15)
SELDOM: Final = timedelta(hours=1)
"""How long until a feed is looked at again, where it had something new within a day, and where it had not."""
LONGEST_REST: Final = timedelta(days=1)
"""Between two looks at a feed that cannot be read."""
REVISITED: Final = (timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
"""After it was read, and after each visit: how long until the page of an article that was posted is looked at again."""
MOST_A_DAY: Final = 1_000
"""New entries of a feed, after which it rests for a day: press wires have fewer, and each is a row."""
KEPT_FOR: Final = timedelta(days=7)
"""How long entries that do not wait are kept; what they are known by stays."""
FAILURES: Final = 5
"""In a row, after which a feed's followers are told."""
_TRIES: Final = 3
"""To read an entry, before it is given up."""
_TRY_AGAIN: Final = timedelta(minutes=20)
_FULL: Final = (
    "This workspace follows {has} feeds, and {most} are the most. Take one away first: “feeds list” shows them, and "
    "“feeds remove NUMBER” takes one away."
)
_FORGOTTEN: Final = timedelta(days=60)
"""After which an entry that was never read is dropped, and the key of one that the feed no longer has."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is kept; `due_at` is None where it is looked at no more unless somebody asks for it."""

    id: int
    url: str
    title: str | None
    validators: Validators
    checked_at: datetime | None
    fresh_at: datetime | None
    due_at: datetime | None
    failures: int
    trouble: str | None

    @property
    def name(self) -> str:
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is to be read, for the workspaces that follow its feed."""

    id: int
    url: str
    title: str | None
    published: datetime | None
    workspaces: tuple[str, ...]


class Feeds:
    """The feeds of all workspaces; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine, most_articles: int | None = None) -> None:
        self.engine = engine
        self.most_articles = most_articles
        """Of a workspace within a day, after which its entries wait; None for any number."""

    def follow(
        self, workspace: str, url: str, title: str | None, now: datetime, most: int | None = None
    ) -> tuple[Feed, bool]:
        """Follows the feed at an address, which is looked at next; tells whether the workspace did so already.

        Where others follow it, its latest entries are read once more for this workspace. Raises OverQuota where the
        workspace follows as many as it may, if there is a `most`.
        """
        with writing(self.engine, lock="feeds") as connection:
            feed_id = connection.scalar(select(feeds.c.id).where(feeds.c.key == short_key(link_key(url))))
            if feed_id is None:
                row = {"key": short_key(link_key(url)), "url": url, "title": title, "due_at": now, "failures": 0}
                feed_id = connection.execute(insert(feeds).values(row).returning(feeds.c.id)).scalar_one()
            known = _is_followed(connection, feed_id, workspace)
            if not known:
                check_room(_number_followed(connection, workspace), most, _FULL)
                _read_again(connection, feed_id, now)
                connection.execute(update(feeds).where(feeds.c.id == feed_id).values(due_at=now))
                row = {"feed_id": feed_id, "workspace": workspace, "added_at": now, "told": False}
                connection.execute(insert(follows).values(row))
            return _as_feed(connection.execute(select(feeds).where(feeds.c.id == feed_id)).one()), known

    def unfollow(self, workspace: str, feed_id: int) -> None:
        """Takes a feed from a workspace; one that nobody follows any more goes, with all that is known of it."""
        with writing(self.engine, lock="feeds") as connection:
            connection.execute(delete(follows).where(follows.c.feed_id == feed_id, follows.c.workspace == workspace))
            connection.execute(delete(feeds).where(~exists().where(follows.c.feed_id == feeds.c.id)))

    def of(self, workspaces: Workspaces) -> tuple[Feed, ...]:
        """The feeds that are followed, by name."""
        followed = select(follows.c.feed_id).where(seen(workspaces, follows.c.workspace))
        return self._feeds(feeds.c.id.in_(followed), func.lower(func.coalesce(feeds.c.title, feeds.c.url)))

    def due(self, now: datetime, limit: int | None = None, feed_id: int | None = None) -> tuple[Feed, ...]:
        """The feeds that are to be looked at, in turns of the workspaces that follow them. Only one, if it is given.

        Of each workspace those come first that have waited longest.
        """
        which = feeds.c.due_at <= now
        query = _in_turns(feeds, which if feed_id is None else which & (feeds.c.id == feed_id))
        with reading(self.engine) as connection:
            return tuple(map(_as_feed, connection.execute(query.limit(limit))))

    def _feeds(self, which: ColumnElement[bool], order: ColumnElement[Any]) -> tuple[Feed, ...]:
        with reading(self.engine) as connection:
            return tuple(map(_as_feed, connection.execute(select(feeds).where(which).order_by(order, feeds.c.id))))

    def counts(self, feed_id: int) -> dict[str, int]:
        """How many entries of a feed are in each state, and how many of all have no date (`undated`)."""
        query = (
            select(entries.c.state, func.count().label("number"), func.count(entries.c.published).label("dated"))
            .where(entries.c.feed_id == feed_id)
            .group_by(entries.c.state)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return {row.state: row.number for row in rows} | {"undated": sum(row.number - row.dated for row in rows)}

    def unchanged(self, feed: Feed, fetched: Fetched, now: datetime) -> None:
        """The feed was looked at, and has not changed; what the site does not say again still holds."""
        said, known = fetched.validators, feed.validators
        validators = Validators(said.etag or known.etag, said.modified or known.modified)
        with writing(self.engine, lock="feeds") as connection:
            _note_look(connection, feed, now, validators, _moved(connection, feed, fetched))

    def changed(self, feed: Feed, parsed: ParsedFeed, fetched: Fetched, now: datetime) -> int:
        """The feed was looked at; gives the number of new entries, which are read from now on; none if it was removed.

        The first time these are the newest of the last day. A feed that suddenly has more than `MOST_AT_ONCE` has been
        rewritten: only the newest of them are read.
        """
        with writing(self.engine, lock="feeds") as connection:
            if not _is_kept(connection, feed.id):
                return 0
            fresh = new_entries(_known(connection, feed.id, parsed), parsed)
            _see_again(connection, feed.id, parsed, now)
            first = feed.checked_at is None or not _has_entries(connection, feed.id)
            young = [each for each in fresh if _is_young(each, now)] if first else fresh
            taken = _take(connection, feed.id, fresh, young[-(MOST_AT_FIRST if first else MOST_AT_ONCE) :], now)
            row: dict[str, Any] = {
                "title": parsed.title or feed.title,
                "fresh_at": now if fresh else feed.fresh_at,
            }
            if not first and len(fresh) > MOST_AT_ONCE:
                row["trouble"] = f"it had {len(fresh)} new entries at once; {taken} of them are read"
            if (lately := _number_found(connection, feed.id, now)) > MOST_A_DAY:
                row["trouble"] = f"it had {lately} new entries within a day, and rests until tomorrow"
                row["due_at"] = now + LONGEST_REST
            _note_look(connection, feed, now, fetched.validators, row | _moved(connection, feed, fetched))
            return taken

    def failed(self, feed: Feed, trouble: str, now: datetime, wait: float | None = None, gone: bool = False) -> None:
        """The feed could not be read: it is tried again later and later; one that is gone for good, no more."""
        rest = min(OFTEN * 2 ** min(feed.failures, 10), LONGEST_REST)
        row = {
            "checked_at": now,
            "due_at": None if gone else now + max(rest, _bounded(wait)),
            "failures": feed.failures + 1,
            "trouble": trouble,
        }
        with writing(self.engine, lock="feeds") as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed.id).values(row))

    def look_again(self, workspaces: Workspaces, now: datetime, troubled: bool) -> None:
        """Makes the feeds that are followed due; those with trouble, which rest, only if asked for."""
        followed = select(follows.c.feed_id).where(seen(workspaces, follows.c.workspace))
        which = feeds.c.id.in_(followed) if troubled else feeds.c.id.in_(followed) & (feeds.c.failures == 0)
        with writing(self.engine, lock="feeds") as connection:
            connection.execute(update(feeds).where(which).values(due_at=now))

    def postpone(self, rest: Iterable[Feed], wait: float, now: datetime) -> None:
        """The site of these feeds is left alone for some seconds, a day at most."""
        self._put_off(feeds, rest, wait, now)

    def postpone_reading(self, rest: Iterable[Entry], wait: float, now: datetime) -> None:
        """The site of these entries is left alone for some seconds, a day at most."""
        self._put_off(entries, rest, wait, now)

    def _put_off(self, table: Table, rest: Iterable[Feed | Entry], wait: float, now: datetime) -> None:
        which = table.c.id.in_([each.id for each in rest])
        with writing(self.engine, lock="feeds") as connection:
            connection.execute(update(table).where(which).values(due_at=now + _bounded(wait)))

    def announce(self, failures: int, now: datetime) -> int:
        """Has each workspace told, once, of its feeds that failed so often or are gone, where its digests go.

        Gives the number of notices.
        """
        bad = (feeds.c.failures >= failures) | feeds.c.due_at.is_(None)
        untold = select(follows.c.workspace, feeds).join(feeds).where(bad, follows.c.told.is_(False))
        number = 0
        with writing(self.engine, lock="feeds") as connection:
            for row in connection.execute(untold.order_by(feeds.c.id)).all():
                which = (follows.c.feed_id == row.id) & (follows.c.workspace == row.workspace)
                connection.execute(update(follows).where(which).values(told=True))
                notice = Notice(_announcement(_as_feed(row)), ok=False)
                reached = (channels.c.workspace == row.workspace) & channels.c.schedule.is_not(None)
                for channel_id in connection.scalars(select(channels.c.id).where(reached)).all():
                    put(connection, channel_id, f"feed:{channel_id}:{row.id}:{now.isoformat()}", notice, now)
                    number += 1
        return number

    def waiting(self, now: datetime, limit: int, entry_id: int | None = None) -> tuple[Entry, ...]:
        """Entries that are to be read now, in turns of the workspaces that follow their feeds. Only one, if given.

        Of each workspace the oldest come first, so that one with a large backlog holds up no other.
        """
        which = (entries.c.state == "waiting") & (entries.c.due_at <= now)
        if self.most_articles is not None:
            which &= follows.c.workspace.not_in(_sated(now, self.most_articles))
        return self._entries(which, limit, entry_id)

    def _entries(self, which: ColumnElement[bool], limit: int, entry_id: int | None) -> tuple[Entry, ...]:
        which = which if entry_id is None else which & (entries.c.id == entry_id)
        query = _in_turns(entries, which).limit(limit)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            followers = _followers(connection, {row.feed_id for row in rows})
        return tuple(Entry(row.id, row.url, row.title, row.published, followers[row.feed_id]) for row in rows)

    def read(self, entry: Entry, article_key: str, now: datetime) -> None:
        """The entry was read, and its briefing is kept; its page is looked at again later, and once more after that."""
        with writing(self.engine, lock="feeds") as connection:
            state = connection.execute(select(entries.c.state, entries.c.tries).where(entries.c.id == entry.id)).first()
            visits = state.tries if state is not None and state.state == "read" else 0
            due_at = now + REVISITED[min(visits, len(REVISITED) - 1)]
            row = {"state": "read", "trouble": None, "tries": visits + 1, "due_at": due_at, "article_key": article_key}
            connection.execute(update(entries).where(entries.c.id == entry.id).values(row))

    def to_revisit(self, now: datetime, limit: int, entry_id: int | None = None) -> tuple[Entry, ...]:
        """Entries whose articles were posted, and whose pages are to be looked at once more. Only one, if given."""
        posted = exists().where(postings.c.key == entries.c.article_key, postings.c.delivery_id.is_not(None))
        which = (entries.c.state == "read") & (entries.c.due_at <= now) & (entries.c.tries <= len(REVISITED))
        return self._entries(which & posted, limit, entry_id)

    def unread(self, entry: Entry, trouble: str, now: datetime, for_good: bool, wait: float | None = None) -> None:
        """The entry could not be read: it is tried again twice, later, unless that is no use."""
        with writing(self.engine, lock="feeds") as connection:
            tries = (connection.scalar(select(entries.c.tries).where(entries.c.id == entry.id)) or 0) + 1
            state = "failed" if for_good or tries >= _TRIES else "waiting"
            due_at = now + max(_TRY_AGAIN * 3**tries, _bounded(wait))
            row = {"state": state, "tries": tries, "trouble": trouble, "due_at": due_at}
            connection.execute(update(entries).where(entries.c.id == entry.id).values(row))

    def article_of(self, entry: Entry) -> str | None:
        """The key of the article that was read for another entry of the same address, or was found at it."""
        known = select(entries.c.article_key).where(entries.c.url == entry.url, entries.c.article_key.is_not(None))
        with reading(self.engine) as connection:
            key = connection.scalars(known.limit(1)).first() or page_key(entry.url)
            return connection.scalars(select(articles.c.key).where(articles.c.key == key).limit(1)).first()

    def followers(self, entry: Entry) -> frozenset[str]:
        """The workspaces that follow the entry's feed at this moment."""
        query = select(follows.c.workspace).join(entries, entries.c.feed_id == follows.c.feed_id)
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query.where(entries.c.id == entry.id)))

    def kept_for(self, article_key: str) -> frozenset[str]:
        """The workspaces that have an article."""
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(select(articles.c.workspace).where(articles.c.key == article_key)))


def _sated(now: datetime, most: int) -> Select[Any]:
    """The workspaces that had as many articles within a day as they may; the operator's own is never one."""
    lately = (articles.c.added_at > now - timedelta(days=1)) & (articles.c.workspace != SHARED)
    return select(articles.c.workspace).where(lately).group_by(articles.c.workspace).having(func.count() >= most)


def _in_turns(table: Table, which: ColumnElement[bool]) -> Select[Any]:
    """The rows in turns of those who follow: first what is first for each of them, then what is second, and so on."""
    feed_id = feeds.c.id if table is feeds else entries.c.feed_id
    order = (table.c.due_at, table.c.id)
    turn = func.row_number().over(partition_by=follows.c.workspace, order_by=order).label("turn")
    turns = select(table.c.id, turn).join(follows, follows.c.feed_id == feed_id).where(which).subquery()
    first = select(turns.c.id, func.min(turns.c.turn).label("turn")).group_by(turns.c.id).subquery()
    return select(table).join(first, first.c.id == table.c.id).order_by(first.c.turn, *order)


def _announcement(feed: Feed) -> str:
    after = "It is not looked at any more" if feed.due_at is None else "It is tried again once a day at least"
    return f"The feed {feed.name} cannot be read: {feed.trouble}. {after}; “feeds check” tries it at once."


def _as_feed(row: Any) -> Feed:
    validators = Validators(row.etag, row.modified)
    return Feed(
        row.id, row.url, row.title, validators, row.checked_at, row.fresh_at, row.due_at, row.failures, row.trouble
    )


def _is_followed(connection: Connection, feed_id: int, workspace: str) -> bool:
    found = select(follows).where(follows.c.feed_id == feed_id, follows.c.workspace == workspace)
    return connection.execute(found).first() is not None


def _number_followed(connection: Connection, workspace: str) -> int:
    return connection.execute(select(func.count()).where(follows.c.workspace == workspace)).scalar_one()


def _is_kept(connection: Connection, feed_id: int) -> bool:
    """Feeds are removed while they are being fetched."""
    return connection.scalar(select(feeds.c.id).where(feeds.c.id == feed_id)) is not None


def _bounded(wait: float | None) -> timedelta:
    """The time that a site wants us to wait, as far as we do."""
    return timedelta(seconds=min(wait or 0.0, LONGEST_REST.total_seconds()))


def _has_entries(connection: Connection, feed_id: int) -> bool:
    return connection.execute(select(known_keys).where(known_keys.c.feed_id == feed_id)).first() is not None


def _is_young(entry: ParsedEntry, now: datetime) -> bool:
    """Of an entry without a date nobody knows how old it is."""
    return entry.published is not None and now - entry.published <= FRESH


def _note_look(
    connection: Connection, feed: Feed, now: datetime, validators: Validators, row: Mapping[str, Any]
) -> None:
    """The feed is well: when it is looked at next depends on when it had something new."""
    fresh_at = row.get("fresh_at", feed.fresh_at)
    lately = fresh_at is not None and now - fresh_at <= FRESH
    looked = {
        "etag": validators.etag,
        "modified": validators.modified,
        "checked_at": now,
        "due_at": now + (OFTEN if lately else SELDOM),
        "failures": 0,
        "trouble": None,
    }
    connection.execute(update(feeds).where(feeds.c.id == feed.id).values(looked | dict(row)))
    connection.execute(update(follows).where(follows.c.feed_id == feed.id).values(told=False))


def _take(
    connection: Connection,
    feed_id: int,
    fresh: Sequence[ParsedEntry],
    wanted: Sequence[ParsedEntry],
    now: datetime,
) -> int:
    """Has the wanted ones of the new entries read, if they lead somewhere; the others are known from now on."""
    taken = [each for each in wanted if each.url is not None]
    _insert(connection, feed_id, [each for each in fresh if each not in taken], "old", now)
    _insert(connection, feed_id, taken, "waiting", now)
    return len(taken)


def _insert(
    connection: Connection, feed_id: int, found: Iterable[ParsedEntry], state: EntryState, now: datetime
) -> None:
    rows = [
        {
            "feed_id": feed_id,
            "url": each.url,
            "title": each.title,
            "published": each.published,
            "found_at": now,
            "state": state,
            "due_at": now,
            "tries": 0,
        }
        for each in found
    ]
    if rows:
        connection.execute(insert(entries), rows)
    _learn(connection, feed_id, [key for each in found for key in entry_keys(each)], now)


def _learn(connection: Connection, feed_id: int, keys: Iterable[str], now: datetime) -> None:
    new = set(keys)
    here = known_keys.c.feed_id == feed_id
    new -= set(connection.scalars(select(known_keys.c.key).where(here, known_keys.c.key.in_(new))))
    if new:
        connection.execute(
            insert(known_keys), [{"feed_id": feed_id, "key": key, "seen_at": now} for key in sorted(new)]
        )


def _known(connection: Connection, feed_id: int, parsed: ParsedFeed) -> set[str]:
    keys = {key for each in parsed.entries for key in entry_keys(each)}
    query = select(known_keys.c.key).where(known_keys.c.feed_id == feed_id, known_keys.c.key.in_(keys))
    return set(connection.scalars(query))


def _see_again(connection: Connection, feed_id: int, parsed: ParsedFeed, now: datetime) -> None:
    """Keeps the keys of what the feed still has, an entry's other ones too; drops those long gone."""
    keys = {key for each in parsed.entries for key in entry_keys(each)}
    known = _known(connection, feed_id, parsed)
    again = [key for each in parsed.entries if known.intersection(entry_keys(each)) for key in entry_keys(each)]
    here = known_keys.c.feed_id == feed_id
    connection.execute(update(known_keys).where(here, known_keys.c.key.in_(keys)).values(seen_at=now))
    _learn(connection, feed_id, again, now)
    connection.execute(delete(known_keys).where(here, known_keys.c.seen_at < now - _FORGOTTEN))
    done_with = (entries.c.state != "waiting") & (entries.c.found_at < now - KEPT_FOR)
    given_up = entries.c.found_at < now - _FORGOTTEN
    connection.execute(delete(entries).where(entries.c.feed_id == feed_id, done_with | given_up))


def _number_found(connection: Connection, feed_id: int, now: datetime) -> int:
    """How many entries were new within a day."""
    lately = (entries.c.feed_id == feed_id) & (entries.c.found_at > now - timedelta(days=1))
    return connection.execute(select(func.count()).select_from(entries).where(lately)).scalar_one()


def _read_again(connection: Connection, feed_id: int, now: datetime) -> int:
    """Has the latest entries of a feed that others follow read once more, for whoever follows it now."""
    lately = (
        select(entries.c.id)
        .where(entries.c.feed_id == feed_id, entries.c.state == "read", entries.c.found_at >= now - FRESH)
        .order_by(entries.c.id.desc())
        .limit(MOST_AT_FIRST)
    )
    ids = connection.scalars(lately).all()
    connection.execute(update(entries).where(entries.c.id.in_(ids)).values(state="waiting", due_at=now, tries=0))
    return len(ids)


def _moved(connection: Connection, feed: Feed, fetched: Fetched) -> dict[str, str]:
    """The new address of a feed that has moved for good, unless another feed has it."""
    if fetched.moved_to is None:
        return {}
    key = short_key(link_key(fetched.moved_to))
    taken = connection.scalar(select(feeds.c.id).where(feeds.c.key == key, feeds.c.id != feed.id))
    return {} if taken else {"url": fetched.moved_to, "key": key}


def _followers(connection: Connection, feed_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    query = select(follows.c.feed_id, follows.c.workspace).where(follows.c.feed_id.in_(feed_ids))
    found: dict[int, tuple[str, ...]] = {}
    for feed_id, workspace in connection.execute(query.order_by(follows.c.workspace)):
        found[feed_id] = (*found.get(feed_id, ()), workspace)
    return found
