"""What reads an article: an engine, known by its name."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol

from summarizers.briefing import Article
from summarizers.document import Document

DEFAULT_ENGINE: Final = "rules"


class Engine(Protocol):
    """Reads an article and marks who said what, and what is disputed."""

    def annotate(self, article: Article) -> Document: ...


def _rules(model: str | None, summarizer: str | None) -> Engine:
    from summarizers.gist import DEFAULT_SUMMARIZER, SUMMARIZERS, UnknownSummarizer
    from summarizers.parsing import DEFAULT_MODEL, load_pipeline
    from summarizers.rules import RuleEngine

    if summarizer is not None and summarizer not in SUMMARIZERS:
        raise UnknownSummarizer(summarizer)
    return RuleEngine(load_pipeline(model or DEFAULT_MODEL), summarizer or DEFAULT_SUMMARIZER)


ENGINES: Final[dict[str, Callable[[str | None, str | None], Engine]]] = {"rules": _rules}


@lru_cache(maxsize=4)
def load_engine(name: str = DEFAULT_ENGINE, model: str | None = None, summarizer: str | None = None) -> Engine:
    """The engine of that name, with another installed spaCy model or way to choose the gist if named.

    Raises KeyError for an unknown engine, `ModelMissing` and `UnknownSummarizer` for the others.
    """
    return ENGINES[name](model, summarizer)
