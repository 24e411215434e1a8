"""Looks again at the pages of articles that were posted, and tells what has changed in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.archive import Archive
from bot.changes import changes_between
from bot.digests import Digests
from bot.errors import SourceError
from bot.following import Entry, Feeds
from bot.links import page_key
from bot.refreshing import Refresher
from summarizers.briefing import Briefing

MOST: Final = 20
"""Pages in one go."""


@dataclass(frozen=True, slots=True)
class Revisiter:
    """Revisits pages, with what fetches and reads them."""

    feeds: Feeds
    archive: Archive
    digests: Digests
    refresher: Refresher
    clock: Callable[[], datetime]

    def revisit(self, entry_id: int | None = None) -> int:
        """Looks at all pages that are due, or at one; gives the number of articles whose statements have changed."""
        return sum(self._look_at(entry) for entry in self.feeds.to_revisit(self.clock(), MOST, entry_id))

    def _look_at(self, entry: Entry) -> bool:
        """A page that cannot be read any more is left as it was: that it is gone is no change of what was said."""
        key = self.feeds.article_of(entry) or page_key(entry.url)
        changed = False
        try:
            briefing = self.refresher.brief_page(entry)
        except SourceError:
            pass
        else:
            changed = sum(self._compare(briefing, key, workspace) for workspace in entry.workspaces) > 0
        self.feeds.read(entry, key, self.clock())
        return changed

    def _compare(self, briefing: Briefing, key: str, workspace: str) -> bool:
        kept = self.archive.kept(key, workspace)
        if kept is None or kept[1].article.text == briefing.article.text:
            return False
        article_id, before = kept
        self.archive.keep(briefing, workspace, self.clock())
        changes = changes_between(before, briefing)
        if changes:
            self.digests.post_changes(article_id, changes, self.clock())
        return bool(changes)
