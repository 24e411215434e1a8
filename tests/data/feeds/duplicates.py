from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "Kestria Today",
    None,
    (
        ParsedEntry("a", "https://kestriatoday.example/a", "First", None, None),
        ParsedEntry("b", "https://kestriatoday.example/b", "Other", None, None),
        ParsedEntry(None, "https://kestriatoday.example/c", "No guid", None, None),
    ),
)
