import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Final, get_args
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from bot.sources import article_of
from summarizers.briefing import Article, DisputeKind, Marking, QuotationKind, Span, Stance
from tests.gold import GoldArticle, GoldStatement, load_gold

SEEDS: Final = Path(__file__).parent.parent / "seeds"
FILES: Final = sorted(path for path in SEEDS.iterdir() if path.suffix in (".txt", ".md", ".html"))
PAGES: Final = [path for path in FILES if path.suffix == ".html"]

each_article = pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])

_QUOTED = re.compile(r"“.*?(?:”|''|\Z)|\".*?(?:\"|\Z)|''.*?(?:''|\Z)", re.DOTALL)


def _article(path: Path) -> Article:
    return article_of(path.read_bytes(), path.suffix)


def _gold(path: Path) -> GoldArticle:
    return load_gold(path.with_suffix(".toml"), _article(path).text)


def _kind(stretches: tuple[str, ...]) -> QuotationKind:
    """By the marks alone: what is left of the content when all that is quoted is taken out of it."""
    if not any(_QUOTED.search(each) for each in stretches):
        return "indirect"
    return "mixed" if any(re.search(r"\w", _QUOTED.sub("", each)) for each in stretches) else "direct"


def _over_paragraphs(text: str, statement: GoldStatement) -> bool:
    """Whether a stretch is left open at a paragraph's end, and the next opens again."""
    return any(
        text[before.start] == "“" == text[after.start] and "”" not in text[before.start : after.start]
        for before, after in pairwise(statement.content)
    )


def test_every_article_has_a_twin_and_every_twin_an_article() -> None:
    assert len(FILES) >= 10
    assert {path.stem for path in FILES} == {path.stem for path in SEEDS.glob("*.toml")}
    assert len({path.stem for path in FILES}) == len(FILES)


@each_article
def test_title_is_the_one_a_reader_sees(path: Path) -> None:
    assert _gold(path).title == _article(path).title


@each_article
def test_articles_are_as_long_as_news_is(path: Path) -> None:
    assert 350 <= len(_article(path).text.split()) <= 700


@each_article
def test_every_string_of_the_twin_is_found(path: Path) -> None:
    gold = _gold(path)
    twin = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    words = _article(path).words
    for found, written in zip(gold.statements, twin["statements"], strict=True):
        assert found.actors
        assert words(found.source) == tuple(written["source"])
        assert words(found.cue) == tuple(written["cue"])
        assert words(found.content) == tuple(written["content"])


@each_article
def test_statements_stand_in_text_order_and_share_no_content(path: Path) -> None:
    contents = [statement.content for statement in _gold(path).statements]
    starts = [content[0].start for content in contents]
    assert starts == sorted(starts)
    stretches = sorted(span for content in contents for span in content)
    assert not any(before.overlaps(after) for before, after in pairwise(stretches))


@each_article
def test_kinds_agree_with_the_quotation_marks(path: Path) -> None:
    article = _article(path)
    for statement in _gold(path).statements:
        assert statement.kind == _kind(article.words(statement.content)), article.words(statement.content)


@each_article
def test_disputes_have_two_sides_that_the_text_shows(path: Path) -> None:
    for dispute in _gold(path).disputes:
        assert dispute.kind in get_args(DisputeKind)
        assert dispute.marking in get_args(Marking)
        asserting, opposing = dispute.sides
        assert asserting.stance == "asserts"
        assert opposing.stance in set(get_args(Stance)) - {"asserts"}
        assert asserting.actors
        assert opposing.actors
        assert asserting.evidence
        assert opposing.evidence
        assert len(dispute.point.split()) <= 20


@each_article
def test_evidence_begins_a_sentence(path: Path) -> None:
    text = _article(path).text
    for dispute in _gold(path).disputes:
        for span in (span for side in dispute.sides for span in side.evidence):
            before = text[: span.start].rstrip()
            assert not before or text[span.start - 1] == "\n" or before[-1] in ".?!:;”\"'", text[span.start : span.end]


