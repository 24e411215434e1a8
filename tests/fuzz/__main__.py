"""Fuzzes the targets one after the other, guided by coverage: `python -m tests.fuzz SECONDS [TARGET...]`.

What breaks one is kept in a folder, whose name is printed, and ends its turn; it is run again by
`python -m tests.fuzz.guided TARGET FILE`.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from tests.fuzz.samples import WORDS, samples

LIMITS = ("-timeout=30", "-rss_limit_mb=3000", "-max_len=30000", "-use_value_profile=0", "-print_final_stats=1")
"""Seconds for one input, and MB: no input of so few bytes may need them."""


def main(seconds: str, *targets: str) -> int:
    """The number of targets that broke."""
    found, begun = Path(mkdtemp(prefix="onrecord-fuzz-")), samples()
    words = found / "words"
    words.write_text("".join(map(_quoted, WORDS)))
    return sum(fuzz(name, begun[name], int(seconds), found, words) for name in targets or begun)


def fuzz(name: str, begun: tuple[bytes, ...], seconds: int, found: Path, words: Path) -> bool:
    """Did the target break?"""
    corpus = found / name
    corpus.mkdir()
    for number, data in enumerate(begun):
        (corpus / str(number)).write_bytes(data)
    limits = (*LIMITS, f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={found}/{name}-")
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.guided", name, *limits, str(corpus)], capture_output=True)
    told = done.stderr.decode(errors="replace")
    runs = next((line.split()[-1] for line in told.splitlines() if "number_of_executed_units" in line), "?")
    print(f"{name}: {runs} inputs, {'broke: ' + str(found) if done.returncode else 'nothing broke'}", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr)[-6_000:].decode(errors="replace"), flush=True)
    return done.returncode != 0


def _quoted(word: bytes) -> str:
    """A line of libFuzzer's dictionary."""
    return '"' + "".join(f"\\x{each:02x}" for each in word) + '"\n'


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
