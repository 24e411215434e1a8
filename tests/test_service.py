"""The use cases over a real archive, with a fake for the web and for reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive import Archive, open_archive
from bot.commands import handle
from bot.errors import SourceMissing
from bot.model import SHARED, Candidates, Dossier, Notice, Reply, Request
from bot.service import Service
from summarizers.briefing import SCHEMA, Actor, Article, Briefing, Span, Statement

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class FakeWeb:
    """Pages by address."""

    pages: dict[str, str] = field(default_factory=dict)

    def serve(self, url: str, text: str) -> None:
        self.pages[url] = text

    def fetch_article(self, url: str) -> Article:
        if url not in self.pages:
            raise SourceMissing("there is no such page (404)")
        return Article(url, None, "Bay Post", NOW, "en", self.pages[url])


def read_first_words(article: Article, briefing_id: str) -> Briefing:
    """A reader for whom the first two words are the speaker, and all else is said."""
    name = " ".join(article.text.split()[:2])
    said = Statement("s1", ("a",), "indirect", (), (), (Span(len(name) + 1, len(article.text)),), 0.9)
    return Briefing(SCHEMA, briefing_id, article, actors=(Actor("a", name, "person"),), statements=(said,))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        yield archive


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def service(archive: Archive, web: FakeWeb) -> Service:
    return Service(archive, web.fetch_article, read_first_words, lambda: NOW)


def ask(service: Service, text: str, workspace: str = SHARED) -> Reply:
    return handle(Request(text, workspace), service)


def test_a_link_is_briefed_and_kept_for_the_workspace(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    briefing = ask(service, "/brief https://bay.example/1", "W1")
    assert isinstance(briefing, Briefing)
    dossier = ask(service, "/who lee", "W1")
    assert isinstance(dossier, Dossier)
    assert [statement.words for statement in dossier.statements] == [("says that it rains",)]


def test_what_one_workspace_brings_is_not_seen_in_another(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    ask(service, "/brief https://bay.example/1", "W1")
    assert ask(service, "/who Ann Lee", "W2") == Candidates("Ann Lee", (), ambiguous=False)


def test_what_the_operator_brings_is_seen_everywhere(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    ask(service, "/brief https://bay.example/1", SHARED)
    assert isinstance(ask(service, "/who Ann Lee", "W2"), Dossier)


def test_a_link_that_leads_nowhere_is_told_to_who_asked(service: Service) -> None:
    answer = ask(service, "/brief https://bay.example/gone")
    assert answer == Notice("there is no such page (404)", ok=False)
