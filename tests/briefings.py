"""Briefings for the tests of the archive: articles in which each of the actors says one thing."""

from datetime import UTC, datetime

from summarizers.briefing import (
    SCHEMA,
    Actor,
    ActorKind,
    Article,
    Briefing,
    Dispute,
    GistSentence,
    Side,
    Span,
    Statement,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def actor(name: str, *aliases: str, kind: ActorKind = "person", description: str | None = None) -> Actor:
    return Actor(name.lower().replace(" ", "-"), name, kind, description, aliases)


def briefing(
    *cast: Actor | str, url: str | None = None, published: datetime | None = None, about: str = "the bridge"
) -> Briefing:
    """An article in which the actors speak about something one after another, and the first two disagree."""
    actors = tuple(actor(each) if isinstance(each, str) else each for each in cast)
    sentences = [f"{each.name} said that {about} is number {number}." for number, each in enumerate(actors)]
    text = " ".join(sentences) or f"Nobody said anything about {about}."
    statements = tuple(
        Statement(
            f"s{number}",
            (each.id,),
            "indirect",
            _span(text, f"{each.name} said", each.name),
            _span(text, sentences[number], "said"),
            _span(text, sentences[number], f"that {about} is number {number}"),
            0.9,
        )
        for number, each in enumerate(actors)
    )
    return Briefing(
        SCHEMA,
        url or about,
        Article(url, f"About {about}", "Harrow Herald", published, "en", text),
        (GistSentence(text, Span(0, len(text))),),
        actors,
        statements,
        (_dispute(text, sentences, actors, about),) if len(actors) > 1 else (),
    )


def _dispute(text: str, sentences: list[str], actors: tuple[Actor, ...], about: str) -> Dispute:
    sides = (
        Side((actors[0].id,), "asserts", ("s0",), _span(text, sentences[0], sentences[0])),
        Side((actors[1].id,), "denies", ("s1",), _span(text, sentences[1], sentences[1])),
    )
    return Dispute("d1", f"The number of {about}", "fact", "explicit", 0.9, sides)


def _span(text: str, within: str, words: str) -> tuple[Span, ...]:
    start = text.index(words, text.index(within))
    return (Span(start, start + len(words)),)
