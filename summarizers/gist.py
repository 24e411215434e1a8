"""The two or three sentences that stand for an article.

sumy says how central a sentence is; the rest is what an editor knows: news comes first, whoever speaks and whatever is
disputed counts, and a sentence must be understood without the ones around it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, groupby
from math import inf

from spacy.tokens import Token

from summarizers.briefing import Actor, Article, Span
from summarizers.document import Document
from summarizers.ranking import DEFAULT_SUMMARIZER, EDMUNDSON, SUMMARIZERS, UnknownSummarizer, Words, rank, stop_words
from summarizers.standalone import PRONOUNS, leans_back, news_sentences, sentences_at, words_of

__all__ = ["DEFAULT_SUMMARIZER", "SUMMARIZERS", "UnknownSummarizer", "choose_gist"]

RANK = 1.0
"""What the sentence that sumy puts first gains; the measure of all other weights."""
LEAD = 1.5
"""What the first sentence gains, the second half of it, the third a third: the lead is the hardest summary to beat in
news, so that it should stand in nearly every gist; the sentences after it need more than their place."""
ACTORS = 0.5
"""What a sentence gains that names all the leading actors: the reader is about to see them quoted."""
DISPUTE = 0.6
"""What a sentence gains that shows both sides of an explicit dispute; half of it for one side."""
QUOTED = 0.6
"""What a sentence loses that is nothing but quotation: the statements stand beside the gist anyhow."""
TORN = 0.9
"""What a sentence loses that has only one of a quotation's marks."""
LEANING = 0.9
"""What a sentence loses that points back ("He said") where the sentence before it is not in the gist: enough that only
the most central one, or one side by side with its antecedent, is worth it."""
LONG = 0.7
"""What a sentence of more than `LONG_SENTENCE` words loses: it fills the gist alone."""
THIRD = 0.7
"""What a third sentence must bring to be worth reading."""
LONE = 3.0
"""What a gist of one sentence loses: it is chosen only where any second would be far too long."""
REPETITION = 0.5
"""What a pair loses whose shorter sentence says nothing that the longer does not."""
OVERFLOW = 0.02
"""What each character beyond `BRIEF` costs: fifty of them outweigh the best rank."""

BRIEF = 480
"""Characters of a gist, a third of a briefing as shown."""
LONG_SENTENCE = 60
SAME = 0.75
"""Share of the shorter sentence's words at which two sentences are the same sentence."""
LEADING = 3
"""Actors that a reader keeps in mind."""
CANDIDATES = 150
"""Sentences that sumy sees: the time it takes grows with the square of their number, or worse."""
FINALISTS = 14
"""Sentences of which every pair and every three are weighed: 469 sets at most."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    order: int
    span: Span
    words: frozenset[str]
    merit: float
    leans: bool


def choose_gist(document: Document, summarizer: str = DEFAULT_SUMMARIZER) -> Document:
    """The document with its gist: two or three sentences in text order, fewer where there are no more.

    Of an article with more than 150 sentences sumy sees the 150 that come first, name leading actors or show disputes.
    Raises `UnknownSummarizer`, which is a ValueError.
    """
    if summarizer not in SUMMARIZERS:
        raise UnknownSummarizer(summarizer)
    chosen = _best_set(_candidates(document, summarizer))
    return replace(document, gist=tuple(_without_title(document.article, candidate.span) for candidate in chosen))


def _without_title(article: Article, sentence: Span) -> Span:
    """The sentence without the article's title, which has no full stop where it stands on a line above it."""
    title, text = (article.title or "").strip(), article.text[sentence.start : sentence.end]
    rest = text.removeprefix(title)
    if not (title and rest.startswith("\n") and rest.strip()):
        return sentence
    return Span(sentence.end - len(rest.lstrip()), sentence.end)


