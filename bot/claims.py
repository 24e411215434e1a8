"""What the clauses of an article claim, each in a form that can be compared with the claims of other articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.figures import Count, counts, is_result
from bot.terms import WORD, is_content, lowered, starts_sentence, stem, words_of
from summarizers.briefing import Article, Briefing, Span, Stance, Statement
from summarizers.contest_words import VERBS
from summarizers.excerpts import sentence_ends

Mode = Literal["fact", "prospect", "policy"]

_CLAUSE_END: Final = re.compile(
    r";\s|:\s|\s(?:although|though|because|while|whereas|and that)\s|,\s(?:(?:and|but|or|yet)\s|(?=(?:after|before)\s))"
)
_NEGATIONS: Final = frozenset("not never no neither nor cannot".split())
_FAILING: Final = frozenset(
    "refuse refuses refused refusing fail fails failed failing decline declines declined declining yet unable".split()
)
"""What somebody did behind these and "to" did not happen."""
_PRESUMED: Final = frozenset({"refusal", "failure"})
"""Behind these nothing is said to have happened, or not: who mocks a refusal takes it for granted."""
_DENIALS: Final = frozenset("deny denies denied denying none nobody nothing".split())
"""Words behind which what is told next is not so."""
_NO_NEGATION: Final = re.compile(
    r"\b(?:no|not)\s+(?:more|less|fewer|later|earlier|only|just|merely|least|even)\b|\bno\.\s?(?=\d)|\bno(?=\s*[,;:!.–—])",
    re.IGNORECASE,
)
"""What looks like a negation and is none: a limit, a number, an answer ("No, I meant that")."""
_NONE: Final = frozenset("no none nobody nothing".split())
"""What somebody did, with one of them right behind it, did not happen."""
_AUXILIARIES: Final = frozenset(
    "be is am are was were been being do does did have has had will would shall should can could may might must to "
    "won't wouldn't can't couldn't isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't".split()
)
_PRONOUNS: Final = frozenset("i you he she it we they that there".split())
_RELATIVE: Final = frozenset({"who", "which"})
"""What they lead to is said of another than the clause is about ("is not going after the man who is winning")."""
_FILLERS: Final = frozenset("a an the any ever yet again also really simply actually once since so".split())
_PAST: Final = frozenset(
    "knew gave ran won lost met held kept sold bought paid sent built broke fell rose stood wrote saw drew stole shot "
    "led left found began chose hid flew drove died threw thought brought swore fought fled struck "
    "withdrew lied".split()
)
_VERBS_IN_LY: Final = frozenset("apply comply fly imply multiply rally rely reply supply".split())
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_PROSPECT: Final = re.compile(r"\b(?:will|would|won['’]t|wouldn['’]t|going to|plans? to|is to|are to)\b|['’]ll\b", re.I)
_POLICY: Final = re.compile(r"\b(?:should|must|ought|needs? to|ha(?:s|ve) to|called on|calls on|demand\w*)\b", re.I)
_OPEN: Final = re.compile(r"\b(?:if|whether|unless|perhaps|maybe|you|your)\b", re.IGNORECASE)
"""Marks of what nobody asserts of anybody in particular."""
_FRAME: Final = re.compile(
    r"\b(?:another|additional|further|remaining|others?|including|among them|of (?:whom|them|which|those)|initial\w*|"
    r"original\w*|previous\w*|earlier|first|second|third|half|extra|(?:(?:last|next) \w+)|"
    r"(?:years?|months?|weeks?|decades?) (?:ago|earlier|before)|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""Words by which a count is one of another time, or of a part."""
