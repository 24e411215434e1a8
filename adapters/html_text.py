"""An article's text as HTML, with every statement marked and everything that is shown reachable by an anchor."""

import re
from collections import defaultdict
from html import escape
from itertools import pairwise

from adapters.hostile import visible, visible_lines
from summarizers.briefing import Briefing, Span, Statement


def statement_anchor(prefix: str, statement: Statement) -> str:
    return f"{prefix}-{_name(statement.id)}"


def evidence_anchor(prefix: str, span: Span) -> str:
    return f"{prefix}-at-{span.start}"


def _name(statement_id: str) -> str:
    """Ids come with a briefing from outside too; only what is safe in an address stays."""
    return re.sub(r"[^\w-]", "", statement_id, flags=re.ASCII)


def marked_text(briefing: Briefing, prefix: str) -> str:
    """The whole text, cut wherever a statement or the evidence of a dispute begins or ends."""
    text, anchors = briefing.article.text, _anchors(briefing, prefix)
    contents = [(span, statement) for statement in briefing.statements for span in statement.content]
    cuts = {0, len(text), *anchors, *(edge for span, _ in contents for edge in span)}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        stated = [statement for span, statement in contents if span.covers(Span(start, end))]
        pieces += [f'<span class="at" id="{anchor}"></span>' for anchor in anchors.get(start, ())]
        words = _paragraphs(text, text[start:end])
        pieces.append(f'<mark title="{_title(briefing, stated)}">{words}</mark>' if stated else words)
    return "".join(pieces)


def _anchors(briefing: Briefing, prefix: str) -> dict[int, list[str]]:
    """The anchors by where they stand."""
    anchors: dict[int, dict[str, None]] = defaultdict(dict)
    for statement in briefing.statements:
        if statement.content:
            anchors[statement.content[0].start][statement_anchor(prefix, statement)] = None
    for span in (span for dispute in briefing.disputes for side in dispute.sides for span in side.evidence):
        anchors[span.start][evidence_anchor(prefix, span)] = None
    return {start: list(names) for start, names in anchors.items()}


def _title(briefing: Briefing, stated: list[Statement]) -> str:
    """Who says it, and how, for whoever rests on the words."""
    names = {actor.id: actor.name for actor in briefing.actors}
    lines = []
    for statement in stated:
        who = ", ".join(names[each] for each in statement.actors if each in names)
        cue = " ".join(briefing.article.words(statement.cue))
        lines.append(visible(f"{who or 'Unattributed'}: {cue}").removesuffix(":"))
    return escape(" · ".join(lines))


def _paragraphs(text: str, piece: str) -> str:
    """Where blank lines part the paragraphs a single line break is a blank; elsewhere it parts them."""
    boundary = r"\n\s*\n" if "\n\n" in text else r"\n"
    return re.sub(boundary, "<br><br>", escape(visible_lines(piece)))
