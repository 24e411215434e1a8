"""Short articles of several outlets, as briefings built by hand: each sentence says who says it."""

from datetime import UTC, datetime, timedelta

from summarizers.briefing import SCHEMA, Actor, Article, Briefing, Span, Statement

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)

SCENES = (
    "The ferry Silver Petrel hit the north mole at Tolmouth on Saturday while it carried Skarrow islanders home. "
    "The rudder and the steering gear will be lifted in Tolmouth by the Varnholt shipyard. ",
    "Islanders from Skarrow were on their way home when on Saturday the Silver Petrel, a ferry, struck the mole in the "
    "north of Tolmouth. Its steering gear, rudder included, goes to the shipyard of Varnholt. ",
    "On Saturday a mole in Tolmouth harbour stopped the Silver Petrel. This ferry had islanders of Skarrow on board. "
    "Now a shipyard, Varnholt, is to look at steering and rudder, and the north of Tolmouth at the gear. ",
)
"""One event as three outlets tell it."""


def told(outlet: str, *sentences: tuple[str, str, str], hours: float = 0) -> Briefing:
    """An article; a sentence is (who, how, what), where nobody says what the outlet itself tells."""
    text, statements = SCENES[len(outlet) % len(SCENES)], []
    names = dict.fromkeys(who for who, _, _ in sentences if who)
    actors = {name: Actor(name.lower().replace(" ", "-"), name, "person") for name in names}
    for number, (who, how, what) in enumerate(sentences):
        start = len(text)
        text += f"{who} {how} {what}. " if who else f"{what}. "
        if who:
            cue = Span(start + len(who) + 1, start + len(who) + 1 + len(how))
            source, content = Span(start, start + len(who)), Span(cue.end + 1, cue.end + 1 + len(what))
            statements.append(
                Statement(f"s{number}", (actors[who].id,), "indirect", (source,), (cue,), (content,), 0.9)
            )
    host = outlet.lower().replace(" ", "")
    url = f"https://{host}.example/{len(text)}-{hours:g}"
    article = Article(url, "From the harbour", outlet, MONDAY + timedelta(hours=hours), "en", text)
    return Briefing(SCHEMA, url, article, (), tuple(actors.values()), tuple(statements))
