"""What is asked of the bot and what it answers, whatever the platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from summarizers.briefing import ActorKind, Article, Briefing, DisputeKind, Marking, QuotationKind, Stance

Status = Literal["open", "conceded", "withdrawn"]
"""What became of a disputed point: a side conceded what it had denied, or withdrew what it had asserted."""

SHARED = ""
"""The workspace of what the operator brings with the command line: seen everywhere."""


NOTHING_NEW: Final = "Nothing new since the last digest."
BEHIND_PAYWALL: Final = "only an excerpt: the page is behind a paywall"
GOES_ON: Final = "only an excerpt: the article goes on elsewhere"
"""Notes on articles of which a page shows a part alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article as it was found, with notes on it for its briefing, such as that it is only an excerpt."""

    article: Article
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """Where something was read."""

    id: int
    url: str | None
    title: str | None
    publisher: str | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class ArchivedActor:
    """An actor as the archive knows it, over all articles."""

    id: int
    name: str
    kind: ActorKind
    description: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArchivedStatement:
    """A statement with the article's own words, a string for each span of its content."""

    article: ArticleRef
    statement_id: str
    actors: tuple[str, ...]
    kind: QuotationKind
    cue: str
    words: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class ArchivedSide:
    """One side of an archived dispute: names, and the sentences that show it."""

    actors: tuple[str, ...]
    stance: Stance
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Who took which side of a disputed point in an article, or the article's outlet itself, and where it shows."""

    article: ArticleRef
    at: datetime
    actors: tuple[str, ...]
    stance: Stance
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArchivedDispute:
    """A disputed point over all articles that show it; `article` is the latest of them.

    Its history begins with who first asserted it, and then goes by time. It is settled where somebody conceded the
    point or withdrew it later, in words that say so (`settled`).
    """

    article: ArticleRef
    point: str
    kind: DisputeKind
    marking: Marking
    confidence: float
    sides: tuple[ArchivedSide, ...]
    history: tuple[Turn, ...] = ()
    status: Status = "open"
    settled: ArchivedStatement | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """A claim of an earlier article (`claim`) that a later one contests (`contest`), and the point."""

    claim: Turn
    contest: Turn
    statement_id: str | None
    point: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """Two statements of an actor that say opposite things about one matter."""

    earlier: ArchivedStatement
    later: ArchivedStatement


@dataclass(frozen=True, slots=True)
class Notice:
    """A line or a few for the person who asked."""

    text: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Dossier:
    """Who an actor is, the latest statements (newest first), the disputes it is a side of, and its changes of mind."""

    actor: ArchivedActor
    statements: tuple[ArchivedStatement, ...]
    disputes: tuple[ArchivedDispute, ...]
    articles: int
    statements_in_all: int
    since: datetime | None = None
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """A name that fits several actors (`ambiguous`), or none: then the nearest are offered."""

    query: str
    actors: tuple[ArchivedActor, ...]
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class DisputeList:
    """Disputed points of the archive, newest first, for a query in words or none."""

    query: str | None
    disputes: tuple[ArchivedDispute, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One quotation as another article has it, in other words."""

    words: tuple[str, ...]
    article: ArticleRef


@dataclass(frozen=True, slots=True)
class Reported:
    """A statement of a story: as the first article has it, and which others have it too, some in other words."""

    statement: ArchivedStatement
    articles: tuple[ArticleRef, ...]
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryVoice:
    """An actor of a story with what is shown of its statements; the name is empty where nobody is known."""

    name: str
    description: str | None
    reports: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What the articles of one event say, the leading article first.

    `watched` are the words of the channel's watches that it meets; it `continues` where the channel had it before;
    `notes` say of which kind its articles are where they are no whole ones.
    """

    articles: tuple[ArticleRef, ...]
    gist: tuple[str, ...]
    voices: tuple[StoryVoice, ...]
    disputes: tuple[ArchivedDispute, ...]
    more_statements: int = 0
    watched: tuple[str, ...] = ()
    continues: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories of a time for a channel, the most important first, and the articles of those left out.

    `zone` is the channel's time zone by its IANA name; `at` is in UTC. It is `expandable` where its stories open from
    its one message, rather than stand in its thread.
    """

    at: datetime
    zone: str
    stories: tuple[Story, ...]
    left_out: tuple[ArticleRef, ...] = ()
    expandable: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What became different in an article after it was posted.

    `before` and `after` are the words of the statement; where it is attributed to others now, `before` are the names.
    """

    quoted: bool
    kind: Literal["removed", "added", "reworded", "attributed", "denied", "corrected"]
    actors: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """An article that changed after it was posted."""

    article: ArticleRef
    changes: tuple[Change, ...]


Answer = Briefing | Dossier | DisputeList
"""The replies that are worth a second look, and worth showing to others."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer that `user` shows to a whole channel, and the command that it answers."""

    answer: Answer
    command: str
    user: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Who speaks in something shown, and how often."""

    name: str
    description: str | None
    statements: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """The articles behind something shown, and who speaks in it, most often first."""

    articles: tuple[Article | ArticleRef, ...]
    voices: tuple[Heard, ...]


Reply = Notice | Briefing | Dossier | Candidates | DisputeList | Digest
Body = Digest | Story | Notice | Contested | Changes | Shared
"""What may be sent: a digest's head, one of its stories, a notice, a claim that is contested, an article's changes, and
an answer that somebody shares."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked, in words, and where. The terminal's workspace is the shared collection.

    `manages` tells that the person may change settings of the workspace, `direct` that it was asked in a direct
    message; `zone` is the person's own time zone by its IANA name, where the platform tells it; `shut_out` says why
    nothing can be posted where it was asked, and what to do, where that is so. A `stranger` is of another workspace, in
    a channel that two share.
    """

    text: str
    workspace: str = SHARED
    user: str = ""
    platform: str = "terminal"
    channel: str = ""
    manages: bool = True
    direct: bool = False
    zone: str = ""
    shut_out: str = ""
    stranger: bool = False
