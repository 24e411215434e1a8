"""Briefings and replies built by hand, and a strategy for any briefing; used by the tests of all that people see."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArchivedSide,
    ArchivedStatement,
    ArticleRef,
    Candidates,
    Digest,
    DisputeList,
    Dossier,
    Notice,
    Reply,
    Reported,
    Story,
    StoryVoice,
    Wording,
)
from summarizers.briefing import (
    SCHEMA,
    Actor,
    Article,
    Briefing,
    Dispute,
    GistSentence,
    QuotationKind,
    Side,
    Span,
    Statement,
)

BRIDGE_TEXT = """\
The council of Harrow voted on Monday to close the Mill Bridge, a decision that splits the town. \
Engineers found cracks in two of its piers in September. Traders fear for their living.

“The bridge is not safe,” Mayor Ana Ruiz said on Monday. “We have looked at every report. \
We have asked every engineer in the county, and not one of them would let a bus across. \
I will not wait for somebody to be hurt. The town will have to be patient, and it will have a better bridge for it.”

Ruiz claimed that traffic on the bridge had “doubled” since 2020, a figure that Tom Beck, who chairs the traders' \
union, rejected. Beck said: “Nobody has counted.” He doubts the engineers' findings.

A senior aide said the works could cost 4 million. Ruiz and Beck agreed that the works must not last longer \
than a year. The county engineers said in a report that the piers “cannot be repaired”. \
According to the fire service, its engines need the bridge.
"""


def spans(text: str, *words: str) -> tuple[Span, ...]:
    """Where each of the words stands first."""
    return tuple(Span(text.index(each), text.index(each) + len(each)) for each in words)


def _statement(
    number: int, actors: tuple[str, ...], kind: QuotationKind, cue: str, *content: str, confidence: float = 0.9
) -> Statement:
    cues = spans(BRIDGE_TEXT, cue) if cue else ()
    return Statement(f"s{number}", actors, kind, (), cues, spans(BRIDGE_TEXT, *content), confidence)


def _gist(*sentences: str) -> tuple[GistSentence, ...]:
    return tuple(GistSentence(each, *spans(BRIDGE_TEXT, each)) for each in sentences)


_CLOSE = "The council of Harrow voted on Monday to close the Mill Bridge, a decision that splits the town."
_CRACKS = "Engineers found cracks in two of its piers in September."
_DOUBLED = (
    "Ruiz claimed that traffic on the bridge had “doubled” since 2020, a figure that Tom Beck, "
    "who chairs the traders' union, rejected."
)
_LONG = (
    "“We have looked at every report. We have asked every engineer in the county, and not one of them would let a bus "
    "across. I will not wait for somebody to be hurt. The town will have to be patient, and it will have a better "
    "bridge for it.”"
)

BRIDGE = Briefing(
    schema=SCHEMA,
    id="bridge",
    article=Article(
        url="https://news.example/harrow/bridge",
        title="Harrow closes its bridge",
        publisher="Harrow Herald",
        published=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        language="en",
        text=BRIDGE_TEXT,
    ),
    gist=_gist(_CLOSE, _CRACKS),
    actors=(
        Actor(
            "ana-ruiz", "Ana Ruiz", "person", "Mayor", ("Ruiz",), spans(BRIDGE_TEXT, "Mayor Ana Ruiz", "Ruiz claimed")
        ),
        Actor("tom-beck", "Tom Beck", "person", "chairs the traders' union", ("Beck",), spans(BRIDGE_TEXT, "Tom Beck")),
        Actor("a-senior-aide", "a senior aide", "unnamed"),
        Actor("engineers", "county engineers", "group"),
        Actor("fire-service", "Fire service", "organization"),
    ),
    statements=(
        _statement(1, ("ana-ruiz",), "direct", "said", "“The bridge is not safe,”", _LONG),
        _statement(
            2, ("ana-ruiz",), "mixed", "claimed", "that traffic on the bridge had “doubled” since 2020", confidence=0.8
        ),
        _statement(3, ("tom-beck",), "indirect", "rejected", "a figure"),
        _statement(4, ("tom-beck",), "direct", "said:", "“Nobody has counted.”"),
        _statement(5, ("tom-beck",), "indirect", "doubts", "the engineers' findings"),
        _statement(6, ("a-senior-aide",), "indirect", "", "the works could cost 4 million", confidence=0.4),
        _statement(
            7, ("ana-ruiz", "tom-beck"), "indirect", "agreed", "that the works must not last longer than a year"
        ),
        _statement(8, ("engineers",), "mixed", "said in a report", "that the piers “cannot be repaired”"),
        _statement(9, ("fire-service",), "indirect", "According to", "its engines need the bridge"),
    ),
    disputes=(
        Dispute(
            "d1",
            "Traffic on the bridge has doubled since 2020",
            "fact",
            "explicit",
            0.9,
            (
                Side(("ana-ruiz",), "asserts", ("s2",), spans(BRIDGE_TEXT, _DOUBLED)),
                Side(
                    ("tom-beck",),
                    "denies",
                    ("s3", "s4"),
                    spans(BRIDGE_TEXT, _DOUBLED, "Beck said: “Nobody has counted.”"),
                ),
            ),
        ),
        Dispute(
            "d2",
            "The piers cannot be repaired",
            "fact",
            "implicit",
            0.3,
            (
                Side(("engineers",), "asserts", ("s8",), spans(BRIDGE_TEXT, "The county engineers said in a report")),
                Side(("tom-beck",), "doubts", ("s5",), spans(BRIDGE_TEXT, "He doubts the engineers' findings.")),
            ),
        ),
    ),
    notes=("1 statement could not be attributed",),
)

BARE = Briefing(SCHEMA, "bare", Article(None, None, None, None, None, "Rain is expected.\n"))
"""A briefing of an article in which nobody says anything."""

HERALD = ArticleRef(
    1,
    "https://news.example/harrow/bridge",
    "Harrow closes its bridge",
    "Harrow Herald",
    datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
)
COURIER = ArticleRef(
    2, "https://courier.example/beck", "Traders protest", "County Courier", datetime(2026, 11, 20, tzinfo=UTC)
)
BECK = ArchivedActor(7, "Tom Beck", "person", "chairs the traders' union", ("Beck", "Thomas Beck"))

TRAFFIC = ArchivedDispute(
    HERALD,
    "Traffic on the bridge has doubled since 2020",
    "fact",
    "explicit",
    0.9,
    (
        ArchivedSide(("Ana Ruiz",), "asserts", (_DOUBLED,)),
        ArchivedSide(("Tom Beck", "traders"), "denies", (_DOUBLED, "Beck said: “Nobody has counted.”")),
    ),
)

DOSSIER = Dossier(
    actor=BECK,
    statements=(
        ArchivedStatement(HERALD, "s4", ("Tom Beck",), "direct", "said", ("“Nobody has counted.”",), 0.9),
        ArchivedStatement(HERALD, "s5", ("Tom Beck",), "indirect", "doubts", ("the engineers' findings",), 0.4),
        ArchivedStatement(COURIER, "s1", ("Tom Beck",), "direct", "wrote", (_LONG,), 0.9),
    ),
    disputes=(TRAFFIC,),
    articles=2,
    statements_in_all=9,
)
CANDIDATES = Candidates("beck", (BECK, ArchivedActor(8, "Ida Beck", "person", None, ())), ambiguous=True)
NEAREST = Candidates("Bekc", (BECK,), ambiguous=False)
NO_CANDIDATES = Candidates("Nobody", (), ambiguous=False)
DISPUTES = DisputeList("bridge", (TRAFFIC,), found=3)
NO_DISPUTES = DisputeList(None, (), found=0)
NOTICE = Notice("Done.\nTwo lines.")
STORY = Story(
    articles=(HERALD, COURIER),
    gist=(_CLOSE, _CRACKS),
    voices=(
        StoryVoice(
            "Tom Beck",
            "chairs the traders' union",
            (
                Reported(DOSSIER.statements[0], (HERALD, COURIER), (Wording(("“No one has counted.”",), COURIER),)),
                Reported(DOSSIER.statements[1], (HERALD,)),
            ),
        ),
        StoryVoice("", None, (Reported(DOSSIER.statements[2], (COURIER,)),)),
    ),
    disputes=(TRAFFIC,),
    more_statements=4,
    watched=("Beck",),
    continues=True,
)
DIGEST = Digest(datetime(2026, 11, 24, 7, tzinfo=UTC), "Europe/Berlin", (STORY,), (COURIER,) * 7)
EMPTY_DIGEST = Digest(datetime(2026, 11, 24, 7, tzinfo=UTC), "Europe/Berlin", ())

REPLIES: tuple[Reply, ...] = (
    BRIDGE,
    BARE,
    DOSSIER,
    CANDIDATES,
    NEAREST,
    NO_CANDIDATES,
    DISPUTES,
    NO_DISPUTES,
    NOTICE,
    DIGEST,
    EMPTY_DIGEST,
)


def said_by(name: str, text: str, kind: QuotationKind = "indirect") -> Briefing:
    """A briefing of an article that is one statement, and in which everything is the given outside text."""
    span = Span(0, len(text))
    actor = Actor("a", name, "person", text, (text,), (span,))
    return Briefing(
        SCHEMA,
        text,
        Article("https://news.example/a", text, text, None, None, text),
        (GistSentence(text, span),),
        (actor,),
        (Statement("s1", ("a",), kind, (), (span,), (span,), 0.9),),
        (Dispute("d1", text, "fact", "explicit", 0.9, (Side(("a",), "asserts", ("s1",), (span,)),)),),
        (text,),
    )


def archived(text: str) -> tuple[Reply, ...]:
    """The archive's replies and a notice in which everything is the given outside text."""
    article = ArticleRef(1, "https://news.example/a", text, text, None)
    actor = ArchivedActor(1, text, "person", text, (text, text + "2"))
    statement = ArchivedStatement(article, "s1", (text,), "direct", text, (text,), 0.9)
    dispute = ArchivedDispute(article, text, "fact", "explicit", 0.9, (ArchivedSide((text,), "denies", (text,)),))
    return (
        Dossier(actor, (statement,), (dispute,), 1, 1),
        Candidates(text, (actor,), ambiguous=True),
        DisputeList(text, (dispute,), 1),
        Notice(text),
        Digest(
            datetime(2026, 11, 24, tzinfo=UTC),
            "UTC",
            (
                Story(
                    (article,),
                    (text,),
                    (StoryVoice(text, text, (Reported(statement, (article, COURIER), (Wording((text,), article),)),)),),
                    (dispute,),
                    watched=(text,),
                ),
            ),
            (article,),
        ),
    )


