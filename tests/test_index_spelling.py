"""Misspelt words of a question."""

from typing import Never

import pytest

from index.spelling import Spelling, words_of

COUNTS = {"severance": 3, "interview": 9, "interviews": 4, "recruiter": 2, "notice": 5, "letter": 1, "latter": 4}
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
        pytest.param("rehire", "rehire", id="another letter makes another common word"),
        pytest.param("realy", "really", id="no ending of real"),
        pytest.param("about interviews", "about interviews", id="right already"),
        pytest.param("recieve", "receive", id="common, letters changed places"),
        pytest.param("xylophone 42 !?", "xylophone 42 !?", id="like no other"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(text: str, corrected: str, spelling: Spelling) -> None:
    """The passages' words come before common ones; names, short words and endings are left alone."""
    assert spelling.correct(text)[0] == corrected


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