def _candidates(document: Document, summarizer: str) -> list[_Candidate]:
    """The sentences that could be gist, in text order, with their merit."""
    texts = document.article.words(document.sentences)
    tokens = _tokens(document)
    outside = _outside_quotations(document)
    news = news_sentences(document, tokens)
    merits = _merits_without_rank(document, news, outside)
    news = sorted(sorted(news, key=lambda order: -merits[order])[:CANDIDATES])
    words = _content_words(document, tokens)
    ranks = _ranks(document, news, words, summarizer)
    return [
        _Candidate(
            order,
            document.sentences[order],
            frozenset(words[order] or words_of(texts[order])),
            merits[order] + RANK * sumy_rank,
            leans_back(texts[order], outside[order]),
        )
        for order, sumy_rank in zip(news, ranks, strict=True)
    ]


def _best_set(candidates: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    finalists = sorted(candidates, key=lambda candidate: -candidate.merit)[:FINALISTS]
    finalists.sort(key=lambda candidate: candidate.order)
    shared = {(one.order, other.order): _overlap(one, other) for one, other in combinations(finalists, 2)}
    sets = (chosen for size in (1, 2, 3) for chosen in combinations(finalists, size))
    return max(sets, key=lambda chosen: _worth(chosen, shared), default=())


def _worth(chosen: tuple[_Candidate, ...], shared: Mapping[tuple[int, int], float]) -> float:
    """What a set of sentences is worth, by how much of their words each two of the article share."""
    length = sum(candidate.span.end - candidate.span.start for candidate in chosen)
    if len(chosen) == 3 and length > BRIEF:
        return -inf
    orders = [candidate.order for candidate in chosen]
    overlaps = [shared[pair] for pair in combinations(orders, 2)]
    if max(overlaps, default=0.0) >= SAME:
        return -inf
    leaning = sum(candidate.leans and candidate.order - 1 not in orders for candidate in chosen)
    return (
        sum(candidate.merit for candidate in chosen)
        + {1: -LONE, 2: 0.0, 3: -THIRD}[len(chosen)]
        - LEANING * leaning
        - REPETITION * sum(overlaps)
        - OVERFLOW * max(length - BRIEF, 0)
    )


def _overlap(one: _Candidate, other: _Candidate) -> float:
    return len(one.words & other.words) / max(min(len(one.words), len(other.words)), 1)


def _tokens(document: Document) -> list[list[Token]]:
    """The tokens of each sentence."""
    tokens: list[list[Token]] = [[] for _ in document.sentences]
    starts = [sentence.start for sentence in document.sentences]
    for token in document.parse:
        order = bisect_right(starts, token.idx) - 1
        if order >= 0 and token.idx < document.sentences[order].end:
            tokens[order].append(token)
    return tokens


def _content_words(document: Document, tokens: Sequence[Sequence[Token]]) -> list[Words]:
    """The lemmas of each sentence (lower forms where the parse has none) without stop words and punctuation."""
    dull = stop_words(document.article.language or "en")
    return [
        tuple(
            word
            for token in sentence
            if not token.is_stop and token.lower_ not in dull
            for word in _words_of_lemma(token.lemma_ or token.text)
        )
        for sentence in tokens
    ]


_words_of_lemma = lru_cache(maxsize=10_000)(words_of)
"""Most lemmas of an article come again in the next."""


def _ranks(document: Document, orders: Sequence[int], words: Sequence[Words], summarizer: str) -> tuple[float, ...]:
    """What sumy says of the sentences; names and the title's words are Edmundson's bonus words."""
    starts = [paragraph.start for paragraph in document.paragraphs]
    paragraph_of = [bisect_right(starts, document.sentences[order].start) for order in orders]
    placed = groupby(zip(paragraph_of, orders, strict=True), key=lambda pair: pair[0])
    paragraphs = [[words[order] for _, order in group] for _, group in placed]
    heading, bonus = _favoured(document) if summarizer == EDMUNDSON else ((), set())
    return rank(paragraphs, heading, bonus, summarizer)


def _favoured(document: Document) -> tuple[Words, set[str]]:
    """The lemmas of the title's words, and these with those of names."""
    lemmas = {token.lower_: token.lemma_.casefold() or token.lower_ for token in document.parse}
    heading = tuple(lemmas.get(word, word) for word in words_of(document.article.title or ""))
    names = (name for actor in document.actors for name in (actor.name, *actor.aliases))
    return heading, {*heading, *(lemmas.get(word, word) for name in names for word in words_of(name))}


def _merits_without_rank(document: Document, news: Sequence[int], outside: Sequence[str]) -> list[float]:
    """What speaks for each sentence apart from sumy; the time is that of a pass over the text."""
    texts = document.article.words(document.sentences)
    # A story that opens with somebody's words has its lead after them.
    told = [order for order in news if len(outside[order]) > len(texts[order]) / 2]
    lead = {order: LEAD / place for place, order in enumerate(told, start=1)}
    named, disputed, torn = _named(document), _disputed(document), _torn_quotations(document)
    return [
        lead.get(order, 0.0)
        + ACTORS * named[order]
        + DISPUTE * disputed[order]
        - QUOTED * (1 - len(outside[order]) / len(text))
        - TORN * (order in torn)
        - LONG * (len(words_of(text)) > LONG_SENTENCE)
        for order, text in enumerate(texts)
    ]


def _named(document: Document) -> list[float]:
    """The share of the leading actors, by weight, whom each sentence names."""
    leading = dict(_weights(document).most_common(LEADING))
    named: list[set[str]] = [set() for _ in document.sentences]
    for actor in document.actors:
        if actor.id in leading:
            for mention in _namings(document, actor):
                for order in sentences_at(mention, document.sentences):
                    named[order].add(actor.id)
    total = sum(leading.values()) or 1
    return [sum(leading[actor_id] for actor_id in sorted(ids)) / total for ids in named]


def _namings(document: Document, actor: Actor) -> Iterator[Span]:
    """The mentions that tell a reader who is meant."""
    text = document.article.text
    return (span for span in actor.mentions if text[slice(*span)].casefold() not in PRONOUNS)


def _weights(document: Document) -> Counter[str]:
    """How much each actor matters: a statement weighs as much as two mentions; the newsroom is no actor in the news."""
    weights = Counter(
        {actor.id: len(actor.mentions) for actor in document.actors if actor.kind not in {"newsroom", "unnamed"}}
    )
    for statement in document.statements:
        for actor_id in statement.actors:
            if actor_id in weights:
                weights[actor_id] += 2
    return weights


def _disputed(document: Document) -> list[float]:
    """1 for a sentence that shows two sides of one explicit dispute, a half for one side."""
    shown = [0.0] * len(document.sentences)
    for dispute in document.disputes:
        if dispute.marking == "explicit":
            sides = Counter(
                order
                for side in dispute.sides
                for order in {order for span in side.evidence for order in sentences_at(span, document.sentences)}
            )
            for order, number in sides.items():
                shown[order] = max(shown[order], min(number / 2, 1.0))
    return shown


def _torn_quotations(document: Document) -> set[int]:
    """The sentences in which a quotation begins that ends in a later one, and those in which it ends."""
    places = (sentences_at(quotation, document.sentences) for quotation in document.quotations)
    return {order for orders in places if len(orders) > 1 for order in (orders[0], orders[-1])}


def _outside_quotations(document: Document) -> list[str]:
    """What of each sentence stands outside quotation marks."""
    kept = [list(text) for text in document.article.words(document.sentences)]
    for quotation in document.quotations:
        for order in sentences_at(quotation, document.sentences):
            sentence = document.sentences[order]
            for position in range(max(sentence.start, quotation.start), min(sentence.end, quotation.end)):
                kept[order][position - sentence.start] = ""
    return ["".join(characters) for characters in kept]
