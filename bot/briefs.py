"""The use case of the command line: sources in, briefings out and kept, failures told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bot.errors import OnRecordError, SourceError
from bot.reading import Read, read_all
from bot.sources import Source
from summarizers.briefing import Briefing


@dataclass(slots=True)
class Briefs:
    """A run over sources; counts what failed and tells each failure in one line."""

    make_reader: Callable[[], Read]
    keep: Callable[[Briefing], object]
    tell: Callable[[str], None]
    finished: Callable[[], None]
    failures: int = field(default=0, init=False)

    def run(self, sources: Iterable[Source | tuple[str, SourceError]], jobs: int, ordered: bool) -> Iterator[Briefing]:
        """Each briefing, which is kept once whoever asked is done with it: a full disk must not cost the output."""
        for source, outcome in read_all(self._told(sources), self.make_reader, jobs, ordered):
            self.finished()
            if isinstance(outcome, SourceError):
                self.fail(source.name, outcome)
            else:
                yield outcome
                self._keep(source, outcome)

    def _told(self, sources: Iterable[Source | tuple[str, SourceError]]) -> Iterator[Source]:
        for source in sources:
            if isinstance(source, Source):
                yield source
            else:
                self.finished()
                self.fail(*source)

    def _keep(self, source: Source, briefing: Briefing) -> None:
        try:
            self.keep(briefing)
        except OnRecordError as error:
            self.fail(f"{source.name} was not kept", error)

    def fail(self, what: str, error: OnRecordError) -> None:
        self.failures += 1
        self.tell(f"{what}: {error}")
