"""What it costs to compose a digest of 200 new articles, and to answer `who` over many statements; prints milliseconds.

usage: uv run benchmarks/digesting.py [ARTICLES] [DATABASE_URL]
"""

import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from matching import DAY, article

from bot.archive import Archive, open_archive
from bot.channels import Address, Channels
from bot.digests import Digests
from summarizers.briefing import Actor, Briefing, Dispute, Side, Span, Statement

NEW, ASKED = 200, 300
NOW = DAY + timedelta(days=300)
SAID = re.compile(r"Yesterday (\w+) (said) (that [^.]+)")


def spoken(number: int, hours: float) -> Briefing:
    """An article in which every sentence is a statement, and the first two dispute something."""
    briefing = article(number)
    found = list(SAID.finditer(briefing.article.text))
    actors = {each[1]: Actor(each[1].lower(), each[1], "person", aliases=(each[1],)) for each in found}
    statements = tuple(
        Statement(f"s{place}", (each[1].lower(),), "indirect", *((Span(*each.span(part)),) for part in (1, 2, 3)), 0.9)
        for place, each in enumerate(found)
    )
    sides = tuple(
        Side((each[1].lower(),), stance, (), (Span(*each.span()),))
        for each, stance in zip(found[:2], ("asserts", "denies"), strict=True)
    )
    dispute = Dispute("d1", found[0][3], "fact", "explicit", 0.9, sides)
    published = replace(briefing.article, published=NOW - timedelta(hours=hours))
    return replace(
        briefing, article=published, actors=tuple(actors.values()), statements=statements, disputes=(dispute,)
    )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'archive.db'}"
        with open_archive(url) as archive:
            names: Counter[str] = Counter()
            for each in range(number):
                old = each < number - NEW
                briefing = spoken(each, 100 + (number - each) if old else (number - each) / 20)
                archive.keep(briefing, "", NOW - timedelta(days=9) if old else NOW)
                names.update(actor.name for actor in briefing.actors)
            print("{:,} articles, {:,} statements, {:,} disputes".format(*archive.counts()))
            _compose(archive)
            _ask(archive, names)


def _compose(archive: Archive) -> None:
    channel = Channels(archive.engine).at(Address("terminal", "", ""), NOW)
    start = time.perf_counter()
    composed = Digests(archive.engine, "UTC").compose(channel, NOW)
    spent = time.perf_counter() - start
    told = sum(len(articles) for articles in composed.told)
    print(f"a digest of {told + len(composed.left_out)} new articles: {spent * 1000:.0f} ms")


def _ask(archive: Archive, names: Counter[str]) -> None:
    """Names as people ask for them: one half at random, the other half those most spoken of."""
    asked = [name for name, _ in names.most_common(ASKED // 2)]
    asked += random.Random(1).sample(sorted(names), ASKED // 2)
    times = []
    for name in asked:
        start = time.perf_counter()
        archive.who(name, None, None, 10)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(f"who: median {times[ASKED // 2]:.0f} ms, 99th percentile {times[ASKED * 99 // 100]:.0f} ms")


if __name__ == "__main__":
    main()
