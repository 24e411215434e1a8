"""What in something shown a reader may find wrong: each statement, and each disputed point."""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.model import Answer, ArchivedDispute, ArchivedStatement, Body, Digest, DisputeList, Dossier, Shared, Story
from bot.reports import Suspect
from summarizers.briefing import Briefing

_SHOWN: Final = 300
"""Characters of a statement that are kept with a report."""


def suspects_in(body: Body | Answer, article_id: int | None) -> tuple[Suspect, ...]:
    """The statements and points in the order in which they are shown, each once.

    `article_id` is the archive's number of a briefing's article; of one that is not kept nothing can be reported.
    """
    found: Iterable[Suspect] = ()
    match body:
        case Shared():
            return suspects_in(body.answer, article_id)
        case Briefing() if article_id is not None:
            found = _in_briefing(body, article_id)
        case Dossier():
            found = (*map(_said, body.statements), *map(_disputed, body.disputes))
        case DisputeList():
            found = map(_disputed, body.disputes)
        case Story():
            found = _in_story(body)
        case Digest():
            found = (suspect for story in body.stories for suspect in _in_story(story))
    return tuple(dict.fromkeys(found))


def _in_briefing(briefing: Briefing, article_id: int) -> Iterator[Suspect]:
    names = {actor.id: actor.name for actor in briefing.actors}
    for statement in briefing.statements:
        who = [names[actor] for actor in statement.actors if actor in names]
        yield Suspect(article_id, statement.id, _shown(who, briefing.article.words(statement.content)))
    for dispute in briefing.disputes:
        yield Suspect(article_id, dispute.point, dispute.point)


def _in_story(story: Story) -> Iterator[Suspect]:
    for voice in story.voices:
        yield from (_said(report.statement) for report in voice.reports)
    yield from map(_disputed, story.disputes)


def _said(statement: ArchivedStatement) -> Suspect:
    return Suspect(statement.article.id, statement.statement_id, _shown(statement.actors, statement.words))


def _disputed(dispute: ArchivedDispute) -> Suspect:
    return Suspect(dispute.article.id, dispute.point, dispute.point)


def _shown(actors: Iterable[str], words: Iterable[str]) -> str:
    return f"{', '.join(actors) or 'Nobody known'}: {' … '.join(words)}"[:_SHOWN]
