from bot.feeds import ParsedEntry, ParsedFeed

FEED = ParsedFeed(
    "rss",
    "Skarrow & Sons",
    None,
    tuple(
        ParsedEntry(str(number), None, title, None, None)
        for number, title in enumerate(
            (
                'Mayor’s "promise" & the ferry',
                "Mayor’s promise — again",
                "How to write <b> in a headline",
                "Fewer: 3 < 6 and R&D",
                "Reversed and controlled… over lines",
                "Unbelievable news",
                None,
                "Zoë Žižek meets 李明 👩🏽‍🚒",
            ),
            start=1,
        )
    ),
)
