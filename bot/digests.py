"""Composes the digest of a channel from what it has not had yet, and puts it into the outbox."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import log2
from typing import Any, Final

from sqlalchemy import Connection, Engine, exists, func, insert, or_, select, update

from bot.channels import Channel, Watch, as_channel, watches_of
from bot.database import reading, writing
from bot.ledger import contested_since, find_points
from bot.model import NOTHING_NEW, ArchivedDispute, ArticleRef, Body, Change, Changes, Contested, Digest, Notice, Story
from bot.names import spelling_key
from bot.outbox import body_of, put
from bot.points import grouped
from bot.schedule import is_quiet, next_due
from bot.tables import (
    aliases,
    appearances,
    articles,
    channels,
    deliveries,
    dispute_sides,
    disputes,
    namings,
    postings,
    side_sources,
    story_links,
    story_terms,
)
from bot.telling import tell_story
from bot.terms import WORD, lowered, stem
from bot.views import ARTICLE_COLUMNS, Workspaces, article_ref, articles_seen, seen_by
from summarizers.schema import from_json

LOOK_BACK: Final = timedelta(days=3)
"""How old the articles of a digest may be; what is older is no news, also after a long downtime."""
_STORY_ARTICLES: Final = 6
"""Articles of a story that are told; the others are named."""
_DISPUTES: Final = 2
"""Disputed points that are shown of a story."""
_WATCHED, _OUTLET, _DISPUTED, _CONTINUED = 100.0, 3.0, 1.5, -2.0
"""What it adds to the rank of a story that it is watched, for each outlet beyond the first, for each disputed point,
and that the channel had it before."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An article that the channel has not had."""

    ref: ArticleRef
    key: str
    content: str
    statements: int
    disputes: int

    @property
    def outlet(self) -> str:
        return self.ref.publisher or self.ref.url or str(self.ref.id)


@dataclass(frozen=True, slots=True)
class _Event:
    """Candidates that tell one story, before it is told; `known` are the articles of it that the channel had."""

    articles: tuple[_Candidate, ...]
    known: tuple[int, ...]
    watched: tuple[str, ...]
    rank: float


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest, and what stands behind it: for each story its articles, and those of the stories left out."""

    digest: Digest
    told: tuple[tuple[_Candidate, ...], ...]
    left_out: tuple[_Candidate, ...]


class Digests:
    """The digests of all channels; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine, zone: str) -> None:
        self.engine = engine
        self.zone = zone
        """The time zone of channels without a schedule, by its IANA name."""

    def compose(self, channel: Channel, now: datetime, look_back: timedelta = LOOK_BACK) -> Composed:
        """The digest that the channel would get now; nothing is changed."""
        with reading(self.engine) as connection:
            return _compose(
                connection, channel, now, look_back, channel.schedule.zone if channel.schedule else self.zone
            )

    def post(self, channel: Channel, now: datetime, look_back: timedelta = LOOK_BACK) -> Digest | None:
        """Composes the channel's digest and has it sent; None where it had one, or a schedule, in the meantime.

        All of it happens or nothing: what was posted, and when the next one is due, are written with the messages.
        """
        composed = self.compose(channel, now, look_back)
        next_at = None if channel.schedule is None else next_due(channel.schedule, now)
        with writing(self.engine, lock=channel.address.workspace) as connection:
            unmoved = (
                channels.c.digest_at.is_not_distinct_from(channel.digest_at),
                channels.c.due_at.is_not_distinct_from(channel.due_at),
            )
            mine = update(channels).where(channels.c.id == channel.id, *unmoved)
            if connection.execute(mine.values(digest_at=now, due_at=next_at)).rowcount == 0:
                return None
            _put(connection, channel, composed, now)
        return composed.digest

    def post_due(self, due: Iterable[Channel], now: datetime) -> int:
        """Posts the digests of channels that are due, outside of their quiet hours; gives their number.

        After a downtime there is one for all that were missed.
        """
        return sum(self.post(channel, now) is not None for channel in awake(due, now))

    def post_contests(self, now: datetime) -> int:
        """Has claims that came to be contested told where they were posted; gives how many times."""
        number = 0
        with writing(self.engine, lock="channels") as connection:
            for channel in _posted_to(connection, now - LOOK_BACK):
                if channel.schedule is None or not is_quiet(channel.schedule, now):
                    workspaces = seen_by(channel.address.workspace)
                    found = contested_since(connection, now - LOOK_BACK, workspaces)
                    number += sum(_tell_contest(connection, channel, contested, now) for contested in found)
        return number

    def post_changes(self, article_id: int, changes: tuple[Change, ...], now: datetime) -> int:
        """Has every message with the article edited, and the changes told in its thread; gives their number."""
        shown = (postings.c.article_id == article_id, postings.c.delivery_id.is_not(None))
        with writing(self.engine, lock="channels") as connection:
            found = connection.execute(select(postings).where(*shown)).all()
            for posting in found:
                _tell_changes(connection, posting, changes, now)
        return len(found)


