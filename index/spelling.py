"""Misspelt words of a question, corrected against the words that the passages use."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
SHORTEST, LONG = 5, 6
ENDINGS = ("", "s", "es", "ed", "d", "r", "er", "rs", "ers", "ing", "ly")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


class Spelling:
    """Corrects words that neither English at large nor the passages have, to words of the passages before others.

    `known` tells a common word of English; `common` gives all of them, the most frequent first, and `counts` the
    passages by word. Both are called at the first word that is not known, for most questions never.
    """

    def __init__(self, counts: Callable[[], Mapping[str, int]], known: Callable[[str], bool], common: Callable[[], Sequence[str]]) -> None:
        self._load = counts
        self._known = known
        self._load_common = common

    @cached_property
    def _common(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self._load_common())}

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return self._load()

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._counts)

    def correct(self, text: str) -> tuple[str, dict[str, str]]:
        """The text with its misspelt words corrected, and what was corrected to what.

        A word with a capital inside the text may be a name and is left alone.
        """
        corrections: dict[str, str] = {}
        for match in WORD.finditer(text):
            if match[0].islower() or match.start() == 0 or text.isupper():
                better = self._nearest(match[0].lower().replace("’", "'"))
                if better:
                    corrections[match[0]] = better
        return WORD.sub(lambda match: corrections.get(match[0], match[0]), text), corrections

    def _is_word(self, word: str) -> bool:
        return len(word) > 2 and (self._known(word) or word in self._counts)

    def _nearest(self, word: str) -> str | None:
        """The passages' most frequent word at the smallest distance, or a common one; None for a word that is right or like no other."""
        if len(word) < SHORTEST or "'" in word or any(self._is_word(word.removesuffix(ending)) for ending in ENDINGS):
            return None
        own = _near(word, self._words, 1 if len(word) < LONG else 2)
        if own:
            return min(own, key=lambda found: (found[1], -self._counts[found[0]]))[0]
        common = [found for found in _near(word, list(self._common), 1) if len(found[0]) != len(word) or sorted(found[0]) == sorted(word)]
        return min(common, key=lambda found: self._common[found[0]])[0] if common else None


def _near(word: str, words: Sequence[str], most: int) -> list[tuple[str, int]]:
    """Words with the same first letter at most so many edits away, mere endings left out, with their distance."""
    from rapidfuzz import process  # only needed for the rare word that is not known
    from rapidfuzz.distance import OSA

    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [
        (other, distance)
        for other, distance, _ in found
        if other[0] == word[0] and not other.startswith(word) and not word.startswith(other)
    ]
