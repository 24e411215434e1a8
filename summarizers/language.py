"""Which language a text is in; English is told cheaply, for all others a trained classifier is loaded."""

import re
from collections import Counter
from typing import Final

_SAMPLE: Final = 4_000
"""Characters from the beginning that are looked at."""
_FEWEST_LETTERS: Final = 20
_ENGLISH_SHARE: Final = 0.2
"""Share of function words above which a text is English; news has 0.3 to 0.45, other languages under 0.1."""

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: Final = frozenset(
    "the of and to a that is was for on with as by at from it be are were has have had this which but not they his her "
    "he she its an been who will would their more when there than said says after about over or if we you i".split()
)

_NAMES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
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
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    counts = Counter(words)
    if sum(counts[word] for word in _FUNCTION_WORDS) >= _ENGLISH_SHARE * len(words):
        return "en"
    return _classify(sample)


def _classify(sample: str) -> str:
    from py3langid import classify  # takes most of a second to load, and English news never needs it

    code, _ = classify(sample if sample != sample.upper() else sample.lower())
    return str(code)


def language_name(code: str) -> str:
    """The English name of a language, or the code itself in words."""
    return _NAMES.get(code.partition("-")[0].lower(), f"another language ({code})")
