"""Which language a text is in; English is told cheaply, for all others a trained classifier is loaded."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE: Final = 3_000
"""Characters from the beginning that are looked at."""
_FEWEST_LETTERS: Final = 20
_ENGLISH_SHARE: Final = 0.14
"""Share of function words above which a text is English; news has 0.2 to 0.3, texts in other languages under 0.06."""
_SURE: Final = 0.6
"""Probability below which a text may as well be an English headline or list of names."""
_THINKABLE: Final = 0.005
"""Probability of English in those; where it is some other language, of which there are alike ones, it has none."""

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: Final = frozenset(
    "the of and to that was for with from it are were has have had this which but not they his her she its been who "
    "will would their more when there than said says after about over if you".split()
)
"""Without those that other languages have too: Hungarian and Portuguese "a", Dutch "is", German "an"."""

_NAMES: Final = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None where there is too little text to tell."""
    sample = text[:_SAMPLE].lower()
    words = _WORD.findall(sample)
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    if sum(word in _FUNCTION_WORDS for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    probabilities: dict[str, float] = dict(_classifier().rank(sample))
    likeliest = max(probabilities, key=probabilities.__getitem__)
    unsure = probabilities[likeliest] < _SURE and probabilities["en"] > _THINKABLE
    return "en" if unsure else likeliest


@cache
def _classifier() -> "LanguageIdentifier":
    """Knows the languages that have names here; takes most of a second to load, and English news never needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    classifier.set_languages(set(_NAMES).intersection(classifier.labels))
    return classifier


def language_name(code: str) -> str:
    """The English name of a language, or the code itself in words."""
    return _NAMES.get(code.partition("-")[0].lower(), f"another language ({code})")
