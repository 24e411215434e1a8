"""What reads an article: an engine, known by its name."""

from typing import Protocol

from summarizers.briefing import Article
from summarizers.document import Document


class Engine(Protocol):
    """Reads an article and marks who said what, and what is disputed."""

    def annotate(self, article: Article) -> Document: ...
