"""The engine that reads by rules over a parse: an ordered tuple of steps from document to document."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.attributions import find_attributions
from summarizers.briefing import Article
from summarizers.disputes import find_disputes
from summarizers.document import Document
from summarizers.gist import choose_gist
from summarizers.language import detect_language, language_name
from summarizers.parsing import parse, parse_sentences

STEPS: Final[tuple[Callable[[Document], Document], ...]] = (find_attributions, resolve_actors, find_disputes)


@dataclass(frozen=True, slots=True)
class RuleEngine:
    """Reads English with spaCy and rules; of other languages it gives the gist alone, and says so."""

    pipeline: Language
    summarizer: str

    def annotate(self, article: Article) -> Document:
        """The article with attributions, actors, statements, disputes and gist."""
        spoken = replace(article, language=detect_language(article.text) or article.language)
        if spoken.language not in ("en", None):
            return self._annotate_foreign(spoken)
        document = parse(spoken, self.pipeline)
        for step in STEPS:
            document = step(document)
        return choose_gist(document, self.summarizer)

    def _annotate_foreign(self, article: Article) -> Document:
        document = choose_gist(parse_sentences(article), self.summarizer)
        name = language_name(article.language or "")
        return replace(document, notes=(f"the article is in {name}; who said what is read in English only",))
