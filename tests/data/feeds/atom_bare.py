from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "atom",
    "Old Skarrow",
    "https://skarrow4.example/old",
    (
        ParsedEntry(
            "old-1",
            "https://skarrow4.example/old/1",
            "Ferry & quay",
            datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
            None,
        ),
    ),
)
