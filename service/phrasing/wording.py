"""A text as words to compare: what each stands for, in which stretch of the sentence it stands."""

import re
from dataclasses import dataclass
from functools import cache

import tantivy

from service.answering.english import BE, CONTRASTING, PREPOSITIONS, PRONOUNS, SUBORDINATORS
from service.phrasing.vocabulary import AXES, COUNTS, EQUAL, FUNCTION, NEGATORS, PHRASES

_PLAIN = str.maketrans({"’": "'", "‘": "'", "-": " ", "/": " ", "–": ", ", "—": ", "})
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*[^\W\d_]*|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]")
_MINUS = re.compile(r"(?<!\w)[-−](?=\d)")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_APART = CONTRASTING | {";"}
_OPENS = '.!?:;“"('
_CONDITIONS = frozenset("if unless except until till".split())  # not "when", which tells a time as often
_PARTICIPLE = (
    "ed",
    "en",
    "wn",
    "ght",
    *"made told held sold lost found kept sent met paid left done built run set put cut".split(),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts.

    `key` is its stem or number; `axis` and `value` are those of a word on an axis, empty for one that says
    what is talked about. `segment` and `clause` number the stretches of the sentence it is in. `head` is the
    first word under a negation, `joined` one behind a preposition, `listed` one behind "and" or "or", `agent`
    one behind "by", `name` one with a capital within a sentence.
    """

    key: str
    text: str
    at: int
    segment: int
    clause: int
    axis: str = ""
    value: str = ""
    head: bool = False
    joined: bool = False
    listed: bool = False
    agent: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as its words in order.

    Which clauses are conditions, which are denied, which have a passive; which stretches begin with a
    pronoun; clause and place of each "you".
    """

    words: tuple[Word, ...]
    conditions: tuple[tuple[int, str], ...]
    denied: frozenset[int]
    passive: frozenset[int]
    pointing: frozenset[int]
    you: tuple[tuple[int, int], ...]

    @property
    def content(self) -> list[Word]:
        """The words that say what is talked about."""
        return [one for one in self.words if not one.axis]


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return builder.filter(tantivy.Filter.stemmer("english")).build()


@cache
def _equals() -> dict[str, str]:
    return {_stem(word): group.split()[0] for group in EQUAL for word in group.split()}


def _stem(word: str) -> str:
    return next(iter(_analyzer().analyze(word)), word)


def key_of(word: str) -> str:
    """What a word is compared by: its stem, or the first of the words that say the same."""
    stem = _stem(word)
    return _equals().get(stem, stem)


def read_wording(text: str) -> Wording:
    """The words of a sentence."""
    plain = _MINUS.sub("minus ", text).translate(_PLAIN)
    for pattern, word in PHRASES:
        plain = re.sub(pattern, word, plain, flags=re.IGNORECASE)
    found: list[Word] = []
    conditions: list[tuple[int, str]] = []
    denials: list[int] = []
    segment = clause = 0
    passive: set[int] = set()
    pointing: set[int] = set()
    you: list[tuple[int, int]] = []
    head = joined = listed = being = agent = False
    before = "."
    for at, token in enumerate(_TOKEN.findall(plain)):
        lower = token.lower()
        segment += lower in _APART
        if lower in _APART or lower in SUBORDINATORS or lower in ",:()":
            clause += 1
            head = joined = listed = being = agent = False
        if lower in PRONOUNS and before in _APART:
            pointing.add(segment)
        if lower == "you":
            you.append((clause, at))
        if lower in NEGATORS:
            denials.append(clause)
            head = True
        elif lower in ("and", "or"):
            listed = True
            head = head or (lower == "or" and clause in denials)
        elif _YEAR.fullmatch(token):
            found.append(Word(token, token, at, segment, clause))
        elif lower in AXES or lower in COUNTS or token[0].isdigit():
            axis, value = AXES.get(lower) or ("number", COUNTS.get(lower, token.replace(",", "")))
            found.append(Word(value, lower, at, segment, clause, axis, value, head=head))
            joined = joined or axis == "time"
            if lower in _CONDITIONS:
                conditions.append((clause, value))
        elif lower == "by":
            agent = True
        elif lower in PREPOSITIONS:
            joined = True
        elif lower.isalpha() and (
            lower not in FUNCTION | _APART | SUBORDINATORS
            or (lower == "a" and token.isupper() and before not in _OPENS)
        ):
            name = token.istitle() and before not in _OPENS
            found.append(
                Word(
                    key_of(lower),
                    lower,
                    at,
                    segment,
                    clause,
                    head=head,
                    joined=joined,
                    listed=listed,
                    agent=agent,
                    name=name,
                )
            )
            if being and lower.endswith(_PARTICIPLE):
                passive.add(clause)
            head = head and lower.endswith("ly")
            being = being and lower.endswith(("ly", "now"))
            joined = listed = agent = False
        being = being or lower in BE
        before = lower
    return Wording(
        tuple(found),
        tuple(conditions),
        frozenset(one for one in denials if denials.count(one) % 2),
        frozenset(passive),
        frozenset(pointing),
        tuple(you),
    )
