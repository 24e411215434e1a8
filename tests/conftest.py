from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from spacy.language import Language

from summarizers.pipeline import load_pipeline
from tests.archives import archive_at
from tests.postgres import NoPostgres, PostgresServer, postgres_server
from tests.sites import Site, serving

settings.register_profile(
    "gate",  # the same examples each time, and a failure told at once; see docs/design.md
    derandomize=True,
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("shrink", settings.get_profile("gate"), phases=[*Phase])
settings.register_profile("thorough", settings.get_profile("shrink"), derandomize=False, max_examples=1000)
settings.load_profile("gate")


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


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
"""Of databases."""


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an archive in PostgreSQL that holds nothing yet."""
    with postgres.archive() as url:
        yield url


@pytest.fixture(params=KINDS)
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an archive that holds nothing yet, in each kind of database in turn."""
    if request.param == "sqlite":
        return archive_at(tmp_path / "archive.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as site:
        yield site
