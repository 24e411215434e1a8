"""Everything that is answered or delivered: an example of each kind, and each kind made of one text from outside."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArchivedSide,
    ArchivedStatement,
    ArticleRef,
    Body,
    Candidates,
    Change,
    Changes,
    Contested,
    Digest,
    DisputeList,
    Dossier,
    Notice,
    Reply,
    Reported,
    Shared,
    Shift,
    Story,
    StoryVoice,
    Turn,
    Wording,
)
from tests.examples import BRIDGE, COURIER, DIGEST, HERALD, REPLIES, STORY, said_by

Shown = Reply | Body

CONTESTED = Contested(
    Turn(HERALD, datetime(2026, 11, 23, tzinfo=UTC), ("Ana Ruiz",), "asserts", ("“It is safe,” Ruiz said.",)),
    Turn(COURIER, datetime(2026, 11, 24, tzinfo=UTC), ("Tom Beck",), "denies", ("Beck denied it.",)),
    "s1",
    "The bridge is safe",
    datetime(2026, 11, 24, tzinfo=UTC),
)
CHANGES = Changes(
    HERALD,
    (
        Change(True, "removed", ("Tom Beck",), ("“Nobody has counted.”",), ()),
        Change(False, "corrected", ("Ana Ruiz",), ("it costs 4 million",), ("it costs 5 million",)),
    ),
)
SHARED = Shared(BRIDGE, "brief https://news.example/harrow/bridge", "U7")
EXPANDABLE = replace(DIGEST, stories=(STORY, replace(STORY, articles=(COURIER,))), expandable=True)

EXAMPLES: tuple[Shown, ...] = (*REPLIES, STORY, CONTESTED, CHANGES, SHARED, EXPANDABLE)

AT = datetime(2026, 11, 24, tzinfo=UTC)


def made_of(text: str, url: str | None = "https://news.example/a") -> tuple[Shown, ...]:
    """Each kind with the text for every name, title and word in it, from an article at the address."""
    briefing = said_by("Ann", text, "direct")
    briefing = replace(briefing, article=replace(briefing.article, url=url))
    article = ArticleRef(1, url, text, text, AT)
    actor = ArchivedActor(1, text, "person", text, (text, text + "2"))
    statement = ArchivedStatement(article, "s1", (text,), "direct", text, (text,), 0.4)
    disputes = (_dispute(article, text), _ledger(article, statement, text))
    reported = Reported(statement, (article, COURIER), (Wording((text,), article),))
    story = Story((article,), (text,), (StoryVoice(text, text, (reported,)),), disputes, watched=(text,), notes=(text,))
    return (
        briefing,
        Dossier(actor, (statement, replace(statement, cue="")), disputes, 1, 2, AT, (Shift(statement, statement),)),
        Candidates(text, (actor, replace(actor, id=2)), ambiguous=True),
        DisputeList(text, disputes, 2),
        Notice(text),
        Digest(AT, "UTC", (story, story), (article,)),
        Digest(AT, "UTC", (story, story), (article,), expandable=True),
        story,
        Contested(disputes[1].history[0], disputes[1].history[1], "s1", text, AT),
        Changes(article, tuple(Change(True, kind, (text,), (text,), (text,)) for kind in ("reworded", "attributed"))),
        Shared(briefing, f"brief {text}", "U7"),
    )


def _dispute(article: ArticleRef, text: str) -> ArchivedDispute:
    sides = (ArchivedSide((text,), "asserts", (text,)), ArchivedSide((text, text), "denies", (text,)))
    return ArchivedDispute(article, text, "fact", "implicit", 0.4, sides)


def _ledger(article: ArticleRef, settled: ArchivedStatement, text: str) -> ArchivedDispute:
    """A point that two articles dispute, conceded in the end."""
    first = Turn(article, AT, (text,), "asserts", (text,))
    history = (first, replace(first, article=replace(article, id=2), stance="denies"))
    return replace(_dispute(article, text), history=history, status="conceded", settled=settled)
