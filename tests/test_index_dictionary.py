"""The list of English words."""

import subprocess
import sys
from pathlib import Path

import pytest

from index import IndexUnusable, dictionary
from index.dictionary import ENGLISH, is_english


@pytest.mark.parametrize(
    ("word", "listed"),
    [
        ("a", True),
        ("aardvark", True),
        ("refund", True),
        ("referral", True),
        ("stipend", True),
        ("whining", True),
        ("colour", True),
        ("color", True),
        ("zucchini", True),
        pytest.param("tuitions", True, id="a plural that is not listed"),
        pytest.param("custodies", True, id="likewise, of a y"),
        ("interveiw", False),
        ("recieve", False),
        ("seperate", False),
        ("acomodation", False),
        ("kündigungsfrist", False),
        ("b", False),
        ("s", False),
        ("ies", False),
        ("", False),
        ("zzzzz", False),
        ("refund\nreferral", False),
    ],
)
def test_a_word_is_listed_or_not(word: str, listed: bool) -> None:
    """Rare words and both spellings are; misspellings, other languages and nothing at all are not."""
    assert is_english(word) is listed


def test_the_list_is_read_at_the_first_word_that_is_looked_up() -> None:
    """Neither importing it nor correcting a question of common words does."""
    code = (
        "import index.dictionary as dictionary\n"
        "from index.spelling import Spelling\n"
        "spelling = Spelling(dict, ['what', 'about', 'common', 'words'].__contains__, list)\n"
        "spelling.correct('what about common words')\n"
        "print(dictionary._text.cache_info().misses)\n"
        "spelling.correct('what about a refund')\n"
        "print(dictionary._text.cache_info().misses)"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["0", "1"]


def test_its_licence_is_beside_it() -> None:
    """Who made the words asks for that."""
    told = ENGLISH.with_name("english-words.LICENSE").read_text(encoding="utf-8")
    assert "Wolf Garbe" in told
    assert "Kevin Atkinson" in told


def test_a_damaged_list_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any changed byte of its content, and an end that is missing; it has a checksum of its own."""
    content = ENGLISH.read_bytes()
    damaged = tmp_path / "words.gz"
    monkeypatch.setattr(dictionary, "ENGLISH", damaged)
    middle = len(content) // 2
    for data in (content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], content[:-9]):
        damaged.write_bytes(data)
        dictionary._text.cache_clear()
        with pytest.raises(IndexUnusable, match=r"words\.gz is damaged: install careerqa again"):
            is_english("refund")
    dictionary._text.cache_clear()