def awake(due: Iterable[Channel], now: datetime) -> Iterator[Channel]:
    """Those of the channels that are outside of their quiet hours."""
    return (each for each in due if each.schedule is not None and not is_quiet(each.schedule, now))


def _compose(connection: Connection, channel: Channel, now: datetime, look_back: timedelta, zone: str) -> Composed:
    workspaces = seen_by(channel.address.workspace)
    candidates = _candidates(connection, channel, workspaces, now - look_back)
    known = _known(connection, channel, now - 2 * look_back)
    watches = watches_of(connection, channel.id)
    events = sorted(_events(connection, candidates, known, watches), key=lambda event: -event.rank)
    shown, rest = events[: channel.budget], events[channel.budget :]
    stories = tuple(_tell(connection, event, workspaces) for event in shown)
    left_out = tuple(candidate for event in rest for candidate in event.articles)
    headlines = tuple(event.articles[0].ref for event in rest)
    digest = Digest(now, zone, stories, headlines, channel.layout == "expandable")
    return Composed(digest, tuple(event.articles for event in shown), left_out)


def _candidates(
    connection: Connection, channel: Channel, workspaces: Workspaces, since: datetime
) -> dict[int, _Candidate]:
    """The articles since then that the channel has not had, under any address."""
    had = exists().where(
        postings.c.channel_id == channel.id,
        or_(postings.c.key == articles.c.key, postings.c.content == articles.c.content),
    )
    said = select(func.coalesce(func.sum(appearances.c.statements), 0)).where(appearances.c.article_id == articles.c.id)
    disputed = select(func.count()).where(disputes.c.article_id == articles.c.id)
    query = (
        select(
            articles.c.id.label("article_id"),
            articles.c.key,
            articles.c.content,
            *ARTICLE_COLUMNS,
            said.scalar_subquery().label("said"),
            disputed.scalar_subquery().label("disputed"),
        )
        .where(articles_seen(workspaces), articles.c.added_at >= since, ~had)
        .where(or_(articles.c.published.is_(None), articles.c.published >= since))
        .order_by(func.coalesce(articles.c.published, articles.c.added_at), articles.c.id)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    return {row.article_id: _Candidate(article_ref(row), row.key, row.content, row.said, row.disputed) for row in rows}


def _known(connection: Connection, channel: Channel, since: datetime) -> set[int]:
    """The articles that the channel was shown lately."""
    shown = (postings.c.channel_id == channel.id, postings.c.delivery_id.is_not(None), postings.c.at >= since)
    return set(connection.scalars(select(postings.c.article_id).where(*shown)))


def _events(
    connection: Connection, candidates: Mapping[int, _Candidate], known: Collection[int], watches: Sequence[Watch]
) -> list[_Event]:
    """The candidates story by story, without those that are muted."""
    linked = story_links.c.relation.in_(("story", "repost"))
    ids = candidates.keys() | set(known)
    pairs = connection.execute(
        select(story_links.c.article_id, story_links.c.other_id).where(
            linked, or_(story_links.c.article_id.in_(ids), story_links.c.other_id.in_(ids))
        )
    )
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for article_id, first in grouped(((one, other) for one, other in pairs), ids).items():
        groups[first].append(article_id)
    met = _met(connection, candidates, watches)
    events = []
    for members in groups.values():
        fresh = tuple(candidate for each, candidate in candidates.items() if each in members)
        wanted = {watch for each in members for watch in met.get(each, ())}
        if fresh and not any(watch.muted for watch in wanted):
            before = tuple(each for each in members if each in known)
            watched = tuple(watch.words for watch in watches if watch in wanted)
            events.append(_Event(fresh, before, watched, _rank(fresh, bool(watched), bool(before))))
    return events


def _rank(fresh: Sequence[_Candidate], watched: bool, continued: bool) -> float:
    outlets = len({candidate.outlet for candidate in fresh})
    said = log2(1 + sum(candidate.statements for candidate in fresh))
    disputed = sum(candidate.disputes for candidate in fresh)
    return watched * _WATCHED + (outlets - 1) * _OUTLET + said + disputed * _DISPUTED + continued * _CONTINUED


def _met(
    connection: Connection, candidates: Mapping[int, _Candidate], watches: Sequence[Watch]
) -> dict[int, set[Watch]]:
    """Which watches each article meets: by an actor in it, by its title, or by what it is about."""
    met: defaultdict[int, set[Watch]] = defaultdict(set)
    for watch in watches:
        named = select(namings.c.article_id).join(aliases).where(aliases.c.key == spelling_key(watch.words))
        for article_id in connection.scalars(named.where(namings.c.article_id.in_(candidates))):
            met[article_id].add(watch)
        for article_id in _about(connection, candidates, watch.words):
            met[article_id].add(watch)
    return met


def _about(connection: Connection, candidates: Mapping[int, _Candidate], words: str) -> set[int]:
    """The articles that have all of the words in their titles, or among their features."""
    forms = [{f"n:{spelling_key(word)}", f"w:{stem(lowered(word))}"} for word in WORD.findall(words)]
    featured = select(story_terms.c.article_id, story_terms.c.term).where(
        story_terms.c.term.in_(set().union(*forms)), story_terms.c.article_id.in_(candidates)
    )
    terms: defaultdict[int, set[str]] = defaultdict(set)
    for article_id, term in connection.execute(featured):
        terms[article_id].add(term)
    for article_id, candidate in candidates.items():
        terms[article_id] |= {f"n:{spelling_key(word)}" for word in WORD.findall(candidate.ref.title or "")}
    return {article_id for article_id, has in terms.items() if forms and all(has & form for form in forms)}


def _tell(connection: Connection, event: _Event, workspaces: Workspaces) -> Story:
    told = sorted(event.articles, key=lambda each: -each.statements)[:_STORY_ARTICLES]
    query = select(articles.c.id, articles.c.briefing).where(articles.c.id.in_([each.ref.id for each in told]))
    kept = {row.id: row.briefing for row in connection.execute(query)}
    read = [(each.ref, from_json(kept[each.ref.id])) for each in event.articles if each.ref.id in kept]
    points = _points(connection, [each.ref.id for each in event.articles], workspaces)
    story = tell_story(read, points, event.watched, bool(event.known))
    return replace(story, articles=(*story.articles, *(each.ref for each in event.articles if each.ref.id not in kept)))


def _put(connection: Connection, channel: Channel, composed: Composed, now: datetime) -> None:
    """The head, then the stories in its thread unless they open from it; all articles count as posted from now on."""
    key = f"{channel.id}:{now.isoformat()}"
    digest = composed.digest
    if not digest.stories:
        if channel.says_nothing_new:
            put(connection, channel.id, key, Notice(NOTHING_NEW), now)
        return
    head = put(connection, channel.id, key, digest, now)
    for number, (story, told) in enumerate(zip(digest.stories, composed.told, strict=True)):
        delivery = head
        if not digest.expandable:
            delivery = put(connection, channel.id, f"{key}:{number}", story, now, thread_id=head)
        _record(connection, channel, told, delivery, now)
    _record(connection, channel, composed.left_out, None, now)


def _record(
    connection: Connection, channel: Channel, told: Iterable[_Candidate], delivery: int | None, now: datetime
) -> None:
    rows = [
        {
            "channel_id": channel.id,
            "key": each.key,
            "content": each.content,
            "article_id": each.ref.id,
            "delivery_id": delivery,
            "at": now,
        }
        for each in told
    ]
    if rows:
        connection.execute(insert(postings), rows)


def _posted_to(connection: Connection, since: datetime) -> list[Channel]:
    """The channels that were sent something since then."""
    lately = select(postings.c.channel_id).where(postings.c.delivery_id.is_not(None), postings.c.at >= since)
    query = select(channels).where(channels.c.id.in_(lately), channels.c.paused.is_(None))
    return [as_channel(row) for row in connection.execute(query)]


def _tell_contest(connection: Connection, channel: Channel, contested: Contested, now: datetime) -> bool:
    """Answers where the claim was posted, once, unless the contest was posted with it."""
    claim = _posting(connection, channel, contested.claim.article.id)
    contest = _posting(connection, channel, contested.contest.article.id)
    if claim is None or (contest is not None and contest.at <= claim.at):
        return False
    point = sha256(contested.point.encode(errors="replace")).hexdigest()[:16]
    key = f"{channel.id}:contest:{contested.claim.article.id}:{contested.contest.article.id}:{point}"
    if connection.scalar(select(deliveries.c.id).where(deliveries.c.key == key)) is not None:
        return False
    message = connection.execute(select(deliveries).where(deliveries.c.id == claim.delivery_id)).one()
    put(connection, channel.id, key, contested, now, thread_id=_thread_of(message))
    return True


def _tell_changes(connection: Connection, posting: Any, changes: tuple[Change, ...], now: datetime) -> None:
    """Puts the message as it is now in the place of the one that was posted, and a note of the changes behind it."""
    message = connection.execute(select(deliveries).where(deliveries.c.id == posting.delivery_id)).one()
    query = select(articles.c.id.label("article_id"), *ARTICLE_COLUMNS).where(articles.c.id == posting.article_id)
    changed: Any = connection.execute(query).one()
    workspace = connection.execute(select(channels.c.workspace).where(channels.c.id == posting.channel_id)).scalar_one()
    key = f"{posting.channel_id}:changes:{posting.article_id}:{now.isoformat()}"
    again = _retold(connection, body_of(message.body), seen_by(workspace))
    put(connection, posting.channel_id, f"{key}:edit", again, now, message.thread_id, edits_id=message.id)
    told = Changes(article_ref(changed), changes)
    put(connection, posting.channel_id, key, told, now, _thread_of(message))


def _thread_of(message: Any) -> int:
    """The delivery in whose thread stands what is said of a message: the digest's."""
    return int(message.id if message.thread_id is None else message.thread_id)


def _retold(connection: Connection, body: Body, workspaces: Workspaces) -> Body:
    """A story, or all of a digest, as the archive has it now."""
    match body:
        case Story():
            return _told_again(connection, body, workspaces)
        case Digest():
            return replace(body, stories=tuple(_told_again(connection, each, workspaces) for each in body.stories))
        case _:
            return body


def _told_again(connection: Connection, story: Story, workspaces: Workspaces) -> Story:
    ids = [article.id for article in story.articles]
    query = (
        select(articles.c.id.label("article_id"), articles.c.briefing, *ARTICLE_COLUMNS)
        .where(articles.c.id.in_(ids))
        .order_by(articles.c.published, articles.c.id)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    if not rows:
        return story
    read = [(article_ref(row), from_json(row.briefing)) for row in rows]
    return tell_story(read, _points(connection, ids, workspaces), story.watched, story.continues)


def _points(connection: Connection, article_ids: Sequence[int], workspaces: Workspaces) -> tuple[ArchivedDispute, ...]:
    """What is disputed in the articles, and between them and others."""
    between = select(dispute_sides.c.dispute_id).join(side_sources).where(side_sources.c.article_id.in_(article_ids))
    which = or_(disputes.c.article_id.in_(article_ids), disputes.c.id.in_(between))
    return find_points(connection, which, workspaces, None, _DISPUTES)[0]


def _posting(connection: Connection, channel: Channel, article_id: int) -> Any | None:
    shown = (postings.c.channel_id == channel.id, postings.c.delivery_id.is_not(None))
    return connection.execute(select(postings).where(*shown, postings.c.article_id == article_id)).first()
