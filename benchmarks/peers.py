"""How long the engines take for an article of 700 words on one core, beside textacy; prints a table of ratios.

usage: uv run --with textacy benchmarks/peers.py
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from reading import article_of

if TYPE_CHECKING:
    from summarizers.briefing import Article
    from summarizers.document import Document

ROUNDS, ARTICLES = 5, 8
CALLS = {
    "textacy": "direct quotations alone",
    "rules": "the whole briefing",
    "trained": "the whole briefing",
    "undisputed": "the same but for disputes",
}


def reader_of(name: str) -> Callable[[str], object]:
    """What reads a text: the briefing of an engine, or spaCy and textacy's direct quotations."""
    from summarizers.briefing import Article
    from summarizers.compose import compose
    from summarizers.engines import load_engine
    from summarizers.pipeline import load_pipeline

    if name == "textacy":
        from textacy.extract import direct_quotations

        pipeline = load_pipeline()
        return lambda text: list(direct_quotations(pipeline(text)))
    annotate = undisputed() if name == "undisputed" else load_engine(name).annotate
    return lambda text: compose(annotate(Article(None, None, None, None, "en", text)), "benchmark")


def undisputed() -> "Callable[[Article], Document]":
    """The steps of the engine `trained`, but for disputes and the language, which takes 0.2 ms to tell."""
    from summarizers.actors import resolve_actors
    from summarizers.gist import choose_gist
    from summarizers.parsing import parse
    from summarizers.pipeline import load_pipeline
    from summarizers.reader import read_attributions

    pipeline = load_pipeline()
    return lambda article: choose_gist(resolve_actors(read_attributions(parse(article, pipeline))))


def measure(name: str) -> None:
    """Prints the least seconds an article over some rounds, and the peak megabytes of this process."""
    import gc
    import resource

    read, text = reader_of(name), article_of(700)
    read(text)
    gc.freeze()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(ARTICLES):
            read(text)
        seconds.append((time.perf_counter() - start) / ARTICLES)
    print(min(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    readers = [name for name in CALLS if name != "textacy" or find_spec("textacy")]
    base = None
    for name in readers:
        told = subprocess.run([sys.executable, __file__, name], check=True, capture_output=True, text=True).stdout
        seconds, megabytes = map(float, told.split())
        base = base or seconds
        figures = f"{seconds:6.3f} s {1 / seconds:5.1f} a second {seconds / base:5.1f} times {megabytes:5.0f} MB"
        print(f"{name:10} {CALLS[name]:25} {figures}")


if __name__ == "__main__":
    measure(sys.argv[1]) if sys.argv[1:] else main()
