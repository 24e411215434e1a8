from bot.feeds import ParsedEntry, ParsedFeed

CHARSET = "iso-8859-1"
"""What the server says, which is wrong."""

FEED = ParsedFeed(
    "rss",
    "Вести Кестрии",
    "https://kestriatoday.example/ru",
    (
        ParsedEntry(
            "ru-1",
            "https://kestriatoday.example/ru/1",
            "«Мы ждём документов», — сказала министр",
            None,
            "Переговоры продолжатся на следующей неделе.",
        ),
    ),
)
