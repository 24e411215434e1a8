"""The engine: an ordered tuple of steps from document to document, of which the first finds the attributions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.briefing import Article
from summarizers.disputes import find_disputes
from summarizers.document import Document
from summarizers.gist import choose_gist
from summarizers.language import detect_language, language_name
from summarizers.parsing import parse, parse_sentences

Step = Callable[[Document], Document]

_LATER_STEPS: Final[tuple[Step, ...]] = (resolve_actors, find_disputes)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Reads English with spaCy and a way to find attributions; of other languages the gist alone, and says so."""

    pipeline: Language
    find_attributions: Step
    summarizer: str

    def annotate(self, article: Article) -> Document:
        """The article with attributions, actors, statements, disputes and gist."""
        spoken = replace(article, language=detect_language(article.text) or article.language)
        if spoken.language not in ("en", None):
            return self._annotate_foreign(spoken)
        document = parse(spoken, self.pipeline)
        for step in (self.find_attributions, *_LATER_STEPS):
            document = step(document)
        return choose_gist(document, self.summarizer)

    def _annotate_foreign(self, article: Article) -> Document:
        document = choose_gist(parse_sentences(article), self.summarizer)
        name = language_name(article.language or "")
        return replace(document, notes=(f"the article is in {name}; who said what is read in English only",))
