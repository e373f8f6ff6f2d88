"""What language a question is in, where it can be told with confidence that it is not English.

Why these numbers: docs/decisions/2026-11-30-languages.md.
"""

import re
from collections import Counter
from unicodedata import name, normalize

from index.dictionary import is_english
from index.spelling import WORD
from ingest.text.languages import identifier

OTHER = "another language"
FEWEST_WORDS = 3
SAMPLE = 2000  # characters of a text, which are enough to tell its language
MOST_KNOWN = 0.75  # of the words; where English has more of them, it is English
PERHAPS_ENGLISH = 0.05  # the probability of English below which it is another language
SURE, TOLD = 0.95, 0.5  # of one language: where most words are English ones; to be named
_QUOTED = re.compile(r"""(?<!\w)(?:'[^']+'|"[^"]+"|‘[^’]+’|“[^”]+”|„[^“”]+[“”]|«[^»]+»)(?!\w)""")
# Of those that py3langid tells apart the ones with most speakers; and what may be English, or no language.
_NAMES = dict(
    pair.split(" ", 1)
    for pair in (
        "af Afrikaans,am Amharic,ar Arabic,az Azerbaijani,be Belarusian,bg Bulgarian,bn Bengali,ca Catalan,"
        "cs Czech,da Danish,de German,el Greek,es Spanish,et Estonian,fa Persian,fi Finnish,fr French,"
        "gu Gujarati,he Hebrew,hi Hindi,hr Croatian,hu Hungarian,hy Armenian,id Indonesian or Malay,it Italian,"
        "ja Japanese,ka Georgian,kk Kazakh,km Khmer,kn Kannada,ko Korean,lo Lao,lt Lithuanian,lv Latvian,"
        "mk Macedonian,ml Malayalam,mr Marathi,ms Indonesian or Malay,my Burmese,ne Nepali,nl Dutch,no Norwegian,pa Punjabi,"
        "pl Polish,pt Portuguese,ro Romanian,ru Russian,si Sinhala,sk Slovak,sl Slovenian,sq Albanian,"
        "sr Serbian,sv Swedish,sw Swahili,ta Tamil,te Telugu,th Thai,tl Tagalog,tr Turkish,uk Ukrainian,"
        "ur Urdu,uz Uzbek,vi Vietnamese,zh Chinese"
    ).split(",")
)
_ENGLISH = ("en", "pcm", "la", "zxx")  # English, its pidgin, Latin as in "pro bono", no language
_HAN = "Chinese characters"


def other_language(question: str) -> str | None:
    """The language of a question, its script or `OTHER`; None for English and where it cannot be told.

    What is quoted in a question does not count, nor do names within it.
    """
    text = _unquoted(normalize("NFKC", question))
    if script := _other_script(text):
        _, language, sure = _guess(text)
        return language if sure >= TOLD else script
    known = _known(text)
    if known > MOST_KNOWN:
        return None
    english, language, sure = _guess(text)
    if english > PERHAPS_ENGLISH or (known > 1 / 2 and sure < SURE):
        return None
    return language if sure >= TOLD else OTHER


def language_of(text: str) -> str | None:
    """The language that most of a text seems to be in, or None where it cannot be told."""
    sample = normalize("NFKC", text[:SAMPLE])
    english, language, sure = _guess(sample)
    return "English" if english >= TOLD else language if sure >= TOLD else None


def _unquoted(text: str) -> str:
    """The text without what is quoted in it, where words are left."""
    without = _QUOTED.sub(" ", text)
    return without if WORD.search(without) else text


def _other_script(text: str) -> str | None:
    """The script that most letters are of, where most are not Latin."""
    scripts = Counter(name(letter, "LATIN").split()[0] for letter in text if letter.isalpha())
    if 2 * scripts["LATIN"] >= scripts.total():
        return None
    del scripts["LATIN"]
    script = scripts.most_common(1)[0][0]
    return _HAN if script == "CJK" else f"{script.title()} script"


def _known(text: str) -> float:
    """The share of words that are English, of all that are no names; 1 where there are too few to tell."""
    words = [
        match[0].lower().replace("’", "'").partition("'")[0]
        for match in WORD.finditer(text)
        if match[0].islower() or match.start() == 0 or text.isupper()
    ]
    return sum(map(is_english, words)) / len(words) if len(words) >= FEWEST_WORDS else 1.0


def _guess(text: str) -> tuple[float, str, float]:
    """How probable it is that a text is English, the likeliest other language, and how probable that is."""
    languages: Counter[str] = Counter()
    for code, probability in identifier((*_NAMES, *_ENGLISH)).rank(text):
        languages[_NAMES.get(code, "")] += probability
    english = languages.pop("")
    return english, *languages.most_common(1)[0]
