"""Misspelt words of a question."""

from typing import Never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index import Snapshot
from index.spelling import ENDINGS, LONG, MOST_LOOKED_UP, Spelling, words_of
from tests.conftest import ROOT

COUNTS = {
    "severance": 3,
    "interview": 9,
    "interviews": 4,
    "recruiter": 2,
    "notice": 5,
    "letter": 1,
    "latter": 4,
}
COMMON = ["the", "about", "real", "retire", "open", "really", "receive", "mandatory", "hosting"]


@pytest.fixture
def spelling() -> Spelling:
    """Corrections against seven words of the passages and nine common ones."""
    return Spelling(lambda: COUNTS, COMMON.__contains__, lambda: COMMON)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        pytest.param("severence pay", "severance pay", id="another letter"),
        pytest.param("Intreview tips", "interview tips", id="two letters changed places, at the beginning"),
        pytest.param("reciuter", "recruiter", id="two edits in a long word"),
        pytest.param("mandatry", "mandatory", id="a common word that the passages lack"),
        pytest.param("lettor", "letter", id="the nearest word"),
        pytest.param("ask Recrutier", "ask Recrutier", id="a name keeps its letters"),
        pytest.param("ghosting", "ghosting", id="another first letter is another word"),
        pytest.param("interviewer", "interviewer", id="an ending is no mistake"),
        pytest.param("teh omen", "teh omen", id="too short to tell"),
        pytest.param("rehire", "rehire", id="another word, though near a common one"),
        pytest.param("refund", "refund", id="in the dictionary alone"),
        pytest.param("realy", "really", id="no ending of real"),
        pytest.param("about interviews", "about interviews", id="right already"),
        pytest.param("recieve", "receive", id="common, letters changed places"),
        pytest.param("xylophone 42 !?", "xylophone 42 !?", id="like no other"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(text: str, corrected: str, spelling: Spelling) -> None:
    """The passages' words come before common ones; names, short words and endings are left alone."""
    assert spelling.correct(text)[0] == corrected


UNCOMMON = (ROOT / "tests/uncommon_words.txt").read_text(encoding="utf-8").split()
INFLECTED = (
    "refunds refunded refunding referrals stipends annuities guardianships tuitions payslips timesheets"
    " amortized garnishing foreclosed litigating indemnified furloughed seconded naturalized mentored"
    " freelancing subcontracted audited underwritten invoiced reimbursing palletized welding notarized"
    " quarantined accredited plagiarized embezzling retaliated annulled defamed tendered levied"
).split()
# What an earlier version made of such words, and others near them.
NEIGHBOURS = (
    "round referred spend mentor mental onboarding involves involving table retain create rebase dealt"
    " office nature check handle handling adhere bags picking younger competing have filled moved teller"
    " wader lesion credit custom tender lever lender caser nancy adapter brother loan premier"
).split()


@pytest.mark.parametrize("word", [*UNCOMMON, *INFLECTED])
def test_a_correctly_spelt_word_stays_whatever_the_sources_hold(word: str) -> None:
    """Words of work, money, law and health that somebody may ask about in sources that lack them."""
    spelling = Spelling(lambda: dict.fromkeys(NEIGHBOURS, 9), lambda _: False, lambda: NEIGHBOURS)
    assert spelling.correct(f"about {word}")[1] == {}


def test_correctly_spelt_words_stay_over_the_seeds(seeds_index: Snapshot) -> None:
    """Likewise beside the words of real sources and of the encoder."""
    changed = {word: seeds_index.spelling.correct(f"x {word}")[1] for word in [*UNCOMMON, *INFLECTED]}
    assert {word for word, corrections in changed.items() if corrections} == set()


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [
        ("interveiw", "interview"),
        ("usualy", "usually"),
        ("rejecton", "rejection"),
        ("recruters", "recruiters"),
        ("refrence", "reference"),
        ("complaning", "complaining"),
        ("improvment", "improvement"),
        ("imediately", "immediately"),
        ("realy", "really"),
        ("canditates", "candidates"),
    ],
)
def test_misspelt_words_are_corrected_over_the_seeds(
    misspelt: str, right: str, seeds_index: Snapshot
) -> None:
    """The dictionary has none of them."""
    assert seeds_index.spelling.correct(f"x {misspelt}")[1] == {misspelt: right}


