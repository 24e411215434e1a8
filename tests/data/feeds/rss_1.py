from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "Tallyhouse",
    "https://tallyhouse.example/",
    (
        ParsedEntry(
            "https://tallyhouse.example/checks/1",
            "https://tallyhouse.example/checks/1?from=rdf",
            "Did the toll double?",
            datetime(2026, 11, 3, 6, 15, tzinfo=UTC),
            "It did not.",
        ),
    ),
)
