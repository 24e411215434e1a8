"""What stands behind something that was shown: the articles, and who speaks in them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.model import (
    Answer,
    ArchivedStatement,
    ArticleRef,
    Body,
    Changes,
    Contested,
    Digest,
    DisputeList,
    Dossier,
    Heard,
    Provenance,
    Shared,
    Story,
)
from summarizers.briefing import Briefing


def provenance(body: Body | Answer) -> Provenance:
    """The articles behind what was shown, and whose statements are in it, the most often heard first."""
    match body:
        case Shared(answer):
            return provenance(answer)
        case Briefing():
            return Provenance((body.article,), _heard_in(body))
        case Dossier():
            return _of_statements(body.statements)
        case DisputeList():
            return Provenance(tuple(dict.fromkeys(dispute.article for dispute in body.disputes)), ())
        case Story():
            return Provenance(body.articles, tuple(_heard_of([body])))
        case Digest():
            return Provenance(tuple(_articles_of(body)), tuple(_heard_of(body.stories)))
        case Contested(claim, contest):
            return Provenance((claim.article, contest.article), ())
        case Changes(article):
            return Provenance((article,), ())
        case _:
            return Provenance((), ())


def _heard_in(briefing: Briefing) -> tuple[Heard, ...]:
    said = Counter(actor for statement in briefing.statements for actor in statement.actors)
    actors = {actor.id: actor for actor in briefing.actors}
    return tuple(
        Heard(actors[each].name, actors[each].description, times)
        for each, times in said.most_common()
        if each in actors
    )


def _of_statements(statements: Iterable[ArchivedStatement]) -> Provenance:
    kept = tuple(statements)
    said = Counter(actor for statement in kept for actor in statement.actors)
    articles = tuple(dict.fromkeys(statement.article for statement in kept))
    return Provenance(articles, tuple(Heard(name, None, times) for name, times in said.most_common()))


def _articles_of(digest: Digest) -> Iterator[ArticleRef]:
    for story in digest.stories:
        yield from story.articles


def _heard_of(stories: Iterable[Story]) -> Iterator[Heard]:
    """An actor who speaks in several stories counts for all of them."""
    voices = [voice for story in stories for voice in story.voices if voice.name]
    said: Counter[str] = Counter()
    for voice in voices:
        said[voice.name] += len(voice.reports)
    described = {voice.name: voice.description for voice in reversed(voices)}
    yield from (Heard(name, described[name], times) for name, times in said.most_common())
