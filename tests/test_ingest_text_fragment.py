"""Fragments that open a page at a sentence."""

import pytest

from ingest.documents.text_fragment import LONGEST_WHOLE, text_fragment

LONG = "It says " + "so and so " * 40 + "until the very end of it."


@pytest.mark.parametrize(
    ("text", "said", "fragment"),
    [
        pytest.param("Ask early.", "Ask early.", ":~:text=Ask%20early.", id="plain"),
        pytest.param(
            "A, b-c & d?", "A, b-c & d?", ":~:text=A%2C%20b%2Dc%20%26%20d%3F", id="signs of its own"
        ),
        pytest.param(
            "Grüße – 试", "Grüße – 试", ":~:text=Gr%C3%BC%C3%9Fe%20%E2%80%93%20%E8%AF%95", id="letters"
        ),
        pytest.param("- Two | One month", "Two | One month", ":~:text=Two,One%20month", id="a table’s row"),
        pytest.param(
            "Ask early.\n\n- And then: Ask early.",
            "Ask early.",
            ":~:text=And%20then%3A-,Ask%20early.",
            id="said twice",
        ),
        pytest.param(
            LONG,
            LONG,
            ":~:text=It%20says%20so%20and%20so%20so,until%20the%20very%20end%20of%20it.",
            id="long",
        ),
    ],
)
def test_a_fragment_names_the_words(text: str, said: str, fragment: str) -> None:
    """Whole where they are few, else by the first and the last; told apart by what stands before."""
    assert len(LONG) > LONGEST_WHOLE
    assert text_fragment(text, said, text.rindex(said[:3])) == fragment