@pytest.mark.parametrize(
    ("word", "sources"),
    [
        pytest.param("shouty", "should", id="two edits in a short word"),
        pytest.param("signupp", "signal", id="likewise"),
        pytest.param("offboarding", "onboarding", id="two edits at the beginning of a long one"),
    ],
)
def test_two_edits_make_another_word(word: str, sources: str) -> None:
    """A word that nobody knows may be new."""
    assert Spelling(lambda: {sources: 3}, lambda _: False, list).correct(f"x {word}")[1] == {}


def test_corrections_are_told(spelling: Spelling) -> None:
    """What was changed to what can be shown."""
    assert spelling.correct("severence notise")[1] == {"severence": "severance", "notise": "notice"}


def test_a_question_of_known_words_does_not_load_the_passages_words() -> None:
    """Most questions look no further than whether their words are common."""

    def load() -> Never:
        raise AssertionError("loaded")

    assert Spelling(load, COMMON.__contains__, load).correct("the mandatory")[1] == {}


def test_words_are_letters_in_lower_case() -> None:
    """Numbers and marks part words; an apostrophe does not."""
    assert words_of("Don’t send 2 e-mails, Ann!") == ["don't", "send", "e", "mails", "ann"]


class Counted(Spelling):
    """Remembers which words it looked up."""

    def __init__(self) -> None:
        super().__init__(lambda: COUNTS, COMMON.__contains__, lambda: COMMON)
        self.asked: list[str] = []

    def _look_up(self, word: str) -> str | None:
        self.asked.append(word)
        return super()._look_up(word)


def test_a_word_is_looked_up_once() -> None:
    """A word that comes again, in the same text or a later one, costs nothing; a known one never does."""
    spelling = Counted()
    for _ in range(3):
        assert spelling.correct("about severence and severence xylopqone")[1] == {"severence": "severance"}
    assert spelling.asked == ["severence", "xylopqone"]


def test_the_work_for_a_text_is_bounded() -> None:
    """Behind more unknown words than a question with mistakes has, nothing is looked up.

    One may come often.
    """
    spelling = Counted()
    strange = [f"qu{letter}{other}xyz" for letter in "abcdefghij" for other in "klmnop"][:MOST_LOOKED_UP]
    assert spelling.correct(" ".join([*strange[:-1], "severence", "severence"]))[1] == {
        "severence": "severance"
    }
    assert len(spelling.asked) == MOST_LOOKED_UP
    assert Counted().correct(" ".join([*strange, "severence"]))[1] == {}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words are asked about, only so many are kept."""
    monkeypatch.setattr("index.spelling.REMEMBERED", 3)
    spelling = Counted()
    for word in ("severence", "quaxyz", "quexyz", "quixyz", "severence"):
        spelling.correct(f"a {word}")
    assert len(spelling._looked_up) <= 3
    assert spelling.asked.count("severence") == 2


LETTERS = st.text("abcdeirst", min_size=5, max_size=9)


@given(LETTERS, st.lists(LETTERS, min_size=1, max_size=8, unique=True))
@settings(max_examples=200, deadline=None)
def test_few_comparisons_find_what_all_would(word: str, words: list[str]) -> None:
    """Looking at words of the first letter and about the length gives the same as looking at every word."""
    counts = {other: len(other) for other in words}
    spelling = Spelling(lambda: counts, lambda _: False, list, lambda _: False)
    corrected = spelling.correct(f"x {word}")[1].get(word)
    if any(word.removesuffix(ending) in counts for ending in ENDINGS):
        assert corrected is None
        return
    near = [
        (distance, -counts[other], other)
        for other in words
        if (distance := OSA.distance(word, other)) <= (1 if len(word) < LONG else 2)
        and other[0] == word[0]
        and not other.startswith(word)
        and not word.startswith(other)
        and (distance < 2 or other[1] == word[1])
    ]
    assert corrected == (min(near)[2] if near else None)
