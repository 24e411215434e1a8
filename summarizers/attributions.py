"""Who is said to have said what, by rules: reported clauses, quotations, and what hangs on a noun.

The shapes follow PolNeAR's guidelines (Newell, Margolin and Ruths, 2018): a complementizer belongs to the content, a
quotation keeps its marks, a source is the whole noun phrase, and each word has one role only, so that what is reported
inside a report is not marked again.
"""

from collections.abc import Iterable
from dataclasses import replace

from summarizers.clauses import find_reports
from summarizers.document import Attribution, Document
from summarizers.quoted import attribute_quotations


def find_attributions(document: Document) -> Document:
    """The document with its attributions in text order."""
    reports = [report for report in find_reports(document.parse) if report.content]
    attributions = attribute_quotations(document, reports)
    return replace(document, attributions=tuple(sorted(_one_role_each(attributions), key=_position)))


def _one_role_each(attributions: Iterable[Attribution]) -> list[Attribution]:
    """Drops what stands inside the content of another, and of two that share most of their content the weaker."""
    kept: list[Attribution] = []
    for candidate in sorted(attributions, key=_strength):
        if not any(_clashes(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _strength(attribution: Attribution) -> tuple[float, int]:
    """Longer content first, so that the outer report wins over one inside it; the surer one of two equals."""
    return (-sum(end - start for start, end in attribution.content), -round(attribution.confidence * 100))


def _clashes(candidate: Attribution, other: Attribution) -> bool:
    anchor = candidate.cue or candidate.content
    return any(theirs.overlaps(mine) for theirs in other.content for mine in (*anchor, *candidate.content))


def _position(attribution: Attribution) -> tuple[int, int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return (min(span.start for span in spans), min(span.start for span in attribution.content))
