from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "&lol8;",
    None,
    (
        ParsedEntry("bomb", "https://skarrow4.example/?a=&lol8", "Laughs &lol8;", None, None),
        ParsedEntry("file", None, "&file;", None, None),
    ),
)
