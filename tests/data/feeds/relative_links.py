from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "atom",
    "The Tolmouth Gazette",
    "https://feeds.example/news/",
    tuple(
        ParsedEntry(guid, url, title, None, None)
        for guid, url, title in (
            ("1", "https://feeds.example/news/one.html", "Base of the feed"),
            ("2", "https://archive.example/2026/two.html", "Base of the entry"),
            ("3", "https://feeds.example/sport/three.html", "Base of the link"),
            ("4", "https://feeds.example/four.html", "From the root"),
            ("5", "https://mirror.example/five.html", "Without a scheme"),
            ("6", "https://feeds.example/news/six%20seven.html", "With a space"),
        )
    ),
)
