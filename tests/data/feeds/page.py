FEEDS = (
    "https://www.tolmouthgazette.example/town/feed.xml",
    "https://feeds.example/gazette.atom",
    "https://feeds.example/gazette.json",
    "https://www.tolmouthgazette.example/comments/feed/",
)
