"""What it costs to compare a new article with an archive of many; prints milliseconds of processor time.

usage: uv run benchmarks/matching.py [ARTICLES] [DATABASE_URL]
"""

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.archive import open_archive
from bot.matching import Filed, match_article
from summarizers.briefing import SCHEMA, Article, Briefing

DAY = datetime(2026, 11, 1, tzinfo=UTC)
NEW = 50
STORY = 3


def article(number: int) -> Briefing:
    """One of three tellings of a story: names of its own, words that all stories share, most of them rarely."""
    story = random.Random(number // STORY)
    own = random.Random(number)
    names = [
        f"{story.choice('BDFGKLMNPRST')}{story.choice('aeiou')}{story.randrange(10**4):04d}".translate(LETTERS)
        for _ in range(9)
    ]
    names += [f"Leader{chr(97 + story.randrange(20))}" for _ in range(3)]
    words = [f"w{int(story.paretovariate(0.4)) % 5000}x".translate(LETTERS) for _ in range(60)]
    sentences = [
        f"Yesterday {own.choice(names)} said that {own.randrange(2, 99)} {own.choice(words)} were "
        f"{own.choice(words)}ed near {own.choice(names)} by the {own.choice(words)} of {own.choice(names)}."
        for _ in range(25)
    ]
    url, at = f"https://outlet{number % STORY}.example/{number}", DAY + timedelta(hours=number // STORY / 10)
    return Briefing(SCHEMA, url, Article(url, None, f"Outlet {number % STORY}", at, "en", " ".join(sentences)))


LETTERS = str.maketrans("0123456789", "bcdfghjklm")


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'archive.db'}"
        with open_archive(url) as archive:
            start = time.perf_counter()
            for each in range(number):
                archive.keep(article(each), "", DAY + timedelta(days=60))
            print(f"{number:,} articles kept: {(time.perf_counter() - start) / number * 1000:.1f} ms each")
            times = []
            for each in range(number, number + NEW):
                article_id = archive.keep(article(each), "", DAY + timedelta(days=60))
                times.append(_matched(archive, article_id, article(each)))
            times.sort()
            print(f"matching a new one: median {times[NEW // 2]:.1f} ms, most {times[-1]:.1f} ms")


def _matched(archive, article_id: int, briefing: Briefing) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of matching alone, done once more and rolled back."""
    from bot.tables import story_features, story_links, story_terms

    with archive.engine.connect() as connection, connection.begin() as transaction:
        for table in (story_links, story_terms, story_features):
            connection.execute(table.delete().where(table.c.article_id == article_id))
        start = time.process_time()
        filed = Filed(article_id, "", briefing.article.published or DAY, DAY, {})
        match_article(connection, briefing, filed)
        spent = time.process_time() - start
        transaction.rollback()
    return spent * 1000


if __name__ == "__main__":
    main()
