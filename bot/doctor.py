"""Looks at everything that the bot needs, and says in plain words what is missing and what to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from bot.archive import open_archive
from bot.database import shown
from bot.errors import OnRecordError
from bot.following import Feeds
from bot.settings import Settings

_LEAST_ROOM: Final = 200_000_000
"""Bytes free below which the archive is about to stop."""
_OUT_OF_TIME: Final = timedelta(hours=1)


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