_POLLED: Final = re.compile(
    r"\b(?:(?<!to the )(?<!at the )polls?\b(?! (?:had |have |were )?(?:clos|open))|surveys?\b|respondents\b|"
    r"margin of (?:sampling )?error\b|(?:likely|registered) voters\b|among (?:\w+ ){0,3}voters\b)",
    re.IGNORECASE,
)
"""Whose numbers are those of one poll among others."""
_TIME: Final = re.compile(r"\d|ago|earlier|before|^last|^next")
_LEAST_TERMS: Final = 2
_MOST: Final = 150
"""Claims of an article that are kept."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause says, who says it and where.

    `actors` are ids of a briefing or of the archive; none where the source is unknown (`voice` has its words) or the
    outlet itself speaks (`voice` is empty). Of its `terms` some are `names`, some `predicates`, and some are said
    not to be so (`negated`). `contests` is the stance of a cue that contests what the clause says.
    """

    sentence: Span
    clause: Span
    terms: frozenset[str]
    names: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    negated: frozenset[str] = frozenset()
    counts: tuple[Count, ...] = ()
    frame: frozenset[str] = frozenset()
    mode: Mode = "fact"
    actors: tuple[str, ...] = ()
    voice: str = ""
    statement: str | None = None
    contests: Stance | None = None

    @property
    def time(self) -> frozenset[str]:
        """The words of its frame that are of a time."""
        return frozenset(word for word in self.frame if _TIME.search(word))


def claims_of(briefing: Briefing) -> tuple[Claim, ...]:
    """The claims of an article, in its order."""
    found: list[Claim] = []
    names = capitalized(briefing.article.text)
    for sentence in sentences(briefing.article):
        if not briefing.article.text[slice(*sentence)].rstrip("”\"’' ").endswith("?"):
            found += _claims_in(briefing, sentence, names)
        if len(found) >= _MOST:
            break
    return tuple(found[:_MOST])


def capitalized(text: str) -> frozenset[str]:
    """The stems of the words that have a capital where none is needed: mostly names."""
    inside = (match for match in WORD.finditer(text) if match[0][0].isupper())
    words = (lowered(match[0]) for match in inside if not starts_sentence(text, match.start()))
    return frozenset(stem(word) for word in words if is_content(word))


def sentences(article: Article) -> Iterator[Span]:
    """The sentences of the text; a line break ends one. The title, which may stand above it, is none."""
    for line in re.finditer(r"[^\n]+", article.text):
        if line[0].strip() == article.title:
            continue
        start = line.start()
        for end in (*sentence_ends(article.text, Span(*line.span())), line.end()):
            span = _trimmed(article.text, Span(start, end))
            if span.start < span.end:
                yield span
            start = end


def _claims_in(briefing: Briefing, sentence: Span, names: frozenset[str]) -> Iterator[Claim]:
    text = briefing.article.text
    for piece, statement in _pieces(briefing, sentence):
        for clause in _clauses(text, piece):
            claim = _claim(briefing, sentence, clause, statement, names)
            if claim is not None:
                yield claim


def _pieces(briefing: Briefing, sentence: Span) -> Iterator[tuple[Span, Statement | None]]:
    """The stretches of a sentence with the statement that each is the content of; the innermost where they nest."""
    owners: list[Statement | None] = [None] * (sentence.end - sentence.start)
    spoken = [False] * len(owners)
    near = [each for each in briefing.statements if any(span.overlaps(sentence) for span in _places(each))]
    here = [each for each in near if not _is_vote(briefing, sentence, each)]
    for statement in sorted(here, key=lambda each: -sum(span.end - span.start for span in each.content)):
        for span in statement.content:
            for index in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                owners[index - sentence.start] = statement
        for span in (*statement.source, *statement.cue):
            for index in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                spoken[index - sentence.start] = True
    start = 0
    for index in range(1, len(owners) + 1):
        if index == len(owners) or owners[index] is not owners[start] or spoken[index] != spoken[start]:
            if owners[start] is not None or not spoken[start]:
                yield Span(sentence.start + start, sentence.start + index), owners[start]
            start = index


def _is_vote(briefing: Briefing, sentence: Span, statement: Statement) -> bool:
    """Is it how many voted for what, which the outlet tells, rather than what they said?"""
    cue = " ".join(briefing.article.words(statement.cue))
    return is_result(cue) and any(each.unit == "score" for each in counts(briefing.article.text[slice(*sentence)]))


def _places(statement: Statement) -> tuple[Span, ...]:
    return (*statement.content, *statement.source, *statement.cue)


