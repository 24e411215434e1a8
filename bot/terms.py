"""The words of a text as they are compared across articles: content words, by their stems."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from anyascii import anyascii

WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:“”\"‘(–—\n])\W*$")

WEEKDAYS: Final = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS: Final = tuple("january february march april may june july august september october november december".split())

_STOP: Final = frozenset(
    "a an the this that these those it its he him his she her hers they them their theirs we us our ours you your "
    "i me my mine who whom whose which what when where why how there here and or but nor so yet if than then as "
    "of in on at by for from to with into onto over under about after before between among through during within "
    "without against across toward towards upon off out up down near since until till while because although "
    "though unless whether also too very just only even still already again ever once more most much many few some "
    "any all both each every either neither another other others such same own no not never none nobody nothing "
    "be is am are was were been being do does did done doing have has had having will would shall should can could "
    "may might must ought need cannot get gets got getting go goes going gone went come comes came make makes made "
    "take takes took taken taking put one ones two first last next later earlier ago now today yesterday tomorrow "
    "night morning evening afternoon noon day days week weeks month months year years time times hour hours minute "
    "say says said saying tell tells told add adds added speak speaks spoke ask asks asked according announce "
    "announced insist insists insisted repeat repeats repeated claim claims claimed mr mrs ms dr people person "
    "thing things way like well really quite rather almost nearly around least less about some roughly million "
    "billion hundred thousand dozen percent three four five six seven eight nine ten eleven twelve don doesn "
    "didn isn wasn weren won wouldn couldn shouldn hasn haven hadn ain t s ll re ve d".split()
).union(WEEKDAYS, MONTHS)
"""Words that tell nothing of what a text is about, reporting verbs and times among them."""

_IRREGULAR: Final = {
    form: base
    for base, forms in {
        "know": "knew known",
        "give": "gave given",
        "run": "ran",
        "win": "won",
        "lose": "lost",
        "meet": "met",
        "hold": "held",
        "keep": "kept",
        "sell": "sold",
        "buy": "bought",
        "pay": "paid",
        "send": "sent",
        "build": "built",
        "break": "broke broken",
        "fall": "fell fallen",
        "rise": "rose risen",
        "stand": "stood",
        "write": "wrote written",
        "see": "saw seen",
        "draw": "drew drawn",
        "steal": "stole stolen",
        "shoot": "shot",
        "lead": "led",
        "leave": "left",
        "find": "found",
        "begin": "began begun",
        "choose": "chose chosen",
        "hide": "hid hidden",
        "fly": "flew flown",
        "drive": "drove driven",
        "die": "died dead death deaths dying",
        "throw": "threw thrown",
        "think": "thought",
        "bring": "brought",
        "swear": "swore sworn",
        "fight": "fought",
        "flee": "fled",
        "strike": "struck",
        "withdraw": "withdrew withdrawn",
        "lie": "lied lying",
        "woman": "women",
        "man": "men",
        "child": "children",
    }.items()
    for form in forms.split()
}
_ENDINGS: Final = (
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("ings", ""),
    ("ing", ""),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
)
_LEAST: Final = 3
"""Letters of a stem."""


def words_of(text: str) -> list[str]:
    """All words of a text in lower case and ASCII, in its order."""
    return [lowered(word) for word in WORD.findall(text)]


def runs(words: Sequence[str], length: int) -> set[str]:
    """All runs of so many words; none in fewer words."""
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def terms(text: str) -> tuple[str, ...]:
    """The stems of the text's content words, in its order, repetitions included."""
    return tuple(stem(word) for word in words_of(text) if is_content(word))


def starts_sentence(text: str, offset: int) -> bool:
    """May a word at the offset have its capital only because a sentence, a quotation or a line begins there?"""
    return bool(_SENTENCE_START.search(text[max(0, offset - 4) : offset]))


def lowered(word: str) -> str:
    """A word in lower case and ASCII, without a possessive."""
    return anyascii(word).lower().replace("’", "'").removesuffix("'s").removesuffix("'")


def is_content(word: str) -> bool:
    """Does a word in lower case tell something of what a text is about?"""
    return len(word) > 1 and word not in _STOP and not word.endswith("n't")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of a word have in common: "closing", "closed" and "close" are `clos`.

    It is made for comparing words of one event, not for linguistics.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word].removesuffix("e")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST and not word.endswith(("ss", "us", "is")):
            word = _undoubled(word.removesuffix(ending)) + instead
            break
    return word.removesuffix("e") if len(word) > _LEAST else word


def _undoubled(word: str) -> str:
    """ "stopp" is "stop"; "kill" and "pass" stay what they are."""
    return word[:-1] if word[-1:] == word[-2:-1] and word[-1] not in "lsz" else word
