from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

EVENING = datetime(2026, 11, 6, 18, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 6, tzinfo=UTC)

FEED = ParsedFeed(
    "rss",
    "Dates",
    None,
    tuple(
        ParsedEntry(guid, None, None, published, None)
        for guid, published in (
            ("no zone", EVENING),
            ("iso without zone", EVENING),
            ("no weekday", EVENING),
            ("day", DAY),
            ("over the new year", datetime(2027, 1, 1, 0, 30, tzinfo=UTC)),
            ("absurd, but updated", DAY),
            ("year 1", None),
            ("year 9999", None),
            ("epoch", None),
            ("no such day", None),
            ("words", None),
            ("empty", None),
            ("none", None),
        )
    ),
)
