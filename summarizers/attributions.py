"""Who is said to have said what, by rules: reported clauses, quotations, and what hangs on a noun.

The shapes follow PolNeAR's guidelines (Newell, Margolin and Ruths, 2018): a complementizer belongs to the content, a
quotation keeps its marks, a source is the whole noun phrase, and each word has one role only, so that what is reported
inside a report is not marked again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from summarizers.clauses import find_reports
from summarizers.document import Attribution, Document
from summarizers.quoted import attribute_quotations
from summarizers.spans import Taken

_NOBODY = frozenset({"nobody", "no one", "none", "nothing", "neither"})


def find_attributions(document: Document) -> Document:
    """The document with its attributions in text order."""
    reports = [
        report for report in find_reports(document.parse) if report.content and not _is_nobodys(report, document)
    ]
    attributions = attribute_quotations(document, reports)
    kept = _one_role_each(attributions, len(document.article.text))
    return replace(document, attributions=tuple(sorted(kept, key=_position)))


def _is_nobodys(report: Attribution, document: Document) -> bool:
    """ "Nobody disputes that ..." ascribes nothing to anybody."""
    return any(words.lower() in _NOBODY for words in document.article.words(report.source))


def _one_role_each(attributions: Iterable[Attribution], length: int) -> Iterator[Attribution]:
    """Drops what stands inside the content of another, and of two that share content the weaker."""
    taken = Taken(length)
    for candidate in sorted(attributions, key=_strength):
        if not taken.meets((*candidate.cue, *candidate.content)):
            taken.take(candidate.content)
            yield candidate


def _strength(attribution: Attribution) -> tuple[float, int]:
    """Longer content first, so that the outer report wins over one inside it; the surer one of two equals."""
    return (-sum(end - start for start, end in attribution.content), -round(attribution.confidence * 100))


def _position(attribution: Attribution) -> tuple[int, int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return (min(span.start for span in spans), min(span.start for span in attribution.content))
