"""Where who said what goes wrong, by type, with the worst cases: python -m training.errors DATA [--type T]."""

import argparse
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from summarizers.briefing import Article, Briefing
from summarizers.compose import compose
from summarizers.cues import SPEECH, THOUGHT
from summarizers.engines import DEFAULT_ENGINE, ENGINES, load_engine
from summarizers.schema import to_dict
from training.data import Article as Annotated
from training.data import read_articles
from training.scorers import load_scorer

HALF = 0.5
AROUND = 90
"""Characters shown on both sides of a case."""
TYPES = {
    "missed": "annotated, and nothing found shares a word of its content",
    "swallowed": "annotated, and found only as part of something longer",
    "in pieces": "annotated, and found with less than half of its content",
    "invented": "found, and nothing annotated shares a word of its content",
    "misshapen": "found, and annotated otherwise: less than half in common",
    "starts early": "found with too much at its beginning",
    "starts late": "found without its beginning",
    "ends early": "found without its end",
    "ends late": "found with too much at its end",
    "gap": "found with another gap inside",
    "no source": "found with no source",
    "other source": "found with the words of another source",
    "other actor": "the right source, tied to another actor than the one meant",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One error; its weight says how bad it is: the confidence of what was found, or the words that were missed."""

    type: str
    article: str
    gold: str
    found: str
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article's annotated and found attributions, paired as the scorer pairs them."""

    article: Annotated
    text: Any
    gold: list[Any]
    found: list[Any]
    raw: list[dict[str, Any]]
    speakers: dict[int, list[str]]
    pairs: list[tuple[int, int, float]]

    def show(self, spans: dict[str, list[list[int]]]) -> str:
        """An attribution as `source | cue | content`, and what stands around its content."""
        text = self.article.text
        said = ["... ".join(text[a:b] for a, b in spans[role]) or "-" for role in ("source", "cue", "content")]
        return " | ".join(said)

    def around(self, spans: dict[str, list[list[int]]]) -> str:
        """What stands around the content of an attribution, the content itself left out."""
        first, last = min(a for a, _ in spans["content"]), max(b for _, b in spans["content"])
        text = self.article.text
        return f"{text[max(0, first - AROUND) : first]} [...] {text[last : last + AROUND]}"


def compare(article: Annotated, briefing: dict[str, Any], speakers: dict[str, list[str]], score: Any) -> Comparison:
    """Pairs what is annotated in an article with what its briefing says."""
    text = score.spans.Text(article.text)
    annotated = list(enumerate(article.annotations[article.first]))
    gold = [(i, score.spans.Attribution(text, each)) for i, each in annotated]
    kept = [(i, each) for i, each in gold if each.content]
    raw = score.attributions(briefing)
    for each, statement in zip(raw, briefing["statements"], strict=True):
        each["confidence"] = statement["confidence"]
    found = [score.spans.Attribution(text, each) for each in raw]
    asked = {place: speakers[str(i)] for place, (i, _) in enumerate(kept) if str(i) in speakers}
    return Comparison(
        article, text, [each for _, each in kept], found, raw, asked, score.spans.pair_up([e for _, e in kept], found)
    )


def cases(one: Comparison, score: ModuleType) -> Iterator[Case]:
    """All errors in an article."""
    good = [pair for pair in one.pairs if pair[2] >= HALF]
    yield from _missing(one, {g for g, _, _ in good})
    yield from _needless(one, {f for _, f, _ in good})
    for g, f, _ in good:
        for kind in (*_edges(one.gold[g].content, one.found[f].content), *_source(one, g, f, score)):
            yield _case(kind, one, g, f)


def _case(kind: str, one: Comparison, g: int | None, f: int | None) -> Case:
    gold = one.show(one.gold[g].spans) if g is not None else ""
    found = one.show(one.raw[f]) if f is not None else ""
    around = one.gold[g].spans if g is not None else one.raw[f or 0]
    weight = one.raw[f]["confidence"] if f is not None else len(one.gold[g or 0].content)
    return Case(kind, f"{one.article.id}: {one.around(around)}", gold, found, weight)


def _missing(one: Comparison, right: set[int]) -> Iterator[Case]:
    for g, gold in enumerate(one.gold):
        if g in right:
            continue
        f = max(range(len(one.found)), key=lambda i: len(one.found[i].content & gold.content), default=None)
        shared = len(one.found[f].content & gold.content) if f is not None else 0
        if not shared:
            yield _case("missed", one, g, None)
        else:
            yield _case("swallowed" if shared >= HALF * len(gold.content) else "in pieces", one, g, f)


def _needless(one: Comparison, right: set[int]) -> Iterator[Case]:
    for f, found in enumerate(one.found):
        if f not in right and found.content:
            shared = any(found.content & gold.content for gold in one.gold)
            yield _case("misshapen" if shared else "invented", one, None, f)


def _edges(gold: frozenset[int], found: frozenset[int]) -> Iterator[str]:
    """How the found words of a content differ from the annotated ones."""
    first, last = min(gold), max(gold)
    if min(found) != first:
        yield "starts early" if min(found) < first else "starts late"
    if max(found) != last:
        yield "ends late" if max(found) > last else "ends early"
    inside = range(max(first, min(found)), min(last, max(found)) + 1)
    if gold.intersection(inside) != found.intersection(inside):
        yield "gap"


def _source(one: Comparison, g: int, f: int, score: ModuleType) -> Iterator[str]:
    gold, found = one.gold[g], one.found[f]
    if gold.source and not found.source:
        yield "no source"
    elif gold.source and not found.source & gold.source:
        yield "other source"
    elif g in one.speakers and not score.right(one.speakers[g], one.raw[f]["actors"]):
        yield "other actor"


def recall(comparisons: Iterable[Comparison], spans: ModuleType) -> Iterator[tuple[str, int, int]]:
    """By kind of content, and of cue: how many are annotated, and how many of them are found."""
    of: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for one in comparisons:
        right = {g for g, _, jaccard in one.pairs if jaccard >= HALF}
        for g, gold in enumerate(one.gold):
            for kind in (spans.content_kind(gold, one.text), _cue_kind(gold, one.text)):
                of[kind] += 1
                hit[kind] += g in right
    yield from ((kind, count, hit[kind]) for kind, count in of.most_common())


def _cue_kind(gold: Any, text: Any) -> str:
    """Does a word of the cue report by itself? Inflected forms are told by their stem."""
    words = [text.words[i].lower() for i in gold.cue]
    if not words:
        return "no cue"
    reports = any(word in _REPORTING or word.startswith("according") for word in words)
    return "a reporting verb" if reports else "another cue"


def _forms(verb: str) -> Iterator[str]:
    stem = verb.removesuffix("e")
    yield from (verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{verb[:-1]}ies", f"{verb[:-1]}ied")


_IRREGULAR = "said told wrote written thought felt knew known found understood foresaw held read says"
_REPORTING = frozenset(form for verb in SPEECH | THOUGHT for form in _forms(verb)) | frozenset(_IRREGULAR.split())


def report(comparisons: list[Comparison], score: ModuleType, chosen: str | None, shown: int) -> Iterator[str]:
    """The lines of the report: how many errors of each type, then the worst cases of each."""
    found = [case for one in comparisons for case in cases(one, score)]
    counts = Counter(case.type for case in found)
    yield f"{len(comparisons)} articles, {sum(len(each.gold) for each in comparisons)} annotated"
    yield from (f"{counts[name]:6}  {name:13} {meaning}" for name, meaning in TYPES.items())
    yield "\nrecall by kind"
    for kind, count, hit in recall(comparisons, score.spans):
        yield f"{100 * hit / count:6.1f}  {kind} ({hit} of {count})"
    for name in [chosen] if chosen else TYPES:
        yield f"\n== {name}: {TYPES[name]}"
        worst = sorted((case for case in found if case.type == name), key=lambda case: -case.weight)
        yield from (line for case in worst[:shown] for line in _lines(case))


def _lines(case: Case) -> Iterator[str]:
    wrap = textwrap.TextWrapper(width=116, subsequent_indent=" " * 12, max_lines=4, placeholder=" ...")
    yield ""
    for name, words in (("in", case.article), ("annotated", case.gold), ("found", case.found)):
        if words:
            yield from wrap.wrap(f"{name:>10}: {' '.join(words.split())}")


def read(text: str, name: str, engine: str = DEFAULT_ENGINE) -> Briefing:
    """Reads a text as the product does."""
    return compose(load_engine(engine).annotate(Article(None, None, None, None, "en", text)), name)


def main() -> None:
    """Reads the command line, and the development articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of annotated articles")
    parser.add_argument("--type", choices=TYPES, help="cases of this type only")
    parser.add_argument("--cases", type=int, default=5, help="how many of each type are shown")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_ENGINE, help="what reads the articles")
    options = parser.parse_args()
    score = load_scorer(options.data, "speaker_score")
    lines = (options.data / "eval" / "dev_speakers.jsonl").read_text(encoding="utf8").splitlines()
    speakers = {row["id"]: row["speakers"] for row in map(json.loads, lines)}
    comparisons = [
        compare(article, to_dict(read(article.text, article.id, options.engine)), speakers.get(article.id, {}), score)
        for article in read_articles(options.data / "polnear" / "dev.jsonl")
    ]
    print("\n".join(report(comparisons, score, options.type, options.cases)))


if __name__ == "__main__":
    main()
