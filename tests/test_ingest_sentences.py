"""Where sentences end."""

import pytest

from ingest.text.sentences import LONGEST_SENTENCE, split_sentences


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ask first. Then sign!  Why not?", ["Ask first.", "Then sign!", "Why not?"], id="marks"),
        pytest.param(
            "Mr. Lund asked Dr. Ode at 5 p.m. sharp.",
            ["Mr. Lund asked Dr. Ode at 5 p.m. sharp."],
            id="abbreviations",
        ),
        pytest.param("Raise it by 3.5 per cent. Done.", ["Raise it by 3.5 per cent.", "Done."], id="decimal"),
        pytest.param("  Padded. \t ", ["Padded."], id="blanks-around"),
        pytest.param("no end", ["no end"], id="no-mark"),
        pytest.param(
            "试用期三个月。可以提前通知吗？可以！",
            ["试用期三个月。", "可以提前通知吗？", "可以！"],
            id="Chinese",
        ),
        pytest.param(
            "試用期間は三か月です。給料は九割です。",
            ["試用期間は三か月です。", "給料は九割です。"],
            id="Japanese",
        ),
        pytest.param("यह तीन महीने है।वेतन कम नहीं।", ["यह तीन महीने है।", "वेतन कम नहीं।"], id="Hindi"),
        pytest.param("كم المدة؟ ثلاثة أشهر.", ["كم المدة؟", "ثلاثة أشهر."], id="Arabic"),
        pytest.param("   ", [], id="blank"),
        pytest.param("", [], id="empty"),
    ],
)
def test_text_is_cut_at_sentence_ends(text: str, expected: list[str]) -> None:
    """Sentences end at their marks, not at abbreviations, and carry no blanks around them."""
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("glue", "mark"),
    [
        pytest.param("; ", ";", id="clause"),
        pytest.param(", ", ",", id="comma"),
        pytest.param(" ", "", id="blank"),
    ],
)
def test_endless_speech_is_cut_at_the_best_place(glue: str, mark: str) -> None:
    """Speech without full stops is cut below the limit: at a clause, else a comma, else a blank.

    Nothing is lost.
    """
    text = glue.join(["so we talked about it"] * 120)
    parts = sentences(text)
    assert all(len(part) <= LONGEST_SENTENCE for part in parts)
    assert all(part.endswith(mark) for part in parts[:-1])
    assert " ".join(parts) == text


def test_word_without_a_break_is_cut_at_the_limit() -> None:
    """Even a single endless word becomes sentences of bounded length."""
    parts = sentences("x" * (2 * LONGEST_SENTENCE + 5))
    assert [len(part) for part in parts] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 5]


@pytest.mark.parametrize(
    "blank", ["\u00a0", "\u2003", "\u3000", "\u2028", "\x85"], ids=lambda blank: f"U+{ord(blank):04X}"
)
def test_wide_blank_is_a_blank(blank: str) -> None:
    """A wide blank after an abbreviation does no harm and parts sentences as a blank does."""
    assert sentences(f"Mr.B{blank}. He waits.{blank}{blank}She signs.") == [
        f"Mr.B{blank}.",
        "He waits.",
        "She signs.",
    ]


def test_language_tells_what_a_full_stop_ends() -> None:
    """A day's number ends no sentence in German."""
    text = "Am 3. März ist Zahltag. Danach nicht."
    assert [text[start:end] for start, end in split_sentences(text, language="de")] == [
        "Am 3. März ist Zahltag.",
        "Danach nicht.",
    ]


def test_endless_text_without_blanks_is_cut_at_its_commas() -> None:
    """A script without blanks is cut at its own commas."""
    parts = sentences("试用期很长，" * 200)
    assert all(len(part) <= LONGEST_SENTENCE and part.endswith("，") for part in parts)
