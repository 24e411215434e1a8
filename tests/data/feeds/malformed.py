from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "Tolmouth Gazette & Advertiser",
    "https://tolmouthgazette.example/",
    (
        ParsedEntry(
            None,
            "https://tolmouthgazette.example/story?id=1&section=town",
            "Smith & Daughters build bridge",
            datetime(2026, 11, 2, tzinfo=UTC),
            "Fewer than 3 < 6 came on Monday",
        ),
        ParsedEntry(None, "https://tolmouthgazette.example/story?id=2", "Never closed", None, None),
        ParsedEntry(None, "https://tolmouthgazette.example/story?id=3", "Market moves", None, None),
    ),
)
