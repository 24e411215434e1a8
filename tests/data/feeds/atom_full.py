from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "atom",
    "Skarrow 4 News",
    "https://skarrow4.example/news",
    (
        ParsedEntry(
            "tag:skarrow4.example,2026:1",
            "https://skarrow4.example/1",
            "Less than half: 3 < 6, says mayor",
            datetime(2026, 11, 6, 1, 30, tzinfo=UTC),
            "The mayor & the council.",
        ),
        ParsedEntry(
            "tag:skarrow4.example,2026:2",
            "https://skarrow4.example/2",
            "A second bridge <maybe>",
            datetime(2026, 11, 4, 7, 0, tzinfo=UTC),
            "One. Two.",
        ),
        ParsedEntry("https://skarrow4.example/ids/3", "https://elsewhere.example/3", "Only related", None, None),
        ParsedEntry("https://skarrow4.example/ids/4", None, "Only a recording", None, None),
    ),
)
