"""Several workers killed, and the database too, while the digests of many channels are due at one moment."""

from pathlib import Path

import pytest

from tests.faults import Plan, suffer
from tests.postgres import NoPostgres, postgres_server


@pytest.mark.postgres
def test_killed_workers_and_a_database_that_crashes_lose_and_repeat_no_message(tmp_path: Path) -> None:
    plan = Plan(channels=40, workers=3, kills=4, outages=1, seed=7, seconds=240)
    try:
        with postgres_server() as server:
            outcome = suffer(server, tmp_path, plan)
    except NoPostgres as reason:
        pytest.skip(str(reason))
    assert outcome.had == outcome.wanted
    assert outcome.states == {"sent"}
    assert {len(lines) for lines in outcome.had.values()} == {3}