HOSTILE = (
    "- ",
    "1. ",
    "# ",
    "> ",
    "*a*",
    "__b__",
    "[x](https://evil.example)",
    "![i](https://evil.example/i.png)",
    "[x]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "<b onclick='x()'>",
    "</style><script>alert(1)</script>",
    "&lt;img src=x&gt;",
    "`c`",
    "```",
    "~~s~~",
    "\n\n",
    "\n    ",
    "===",
    "---",
    "\\",
    "| a | b |",
    "[bold red]",
    "[/]",
    ":smile:",
    "\x1b[31m",
    "\x1b]8;;https://evil.example\x07",
    "\u202e",
    "\u200b",
    "\r",
    '"',
    "“",
)


def hostile_texts(more: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Text that is syntax somewhere, and ends in words."""
    pieces = st.lists(st.sampled_from((*HOSTILE, *more)) | st.text(max_size=5), min_size=1, max_size=5)
    return pieces.map(lambda parts: "".join(parts) + " end of it")


def _spans_in(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    ends = st.lists(st.integers(0, len(text)), max_size=6, unique=True).map(sorted)
    return ends.map(lambda at: tuple(Span(a, b) for a, b in zip(at[::2], at[1::2], strict=False)))


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    """Any briefing whose spans and ids hold."""
    plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    sentence = st.sampled_from(["“It is so. ", "The U.S. said no. ", "Dr. Who” left.\n\n", "He “may” agree! ", "x"])
    text = draw(st.lists(sentence | plain, min_size=1, max_size=8).map("".join).filter(bool))
    span = _spans_in(text)
    actor = st.builds(
        Actor,
        id=st.uuids().map(str),
        name=plain,
        kind=st.sampled_from(["person", "organization", "group", "place", "newsroom", "unnamed"]),
        description=st.none() | plain,
        aliases=st.lists(plain, max_size=2).map(tuple),
        mentions=span,
    )
    actors = tuple(draw(st.lists(actor, max_size=3)))
    ids = st.lists(st.sampled_from([each.id for each in actors]), max_size=2, unique=True) if actors else st.just([])
    cast = ids.map(tuple)
    confidence = st.floats(0, 1)
    statement = st.builds(
        Statement,
        id=st.uuids().map(str),
        actors=cast,
        kind=st.sampled_from(["direct", "indirect", "mixed"]),
        source=span,
        cue=span,
        content=span,
        confidence=confidence,
    )
    statements = tuple(draw(st.lists(statement, max_size=5)))
    stated = st.lists(st.sampled_from([each.id for each in statements]), max_size=2) if statements else st.just([])
    side = st.builds(
        Side,
        actors=cast,
        stance=st.sampled_from(["asserts", "denies", "doubts", "opposes"]),
        statements=stated.map(tuple),
        evidence=span,
    )
    dispute = st.builds(
        Dispute,
        id=st.uuids().map(str),
        point=plain,
        kind=st.sampled_from(["fact", "blame", "prospect", "policy"]),
        marking=st.sampled_from(["explicit", "implicit"]),
        confidence=confidence,
        sides=st.lists(side, min_size=2, max_size=3).map(tuple),
    )
    article = st.builds(
        Article,
        url=st.none() | plain | st.just("https://news.example/a"),
        title=st.none() | plain,
        publisher=st.none() | plain,
        published=st.none() | st.datetimes(timezones=st.just(UTC)),
        language=st.none() | st.just("en"),
        text=st.just(text),
    )
    gist = tuple(GistSentence(text[start:end], Span(start, end)) for start, end in draw(span))
    disputes = tuple(draw(st.lists(dispute, max_size=3)))
    notes = tuple(draw(st.lists(plain, max_size=2)))
    return Briefing(SCHEMA, draw(plain), draw(article), gist, actors, statements, disputes, notes)
