from datetime import UTC, datetime

from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "Orlop Press Agency",
    "https://orlop-press.example/",
    (
        ParsedEntry(
            "orlop-0002",
            "https://orlop-press.example/news/ferry?id=1&page=2",
            "Ferry talks & tolls: “no deal yet”",
            datetime(2026, 11, 6, 17, 30, tzinfo=UTC),
            "The council denied it. The line says otherwise.",
        ),
        ParsedEntry(
            "https://orlop-press.example/news/quarry",
            "https://orlop-press.example/news/quarry",
            "Quarry to close",
            datetime(2026, 11, 5, 12, 0, tzinfo=UTC),
            "Only the article: closed.",
        ),
        ParsedEntry(
            "https://orlop-press.example/news/guid",
            "https://orlop-press.example/news/guid",
            "Guid is the address",
            None,
            None,
        ),
        ParsedEntry("https://orlop-press.example/?p=4", None, "Guid is no address", None, None),
        ParsedEntry("orlop-0005", None, "Address that is none", None, None),
    ),
)