def test_one_article_has_statements_and_no_dispute() -> None:
    assert [path.name for path in FILES if not _gold(path).disputes] == ["bell.md"]


@pytest.mark.parametrize(("name", "quotations"), [("dam.txt", 3)])
def test_quotations_run_over_several_paragraphs(name: str, quotations: int) -> None:
    text = _article(SEEDS / name).text
    statements = _gold(SEEDS / name).statements
    assert sum(_over_paragraphs(text, statement) for statement in statements) == quotations


def test_three_outlets_tell_one_story_with_one_quotation_in_two_wordings() -> None:
    paths = sorted(SEEDS.glob("ferry-*.html"))
    wordings = [
        _article(path).words(statement.content)
        for path in paths
        for statement in _gold(path).statements
        if statement.actors == ("Brenna Kostelow",) and statement.kind == "direct"
    ]
    assert len({_article(path).publisher for path in paths}) == len(paths) == len(wordings) == 3
    assert len(set(wordings)) == 2


def test_every_kind_of_statement_and_dispute_is_there() -> None:
    golds = [_gold(path) for path in FILES]
    disputes = [dispute for gold in golds for dispute in gold.disputes]
    assert {statement.kind for gold in golds for statement in gold.statements} == set(get_args(QuotationKind))
    assert {dispute.kind for dispute in disputes} == set(get_args(DisputeKind))
    assert {dispute.marking for dispute in disputes} == set(get_args(Marking))
    assert {side.stance for dispute in disputes for side in dispute.sides} == set(get_args(Stance))


def test_unnamed_sources_the_newsroom_and_sources_left_out_are_there() -> None:
    statements = [statement for path in FILES for statement in _gold(path).statements]
    actors = {statement.actors for statement in statements}
    assert {("unnamed",), ("newsroom",)} <= actors
    assert any(len(several) > 1 for several in actors)
    assert any(not statement.source for statement in statements)
    newsroom = [dispute for dispute in _gold(SEEDS / "tram.html").disputes if "newsroom" in dispute.sides[1].actors]
    assert len(newsroom) == 2


@pytest.mark.parametrize("path", PAGES, ids=[path.name for path in PAGES])
def test_pages_say_who_published_them_where_and_when(path: Path) -> None:
    article = _article(path)
    assert article.publisher
    assert article.published is not None
    assert (article.published.year, article.published.month) == (2026, 11)
    assert (urlsplit(article.url or "").hostname or "").endswith(".example")


def test_feeds_are_outlines_at_example_addresses() -> None:
    opml = ElementTree.parse(SEEDS / "feeds.opml").getroot()
    feeds = opml.findall(".//outline[@type='rss']")
    assert opml.get("version") == "2.0"
    assert 3 <= len(feeds) <= 5
    assert all((urlsplit(feed.get("xmlUrl", "")).hostname or "").endswith(".example") for feed in feeds)


_TWIN = """
title = "Rain"
[[statements]]
actors = ["Ann Lee"]
source = ["she"]
cue = ["said"]
content = [{content}]
kind = "indirect"
"""
_RAIN = "Rain\n\nThe others hid, she said. Ann Lee hoped, she said, that it would end."


def _gold_of(folder: Path, content: str) -> GoldArticle:
    twin = folder / "rain.toml"
    twin.write_text(_TWIN.format(content=content), encoding="utf-8")
    return load_gold(twin, _RAIN)


def test_source_and_cue_are_the_whole_words_nearest_to_the_content(tmp_path: Path) -> None:
    (statement,) = _gold_of(tmp_path, '"that it would end"').statements
    second = _RAIN.rindex("she")
    assert statement.source == (Span(second, second + 3),)
    assert statement.cue == (Span(second + 4, second + 8),)


@pytest.mark.parametrize("missing", ["that it would snow", "oped", "Th"])
def test_a_string_that_is_not_found_is_named_with_its_file(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ValueError, match=rf"rain\.toml.*'{missing}'"):
        _gold_of(tmp_path, f'"{missing}"')


def test_content_out_of_text_order_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="The others hid"):
        _gold_of(tmp_path, '"that it would end", "The others hid"')
