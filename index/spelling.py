"""Misspelt words of a question, corrected against the words that the passages use."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from index.dictionary import is_english

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
SHORTEST, LONG = 5, 8
ENDINGS = ("", "s", "es", "ed", "d", "r", "er", "rs", "ers", "ing", "ly")
MOST_LOOKED_UP = 40  # a question with more words that nobody knows is no question with mistakes
REMEMBERED = 10_000


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


class Spelling:
    """Corrects words that neither English at large nor the passages have, to words of the passages first.

    `known` tells a common word of English; `common` gives all of them, the most frequent first, and `counts`
    the passages by word. Both are called at the first word that is not known, for most questions never.
    `listed` tells a word of the dictionary, which is right however rare it is, and is asked last. A word is
    looked up once, and at most `MOST_LOOKED_UP` of a text are.
    """

    def __init__(
        self,
        counts: Callable[[], Mapping[str, int]],
        known: Callable[[str], bool],
        common: Callable[[], Sequence[str]],
        listed: Callable[[str], bool] = is_english,
    ) -> None:
        self._load = counts
        self._known = known
        self._load_common = common
        self._listed = listed
        self._looked_up: dict[str, str | None] = {}

    @cached_property
    def _common(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self._load_common())}

    @cached_property
    def _common_words(self) -> "_Words":
        return _Words(self._common)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return self._load()

    @cached_property
    def _own_words(self) -> "_Words":
        return _Words(self._counts)

    def correct(self, text: str) -> tuple[str, dict[str, str]]:
        """The text with its misspelt words corrected, and what was corrected to what.

        A word with a capital inside the text may be a name and is left alone.
        """
        corrections: dict[str, str] = {}
        unknown: set[str] = set()
        for match in WORD.finditer(text):
            if not (match[0].islower() or match.start() == 0 or text.isupper()):
                continue
            word = match[0].lower().replace("’", "'")
            if self._is_right(word):
                continue
            if len(unknown) == MOST_LOOKED_UP and word not in unknown:
                break
            unknown.add(word)
            if better := self._nearest(word):
                corrections[match[0]] = better
        return WORD.sub(lambda match: corrections.get(match[0], match[0]), text), corrections

    def _is_right(self, word: str) -> bool:
        """Whether a word is known, with or without an ending, or not to be judged."""
        if len(word) < SHORTEST or "'" in word:
            return True
        return any(self._is_word(word.removesuffix(ending)) for ending in ENDINGS) or self._listed(word)

    def _is_word(self, word: str) -> bool:
        return len(word) > 2 and (self._known(word) or word in self._counts)

    def _nearest(self, word: str) -> str | None:
        """The correction of a word that is not known, remembered."""
        if word not in self._looked_up:
            if len(self._looked_up) >= REMEMBERED:
                self._looked_up.clear()
            self._looked_up[word] = self._look_up(word)
        return self._looked_up.get(word)

    def _look_up(self, word: str) -> str | None:
        """The passages' most frequent word at the smallest distance, or a common one, or None.

        Two edits make another word of a short one, and of the beginning of a long one (offboarding,
        onboarding).
        """
        own = self._own_words.near(word, 1 if len(word) < LONG else 2)
        if own:
            return min(own, key=lambda other: (own[other], -self._counts[other], other))
        common = [
            other
            for other in self._common_words.near(word, 1)
            if len(other) != len(word) or sorted(other) == sorted(word)
        ]
        return min(common, key=self._common.__getitem__, default=None)


class _Words:
    """Words by their first letter and length, so that few are compared with a misspelt one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        for word in words:
            self._by_shape.setdefault((word[0], len(word)), []).append(word)

    def near(self, word: str, most: int) -> dict[str, int]:
        """Words of the same first letter at most so many edits away, and how many; no mere endings."""
        from rapidfuzz import process  # only needed for the rare word that is not known
        from rapidfuzz.distance import OSA

        lengths = range(len(word) - most, len(word) + most + 1)
        candidates = [other for length in lengths for other in self._by_shape.get((word[0], length), ())]
        matches = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
        return {
            other: distance
            for other, distance, _ in matches
            if not other.startswith(word) and not word.startswith(other)
            if distance < 2 or other[1] == word[1]
        }
