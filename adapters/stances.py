"""How a side stands to a disputed point, in words that go with the point and with who stands there."""

from typing import Final

from summarizers.briefing import DisputeKind, Marking, Stance

_Forms = tuple[str, str]
"""For one and for several."""

_STANCES: Final[dict[Stance, _Forms]] = {
    "asserts": ("says so", "say so"),
    "denies": ("denies it", "deny it"),
    "doubts": ("doubts it", "doubt it"),
    "opposes": ("opposes it", "oppose it"),
}
_POLICY: Final[dict[Stance, _Forms]] = {
    "asserts": ("is for it", "are for it"),
    "denies": ("is against it", "are against it"),
}
"""What ought to be done is not said or denied."""
_IMPLICIT: Final[dict[Stance, _Forms]] = {"denies": ("says otherwise", "say otherwise")}
"""Where no word of the article denies."""
_OUTLET: Final[dict[Stance, str]] = {
    "asserts": "reports so",
    "denies": "reports otherwise",
    "doubts": "doubts it",
    "opposes": "opposes it",
}


def stance_words(stance: Stance, kind: DisputeKind, marking: Marking, several: bool, outlet: bool = False) -> str:
    """What somebody does with a point of that kind; `outlet` where it is the publication that speaks."""
    if outlet:
        return _OUTLET[stance]
    forms = _STANCES | (_IMPLICIT if marking == "implicit" else {}) | (_POLICY if kind == "policy" else {})
    return forms[stance][several]
