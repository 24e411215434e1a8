"""How fast articles are read, how much memory it takes, and how both grow; prints a table.

usage: uv run benchmarks/reading.py
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEED = Path(__file__).parent.parent / "seeds" / "ceasefire.txt"
WORDS = (700, 5_000, 50_000)
FILES = (50, 500)


def in_a_process(*arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run of the command line, cold; of several processes the largest counts.

    Modules are compiled, as Python keeps them from the first start on; without, a start takes a second more.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bot", *arguments], stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"onrecord {' '.join(arguments)} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1000


def article_of(words: int) -> str:
    """The seed article over and over, up to a number of words."""
    text = SEED.read_text(encoding="utf-8")
    times, rest = divmod(words, len(text.split()))
    return (text + "\n") * times + " ".join(text.split()[:rest])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_a_process("brief", str(SEED), "--no-archive")  # so that all modules are compiled
        seconds, megabytes = in_a_process("--help")
        print(f"{'onrecord --help':32} {seconds:6.2f} s")
        for words in WORDS:
            path = folder / f"{words}.txt"
            path.write_text(article_of(words), encoding="utf-8")
            seconds, megabytes = in_a_process("brief", str(path), "--no-archive", "--format", "json")
            print(f"{f'one article of {words:,} words':32} {seconds:6.2f} s {megabytes:6.0f} MB  cold start to output")
        for files in FILES:
            many = folder / f"{files} files"
            many.mkdir()
            for number in range(files):
                (many / f"{number}.txt").write_text(article_of(700), encoding="utf-8")
            seconds, megabytes = in_a_process("brief", str(many), "--no-archive", "--format", "jsonl")
            rate = f"{files / seconds:.1f} articles a second"
            print(f"{f'{files} files of 700 words':32} {seconds:6.2f} s {megabytes:6.0f} MB  largest process; {rate}")


if __name__ == "__main__":
    main()
