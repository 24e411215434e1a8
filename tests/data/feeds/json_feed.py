from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "json",
    "Kestria Today: Politics",
    "https://feeds.example/politics",
    (
        ParsedEntry(
            "k3",
            "https://feeds.example/politics/3",
            "Vote & veto",
            datetime(2026, 11, 6, 9, 0, tzinfo=UTC),
            "The vote. The veto.",
        ),
        ParsedEntry(
            "2", "https://elsewhere.example/2", "Number for an id", datetime(2026, 11, 5, 10, 0, tzinfo=UTC), "Short."
        ),
        ParsedEntry(None, "https://kestriatoday.example/politics/1", None, None, None),
    ),
)
