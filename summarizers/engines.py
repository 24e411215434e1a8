"""What reads an article: an engine, known by its name."""

from functools import lru_cache
from typing import Final, Protocol

from summarizers.briefing import Article
from summarizers.document import Document

DEFAULT_ENGINE: Final = "trained"
ENGINES: Final = ("trained", "rules")
"""How attributions are found: by the trained reader, or by rules that can be read."""


class Engine(Protocol):
    """Reads an article and marks who said what, and what is disputed."""

    def annotate(self, article: Article) -> Document: ...


@lru_cache(maxsize=4)
def load_engine(name: str = DEFAULT_ENGINE, model: str | None = None, summarizer: str | None = None) -> Engine:
    """The engine of that name, with another installed spaCy model or way to choose the gist if named.

    Raises KeyError for an unknown engine, `ModelMissing` and `UnknownSummarizer` for the others.
    """
    from summarizers.annotator import Annotator
    from summarizers.gist import DEFAULT_SUMMARIZER, SUMMARIZERS, UnknownSummarizer
    from summarizers.pipeline import DEFAULT_MODEL, load_pipeline

    if name not in ENGINES:
        raise KeyError(name)
    if summarizer is not None and summarizer not in SUMMARIZERS:
        raise UnknownSummarizer(summarizer)
    if name == "trained":
        from summarizers.reader import read_attributions as find_attributions
    else:
        from summarizers.attributions import find_attributions
    return Annotator(load_pipeline(model or DEFAULT_MODEL), find_attributions, summarizer or DEFAULT_SUMMARIZER)
