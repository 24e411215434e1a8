"""How well stories and the disputes across outlets are found, in invented articles with twins."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.archive import Archive, open_archive
from bot.model import SHARED, ArchivedDispute
from bot.points import grouped
from bot.sources import article_of
from bot.tables import articles, story_links
from summarizers.briefing import Article, Briefing
from summarizers.compose import compose
from summarizers.engines import load_engine
from tests.archives import archive_at
from tests.briefings import NOW
from tests.gold import SEEDS

STORIES = Path(__file__).parent / "data" / "stories"
STORIES_FLOOR, DISPUTES_FLOOR = 0.75, 0.93

Side = frozenset[tuple[str, str]]
"""Sentences by the file of their article and their first words."""


@dataclass(frozen=True)
class Gold:
    """The story of each article, and the disputes as pairs of sides."""

    stories: dict[str, str]
    disputes: list[tuple[Side, Side]]
    files: dict[str, dict[str, Any]]


@cache
def gold() -> Gold:
    found = Gold({}, [], {})
    for path in sorted(STORIES.glob("*.toml")):
        twin = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in twin["articles"]:
            found.stories[entry["file"]] = entry.get("story") or twin["story"]
            found.files[entry["file"]] = entry
        for dispute in twin.get("disputes", ()):
            one, other = (frozenset((file, words) for file, words in side["evidence"]) for side in dispute["sides"])
            found.disputes.append((one, other))
    return found


def article(file: str) -> Article:
    path = STORIES / file if (STORIES / file).exists() else SEEDS / file
    read, entry = article_of(path.read_bytes(), path.suffix).article, gold().files[file]
    facts = {name: entry[name] for name in ("url", "publisher", "published", "title") if name in entry}
    return replace(read, **facts)


@cache
def briefings() -> dict[str, Briefing]:
    engine = load_engine()
    return {file: compose(engine.annotate(article(file)), file) for file in gold().stories}


@pytest.fixture(scope="module", params=["as they came out", "the other way round"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    kept = sorted(briefings().values(), key=lambda each: str(each.article.published))
    with open_archive(archive_at(tmp_path_factory.mktemp("stories") / "archive.db")) as opened:
        for each in kept if request.param == "as they came out" else reversed(kept):
            opened.keep(each, SHARED, NOW)
        yield opened


def f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted)


def file_of(url: str | None) -> str:
    return next(file for file, each in briefings().items() if each.article.url == url)


def test_every_twin_quotes_its_articles() -> None:
    assert len(set(gold().stories.values())) >= 12
    for side in (side for dispute in gold().disputes for side in dispute):
        for file, words in side:
            assert words in article(file).text, (file, words)


def test_articles_of_one_event_are_one_story(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        files = {row.id: file_of(row.url) for row in connection.execute(articles.select())}
        links = [row for row in connection.execute(story_links.select()) if row.relation != "related"]
    story_of = grouped(((row.article_id, row.other_id) for row in links), files)
    found = {(one, other) for one, other in combinations(sorted(files), 2) if story_of[one] == story_of[other]}
    stories = gold().stories
    wanted = {pair for pair in combinations(sorted(files), 2) if len({stories[files[each]] for each in pair}) == 1}
    assert f1(len(found & wanted), len(found), len(wanted)) >= STORIES_FLOOR


def sides(dispute: ArchivedDispute) -> tuple[Side, Side]:
    shown = ([turn for turn in dispute.history if (turn.stance == "asserts") == side] for side in (True, False))
    one, other = (
        frozenset((file_of(turn.article.url), words) for turn in side for words in turn.evidence) for side in shown
    )
    return one, other


def meets(side: Side, wanted: Side) -> bool:
    return any(file == its and its_words in words for file, words in side for its, its_words in wanted)


def is_found(found: tuple[Side, Side], wanted: tuple[Side, Side]) -> bool:
    return any(meets(found[0], one) and meets(found[1], other) for one, other in (wanted, wanted[::-1]))


def across(archive: Archive) -> list[tuple[Side, Side]]:
    """The disputes that have sentences of several articles."""
    listed = archive.disputes(None, None, None, None, 1000).disputes
    return [sides(each) for each in listed if len({turn.article.id for turn in each.history}) > 1]


def test_what_outlets_dispute_is_found_and_is_one_dispute_each(archive: Archive) -> None:
    left, found = list(gold().disputes), across(archive)
    for each in found:
        hit = next((wanted for wanted in left if is_found(each, wanted)), None)
        if hit is not None:
            left.remove(hit)
    hits = len(gold().disputes) - len(left)
    assert f1(hits, len(found), len(gold().disputes)) >= DISPUTES_FLOOR, left


def test_every_dispute_over_the_ferry_is_found_in_both_of_its_outlets(archive: Archive) -> None:
    found = across(archive)
    ferry = [each for each in gold().disputes if all(file.startswith("ferry-") for side in each for file, _ in side)]
    assert len(ferry) == 4
    for wanted in ferry:
        assert sum(is_found(each, wanted) for each in found) == 1, wanted


def test_the_toll_of_the_ferry_is_one_dispute_between_its_outlets(archive: Archive) -> None:
    found = archive.disputes("injured", None, None, None, 10).disputes
    toll = [each for each in found if "12" in each.point and len({turn.article.id for turn in each.history}) > 1]
    assert len(toll) == 1
    outlets = {turn.article.publisher: turn.stance for turn in toll[0].history}
    assert outlets["Orlop Press Agency"] == "asserts"
    assert outlets["The Tolmouth Gazette"] == "denies"
