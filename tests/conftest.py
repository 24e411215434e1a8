from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from summarizers.pipeline import load_pipeline
from tests.postgres import NoPostgres, PostgresServer, postgres_server
from tests.sites import Site, serving


@pytest.fixture(scope="session")
def pipeline() -> Language:
    """The language model, loaded once for all tests."""
    return load_pipeline()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when a test first asks for it."""
    try:
        with postgres_server() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as site:
        yield site
