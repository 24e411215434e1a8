"""Whether a verb in the plural goes with a name."""

from typing import Final

from summarizers.titles import PARTIES

_BEHIND: Final = frozenset("of in from at with on for to who that close near familiar among behind against".split())
"""Words behind the noun of a description: "critics of the plan", "people close to the talks"."""
_QUANTIFIERS: Final = frozenset(
    "others some many several few most both two three four five six seven eight nine ten dozens scores hundreds".split()
)
_IRREGULAR: Final = frozenset("people police men women children".split())


def is_several(name: str) -> bool:
    """Is it a name of several, such as "Ukrainian officials", rather than one such as "United Nations"?"""
    words = name.split()
    noun = next((words[place - 1] for place in range(1, len(words)) if words[place] in _BEHIND), "".join(words[-1:]))
    many = noun.islower() and ((noun.endswith("s") and not noun.endswith("ss")) or noun in _IRREGULAR)
    return many or noun in PARTIES.values() or "".join(words[:1]).lower() in _QUANTIFIERS