def _clauses(text: str, piece: Span) -> Iterator[Span]:
    start = piece.start
    for match in _CLAUSE_END.finditer(text, *piece):
        yield _trimmed(text, Span(start, match.start()))
        start = match.end()
    yield _trimmed(text, Span(start, piece.end))


def _claim(
    briefing: Briefing, sentence: Span, clause: Span, statement: Statement | None, names: frozenset[str]
) -> Claim | None:
    """The claim of a clause; None where it says too little to be compared, or asserts nothing."""
    text = briefing.article.text
    words = text[slice(*clause)]
    polled = _POLLED.search(text, *sentence)
    reading, counted = read(words), () if polled else counts(words)
    if (len(reading.terms) < _LEAST_TERMS and not counted) or is_open(words):
        return None
    return Claim(
        sentence,
        clause,
        reading.terms,
        reading.terms & names,
        reading.predicates,
        reading.negated,
        counted,
        frozenset(match[0].lower() for match in _FRAME.finditer(words)),
        mode_of(words),
        statement.actors if statement else (),
        " ".join(briefing.article.words(statement.source)) if statement and not statement.actors else "",
        statement.id if statement else None,
        contesting(" ".join(briefing.article.words(statement.cue))) if statement else None,
    )


def is_open(words: str) -> bool:
    """Do the words leave open whether it is so, or speak of nobody in particular?"""
    return bool(_OPEN.search(words))


def mode_of(words: str) -> Mode:
    """Whether they tell what ought to be, what will be, or what is."""
    return "policy" if _POLICY.search(words) else "prospect" if _PROSPECT.search(words) else "fact"


def contesting(cue: str) -> Stance | None:
    """The stance of a cue that contests its content ("denied"), None for any other."""
    stances = (VERBS.get(form) for word in words_of(cue) for form in _verbs(word))
    return next((stance for stance in stances if stance is not None), None)


def _verbs(word: str) -> Iterator[str]:
    """The forms that a verb may have in a list of infinitives: "denied" is of "deny", "rejects" of "reject"."""
    yield word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("d", "")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + instead


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a clause: all that tell something, what it says of its subject, and what it says is not so."""

    terms: frozenset[str]
    predicates: frozenset[str]
    negated: frozenset[str]


def read(words: str) -> Reading:
    """Reads a clause."""
    found = _words(words)
    terms = {stem(word) for word in found if is_content(word)}
    negated: set[str] = set()
    predicates: set[str] = set()
    denied = False
    for index, word in enumerate(found):
        denied = denied or word in _DENIALS
        if is_content(word) and word not in _DENIALS and (kind := _predicate(found, index)):
            (negated if (kind == "negated") != denied else predicates).add(stem(word))
            denied = False
    return Reading(frozenset(terms | set(_YEAR.findall(words))), frozenset(predicates), frozenset(negated))


def _predicate(words: list[str], index: int) -> Literal["asserted", "negated"] | None:
    """Is the word what is said of somebody, by its form and what stands before it; and is that negated?"""
    word = words[index]
    if word.endswith("ly") and word not in _VERBS_IN_LY:
        return None
    led = word in _PAST or (word.endswith("ed") and "-" not in word)
    for place in range(index - 1, max(-1, index - 5), -1):
        before = words[place]
        if before in _RELATIVE:
            return None
        failing = words[place - 1] if before == "to" and place > 0 else ""
        if failing in _PRESUMED:
            return None
        if failing in _FAILING or _is_negation(before):
            return "negated"
        if before in _AUXILIARIES or before in _PRONOUNS:
            led = True
        elif before not in _FILLERS and not before.endswith("ly"):
            break
    if not led:
        return None
    return "asserted" if _NONE.isdisjoint(words[index + 1 : index + 2]) else "negated"


def negates(words: str) -> bool:
    """Is there a negation in the words?"""
    return any(word in _DENIALS or _is_negation(word) for word in _words(words))


def _words(words: str) -> list[str]:
    """The words without negations that are none."""
    return words_of(_NO_NEGATION.sub(" ", words))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))
