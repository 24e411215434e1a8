"""Looks at everything that the bot needs, and says in plain words what is missing and what to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from bot.archive import open_archive
from bot.condition import Condition, Jobs, Waiting, condition_of
from bot.database import shown
from bot.errors import OnRecordError
from bot.following import Feeds
from bot.settings import Settings

_LEAST_ROOM: Final = 200_000_000
"""Bytes free below which the archive is about to stop."""
_OUT_OF_TIME: Final = timedelta(hours=1)
_SOON, _LATE, _VERY_LATE = timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=2)
"""For how long what is due may wait: what people wait for, feeds, and the entries of many new feeds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `says` has the advice where it is not well."""

    ok: bool
    says: str


def examine(settings: Settings, *platforms: Callable[[Settings], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings one by one, as they are made; of the platforms last."""
    yield _language_model(settings)
    yield from _archive(settings)
    yield from _feeds(settings)
    yield from _work(settings)
    for platform in platforms:
        yield from platform(settings)


def _language_model(settings: Settings) -> Finding:
    from summarizers.pipeline import DEFAULT_MODEL, ModelMissing, load_pipeline

    model = settings.model or DEFAULT_MODEL
    try:
        load_pipeline(model)
    except (ModelMissing, OSError, ValueError) as error:
        return Finding(False, f"{error}: install it, or take ONRECORD_MODEL away")
    return Finding(True, f"the language model {model} loads")


def _archive(settings: Settings) -> Iterator[Finding]:
    where = shown(make_url(settings.database_url))
    try:
        with open_archive(settings.database_url) as archive:
            articles, statements, disputes = archive.counts()
    except OnRecordError as error:
        yield Finding(False, f"the archive {where}: {error}")
        return
    yield Finding(True, f"the archive {where} has {articles} articles, {statements} statements, {disputes} disputes")
    yield from _room(settings)


def _feeds(settings: Settings) -> Iterator[Finding]:
    """The feeds, and whether the clock goes right: what was looked at in the future says that it does not."""
    try:
        with open_archive(settings.database_url) as archive:
            feeds = Feeds(archive.engine).of(None)
    except OnRecordError:
        return  # said already
    troubled = sum(feed.trouble is not None for feed in feeds)
    advice = "; `onrecord feeds check` says what is wrong" if troubled else ""
    yield Finding(not troubled, f"{len(feeds)} feeds are followed, {troubled} of them with trouble{advice}")
    latest = max((feed.checked_at for feed in feeds if feed.checked_at), default=None)
    if latest is not None and latest - datetime.now(UTC) > _OUT_OF_TIME:
        yield Finding(False, f"the clock of this machine is behind: a feed was looked at {latest:%d %B %Y, %H:%M} UTC")


def _room(settings: Settings) -> Iterator[Finding]:
    """Only a file on this machine is looked at."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        free = shutil.disk_usage(Path(url.database).absolute().parent).free
        advice = "" if free >= _LEAST_ROOM else ": make room, or the archive stops"
        yield Finding(free >= _LEAST_ROOM, f"{free // 1_000_000} MB are free where the archive stands{advice}")


def _work(settings: Settings) -> Iterator[Finding]:
    """What waits, and whether anybody does it."""
    now = datetime.now(UTC)
    try:
        with open_archive(settings.database_url) as archive:
            condition = condition_of(archive.engine, now)
    except OnRecordError:
        return  # said already
    yield from work_findings(condition, now)


def work_findings(condition: Condition, now: datetime) -> Iterator[Finding]:
    """What the condition of a bot means, and what to do."""
    late = [
        f"{waiting.number} {what}, since {_at(waiting)}"
        for what, waiting, most in _due(condition)
        if _is_late(waiting, most, now)
    ]
    if late:
        yield Finding(False, f"overdue: {'; '.join(late)}. {_advice(condition.jobs)}")
    else:
        yield Finding(True, "nothing is overdue: digests, messages and feeds are seen to in time")
    held = sum(waiting.number for (_, state), waiting in condition.messages.items() if state == "held")
    if held:
        yield Finding(
            True, f"{held} messages wait for channels that take nothing; whoever planned their digests was told"
        )
    if condition.jobs is not None:
        yield from _queue(condition.jobs)


def _due(condition: Condition) -> Iterator[tuple[str, Waiting, timedelta]]:
    """What is due, and for how long it may be."""
    yield "digests to compose", condition.digests, _SOON
    for (platform, state), waiting in condition.messages.items():
        if state == "due" and platform != "terminal":  # where a bot has another platform, nobody looks there
            yield f"messages to {platform}", waiting, _SOON
    yield "feeds to look at", condition.overdue, _LATE
    yield "entries to read", condition.entries, _VERY_LATE


def _is_late(waiting: Waiting, most: timedelta, now: datetime) -> bool:
    return waiting.seconds(now) > most.total_seconds()


def _at(waiting: Waiting) -> str:
    return f"{waiting.since:%d %B %Y, %H:%M} UTC" if waiting.since else "long ago"


def _advice(jobs: Jobs | None) -> str:
    """Who seems to be missing."""
    if jobs is None:
        return "Is `onrecord run` running?"
    if not jobs.workers:
        return "No worker shows that it lives: start `onrecord run --role worker`"
    if not (jobs.waiting.number or jobs.of("running")):
        return "There are no jobs for that: start `onrecord run --role clock`"
    return "The workers do not keep up, or wait for slow sites: start another `onrecord run --role worker`"


def _queue(jobs: Jobs) -> Iterator[Finding]:
    """The queue, and whether a worker lives."""
    stalled, failed = jobs.of("stalled"), jobs.of("failed")
    says = (
        f"the queue: {jobs.of('waiting')} jobs wait, {jobs.of('later')} are tried again later, {jobs.of('running')} run"
    )
    if stalled:
        says += f", {stalled} are stalled, and go back into the queue where a worker runs"
    if failed:
        says += f", {failed} failed: `onrecord jobs failed` lists them, `onrecord jobs retry all` has them tried again"
    yield Finding(not (stalled or failed), says)
    if jobs.workers:
        yield Finding(True, "a worker shows that it lives")
    elif jobs.sign_of_life is not None:
        silent = f"{jobs.sign_of_life:%d %B %Y, %H:%M} UTC"
        yield Finding(False, f"the worker fell silent at {silent}: start `onrecord run --role worker` again")
    else:
        yield Finding(True, "no worker runs")
