"""The articles that come with the project, read and held against their twins; the floors only rise."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from summarizers.briefing import SHOWN, Briefing, Dispute, Span
from summarizers.compose import compose
from summarizers.document import Document
from summarizers.engines import load_engine
from summarizers.parsing import find_paragraphs
from summarizers.quotations import find_quotations, quotation_kind
from tests.gold import SEEDS, GoldArticle, GoldDispute, load_gold, seed_articles

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["seeds"]
WORD = re.compile(r"\w+")
ALIKE = 0.5
"""Share of common words, of all words in either, from which two contents are one."""

every_article = pytest.mark.parametrize("path", seed_articles(), ids=lambda path: path.name)


@cache
def gold(path: Path) -> GoldArticle:
    return load_gold(path)


@cache
def document(path: Path) -> Document:
    return load_engine().annotate(gold(path).article)


def briefing(path: Path) -> Briefing:
    return compose(document(path), path.stem)


def test_articles_and_twins_come_in_pairs() -> None:
    assert {path.stem for path in seed_articles()} == {path.stem for path in SEEDS.glob("*.toml")}


@every_article
def test_the_kinds_of_the_twin_follow_from_its_marks(path: Path) -> None:
    text = gold(path).article.text
    quotations = find_quotations(text, tuple(find_paragraphs(text)))
    for statement in gold(path).statements:
        content = [text[start:end] for start, end in statement.content]
        assert (quotation_kind(text, statement.content, quotations), content) == (statement.kind, content)


@every_article
def test_every_article_has_a_title_and_a_gist(path: Path) -> None:
    assert gold(path).article.title
    assert 1 <= len(briefing(path).gist) <= 3


def test_pages_have_publisher_and_date() -> None:
    pages = [gold(path).article for path in seed_articles() if path.suffix == ".html"]
    assert len(pages) >= 5
    assert all(page.publisher and page.published and page.url for page in pages)


def test_the_articles_cover_the_hard_cases() -> None:
    articles = [gold(path) for path in seed_articles()]
    assert len(articles) >= 8
    assert any(not article.disputes for article in articles)
    statements = [(article, each) for article in articles for each in article.statements]
    assert any("unnamed" in each.actors for _, each in statements)
    assert any("newsroom" in side.actors for each in articles for dispute in each.disputes for side in dispute.sides)
    assert any(
        "\n" in article.article.text[each.content[0].start : each.content[-1].end] for article, each in statements
    )


def words(text: str, spans: tuple[Span, ...]) -> set[int]:
    return {word.start() for start, end in spans for word in WORD.finditer(text, start, end)}


def names_of(read: Briefing, actor_ids: tuple[str, ...]) -> set[str]:
    kinds = {"unnamed": "unnamed", "newsroom": "newsroom"}
    return {kinds.get(read.actor(each).kind, read.actor(each).name) for each in actor_ids} or {"unnamed"}


def count_statements(path: Path) -> tuple[int, int, int, int]:
    """Found, found with all the right actors, in the twin, and read."""
    text, read = gold(path).article.text, briefing(path)
    free = {each.id: (words(text, each.content), names_of(read, each.actors)) for each in read.statements}
    found = right = 0
    for statement in gold(path).statements:
        wanted = words(text, statement.content)
        likeness = {name: len(wanted & got) / len(wanted | got) for name, (got, _) in free.items() if wanted | got}
        best = max(likeness, key=lambda name: likeness[name], default=None)
        if best is not None and likeness[best] >= ALIKE:
            found += 1
            right += free.pop(best)[1] == set(statement.actors)
    return found, right, len(gold(path).statements), len(read.statements)


def count_disputes(path: Path, least: float = 0.0) -> tuple[int, int, int, int]:
    """Found by evidence and actors on both sides, each by another; in the twin; right; read; from a confidence on."""
    read, wanted = briefing(path), gold(path).disputes
    shown = [dispute for dispute in read.disputes if dispute.confidence >= least]
    matches = [[place for place, each in enumerate(shown) if is_that(read, each, dispute)] for dispute in wanted]
    right = len({place for row in matches for place in row})
    return most_pairs(matches), len(wanted), right, len(shown)


def most_pairs(matches: list[list[int]], taken: frozenset[int] = frozenset()) -> int:
    """How many of the rows can have one of their places to themselves."""
    if not matches:
        return 0
    first, *rest = matches
    with_first = (1 + most_pairs(rest, taken | {place}) for place in first if place not in taken)
    return max([most_pairs(rest, taken), *with_first])


def is_that(read: Briefing, dispute: Dispute, wanted: GoldDispute) -> bool:
    """Does each side have an actor and a sentence of the twin's?"""
    return all(
        any(
            (names_of(read, mine.actors) | {read.actor(each).name for each in mine.actors}) & set(side.actors)
            and any(theirs.overlaps(evidence) for theirs in side.evidence for evidence in mine.evidence)
            for mine in dispute.sides
            if (mine.stance == "asserts") == (side.stance == "asserts")
        )
        for side in wanted.sides
    )


def test_floors() -> None:
    """Within one statement or dispute: processors round the network's integer products differently."""
    counts = [count_statements(path) for path in seed_articles()]
    found, right, wanted, read = (sum(column) for column in zip(*counts, strict=True))
    contested = [count_disputes(path) for path in seed_articles()]
    hits, disputes, _, _ = (sum(column) for column in zip(*contested, strict=True))
    sure = [count_disputes(path, SHOWN) for path in seed_articles()]
    _, _, agreed, shown = (sum(column) for column in zip(*sure, strict=True))
    measured = {
        "statements found": 2 * found / (wanted + read),
        "with the right actors": 2 * right / (wanted + read),
        "precision of shown disputes": agreed / shown,
        "disputes found, each by another": hits / disputes,
    }
    one = {
        "statements found": 2 / (wanted + read),
        "with the right actors": 2 / (wanted + read),
        "precision of shown disputes": 1 / shown,
        "disputes found, each by another": 1 / disputes,
    }
    below = {
        name: (value, FLOORS["floors"][name])
        for name, value in measured.items()
        if value + one[name] < FLOORS["floors"][name]
    }
    assert not below, f"below the floor (measured, floor): {below}"


def test_the_floors_are_those_of_these_articles() -> None:
    assert fingerprint() == FLOORS["sha256"], (
        "the articles changed: measure again and write down floors that are no lower"
    )


def fingerprint() -> str:
    """A hash over the articles and their twins."""
    files = sorted([*seed_articles(), *SEEDS.glob("*.toml")])
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def test_the_opml_names_feeds_of_invented_outlets() -> None:
    outlines = ElementTree.parse(SEEDS / "feeds.opml").getroot().iter("outline")
    addresses = [outline.get("xmlUrl", "") for outline in outlines if outline.get("xmlUrl")]
    assert len(addresses) >= 3
    assert all(re.match(r"https://[^/]+\.example/", address) for address in addresses)
