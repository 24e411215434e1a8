"""How much of an article comes out of pages of varied make, and how much of their furniture with it.

Each page in tests/data/pages has a twin: NAME.txt is the text of its article, paragraph by paragraph, with standfirst,
subheadings and lists, without headline, byline, captions, tables and pull quotes; NAME.toml is what the page says of
itself, where it was found (`found_at`), the charset of the server (`charset`), and why it is an `excerpt`, if it is.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from bot.model import BEHIND_PAYWALL, GOES_ON, Found
from bot.pages import page_article

PAGES = Path(__file__).parent / "data" / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.toml"))
MEAN = 0.95
WORST = 0.85


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of words, each as often as it stands: of the twin, what came out; of what came out, what is right."""

    page: str
    recall: float
    precision: float

    def __str__(self) -> str:
        return f"{self.page}: recall {self.recall:.3f}, precision {self.precision:.3f}"


@cache
def found(name: str) -> Found:
    said = twin(name)
    return page_article((PAGES / f"{name}.html").read_bytes(), said.get("found_at"), said.get("charset"))


@cache
def twin(name: str) -> dict[str, Any]:
    return tomllib.loads((PAGES / f"{name}.toml").read_text(encoding="utf-8"))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@cache
def score(name: str) -> Score:
    wanted, got = words((PAGES / f"{name}.txt").read_text(encoding="utf-8")), words(found(name).article.text)
    right = (wanted & got).total()
    return Score(name, right / wanted.total(), right / got.total())


def test_there_are_pages_enough() -> None:
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_article_comes_out_of_the_page_and_little_else(name: str) -> None:
    assert min(score(name).recall, score(name).precision) >= WORST, str(score(name))


def test_articles_come_out_of_pages_on_the_whole() -> None:
    scores = [score(name) for name in NAMES]
    shown = "\n".join(map(str, scores))
    assert mean(each.recall for each in scores) > MEAN, shown
    assert mean(each.precision for each in scores) > MEAN, shown


@pytest.mark.parametrize("name", NAMES)
def test_page_says_what_it_is(name: str) -> None:
    article, said = found(name).article, twin(name)
    assert article.title == said["title"]
    assert article.publisher == said["publisher"]
    assert article.published == said["published"]
    assert article.language == said["language"]
    assert article.url == said["url"]


@pytest.mark.parametrize("name", NAMES)
def test_excerpt_is_said_to_be_one(name: str) -> None:
    notes = {"paywall": (BEHIND_PAYWALL,), "excerpt": (GOES_ON,), None: ()}
    assert found(name).notes == notes[twin(name).get("excerpt")]
