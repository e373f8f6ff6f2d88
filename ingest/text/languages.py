"""The language of an article, so that its sentences end where its abbreviations and numbers allow."""

import re
from functools import cache
from typing import Any
from unicodedata import name

ENGLISH = "en"
SAMPLE = 6000  # characters
FEWEST_WORDS = 12
ENGLISH_SHARE = 0.12  # of the words, the commonest ones; below it the language is looked up
SURE = 0.9
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3041-\u30fa]")
_COMMON = frozenset(
    "the and of to a in is you that it for not are with on be have this your as at or from".split()
)
# Scripts of one language, or of few that share marks; of others (Latin, Cyrillic, Arabic) words tell.
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "GREEK": "el", "HEBREW": "he",
    "THAI": "th", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "GUJARATI": "gu", "GURMUKHI": "pa", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi",
    "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


def language_of(text: str) -> tuple[str, str | None]:
    """The code of a text's language, and its name where it is surely not English.

    English is told by its commonest words, a script that one language has by its letters; only for the rest
    is `py3langid` asked. What is too short or doubtful counts as English.
    """
    sample = text[:SAMPLE]
    words = _WORD.findall(sample)
    scripts = [script for word in words if not word.isascii() for script in _script(word[0])]
    japanese = len(_KANA.findall(sample)) * 10 > sum(not sign.isascii() for sign in sample)
    foreign = max(set(scripts), key=scripts.count, default="")
    if len(scripts) * 2 > len(words) and foreign in _SCRIPTS:
        code = "ja" if foreign == "CJK" and japanese else _SCRIPTS[foreign]
        return code, _NAMES[code]
    if len(words) < FEWEST_WORDS or sum(word.lower() in _COMMON for word in words) >= ENGLISH_SHARE * len(
        words
    ):
        return ENGLISH, None
    code, sure = identifier((*_NAMES, ENGLISH)).classify(" ".join(words))
    return (code, _NAMES[code]) if sure >= SURE and code in _NAMES else (ENGLISH, None)


def _script(sign: str) -> list[str]:
    """The first word of a letter's name in Unicode, which is its script."""
    return name(sign, "").split(" ", 1)[:1]


@cache
def identifier(codes: tuple[str, ...]) -> Any:
    """What tells these languages apart, loaded for the rare text that is not plainly English."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(codes))
    return found
