"""Digests of 500 channels due in one minute, while workers are killed and the database crashes: is anything lost?

usage: uv run --group check benchmarks/faults.py [--channels 500] [--workers 4] [--kills 8] [--outages 1] [--runs 3]

A PostgreSQL of its own, two clocks and the workers are processes of this machine. Workers are killed with SIGKILL, one
after the other, and at once replaced; the database is stopped at once (SIGQUIT) and started again. The bot's clock runs
20 times as fast as ours, and workers are given up after 4 seconds instead of 30, so that waiting takes less time.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.faults import Outcome, Plan, suffer
from tests.postgres import postgres_server

LONGEST = 900.0
"""Seconds for a run."""


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--channels", type=int, default=500)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--outages", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    wrong = 0
    for seed in range(options.runs):
        plan = Plan(options.channels, options.workers, options.kills, options.outages, seed, LONGEST)
        with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
            wrong += report(seed, suffer(server, Path(folder), plan))
    if wrong:
        raise SystemExit(f"{wrong} channels did not have what they should")


def report(run: int, outcome: Outcome) -> int:
    """Prints what came of a run; gives the number of channels that did not have each message once and in order."""
    had = Counter(line.key for lines in outcome.had.values() for line in lines)
    wanted = {line.key for lines in outcome.wanted.values() for line in lines}
    wrong = sum(outcome.had[name] != lines for name, lines in outcome.wanted.items())
    print(
        f"run {run}: {len(wanted)} messages to {len(outcome.wanted)} channels in {outcome.seconds:.0f} s; "
        f"{len(wanted - had.keys())} lost, {sum(had.values()) - len(had)} repeated, {wrong} channels wrong",
        flush=True,
    )
    return wrong


if __name__ == "__main__":
    main()
