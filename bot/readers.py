"""Readers: from a source or an article to a briefing, with the engine that the settings name."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial

from bot.errors import SettingsError
from bot.model import Found
from bot.settings import Settings
from bot.sources import Source, read_article
from summarizers.briefing import Briefing


@dataclass(frozen=True)
class Reader:
    """Reads sources and articles; it travels to other processes, where it loads its parts when it first needs them."""

    settings: Settings
    summarizer: str | None = None

    def __call__(self, source: Source) -> Briefing:
        """The briefing of a source; raises a SourceError."""
        # Looked up only for an address: a file needs none of what fetches pages.
        found = read_article(source, lambda address: self.fetch_article(address))
        return self.read(found, source.id)

    @cached_property
    def read(self) -> Callable[[Found, str], Briefing]:
        """From an article as it was found, and an id, to a briefing."""
        with _for_good():
            from summarizers.compose import compose
            from summarizers.engines import load_engine
            from summarizers.gist import UnknownSummarizer
            from summarizers.pipeline import ModelMissing

            try:
                engine = load_engine(model=self.settings.model, summarizer=self.summarizer)
            except (ModelMissing, UnknownSummarizer) as error:
                raise SettingsError(str(error)) from error

        def read(found: Found, briefing_id: str) -> Briefing:
            briefing = compose(engine.annotate(found.article), briefing_id)
            return replace(briefing, notes=(*found.notes, *briefing.notes))

        return read

    @cached_property
    def fetch_article(self) -> Callable[[str], Found]:
        """From an address to an article; what it gives raises a SourceError."""
        from bot.addresses import AllowedHosts, Gatekeeper
        from bot.fetching import fetch_article

        gatekeeper = Gatekeeper(AllowedHosts.of(self.settings.allowed_hosts))
        return partial(fetch_article, gatekeeper=gatekeeper, contact=self.settings.public_url)


@contextmanager
def _for_good() -> Iterator[None]:
    """For loading what stays: the garbage collector looks through it neither now nor for every article."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    gc.freeze()
