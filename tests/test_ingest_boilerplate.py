"""Page furniture, parting formulas and bylines."""

import pytest

from ingest.boilerplate import byline_author, is_furniture, is_valediction


@pytest.mark.parametrize(
    "text",
    [
        "Leave a Reply",
        "Speak your mind",
        "Next page",
        "Comments (12)",
        "Tags: notice, leaving",
        "Posted in Leaving well by Ann",
        "Photo credit: A. Lens",
        "Back to the top",
        "© 2019 The Desk",
        "Sign up for our free newsletter and get one letter a week.",
        "Like this? Get the newsletter in your inbox.",
        "Please share this article with your friends.",
        "Comments are closed.",
    ],
)
def test_furniture_is_known(text: str) -> None:
    """What a page puts around an article is no part of it."""
    assert is_furniture(f"  {text} ")


@pytest.mark.parametrize(
    "text",
    [
        "Share what you did, not what you felt.",
        "Print two copies of your letter.",
        "Comments from your manager belong in the review.",
        "You can subscribe to a salary survey before you ask.",
        "A newsletter is a fine way to stay in touch with old colleagues.",
        "The next page of your contract names the notice period.",
        "Sign up for our newsletter. " + "And here is the long rest of a real paragraph. " * 12,
    ],
)
def test_advice_is_no_furniture(text: str) -> None:
    """Sentences that merely use such words, and whole paragraphs, stay in the article."""
    assert not is_furniture(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kind regards,", True),
        ("Yours sincerely,", True),
        ("Writing Onward,", True),
        ("kind regards,", False),
        ("Ask first, then sign,", False),
    ],
)
def test_valediction_is_a_short_line_with_a_comma(text: str, expected: bool) -> None:
    """A parting formula is a few capitalised words and a comma."""
    assert is_valediction(text) is expected


@pytest.mark.parametrize(
    ("text", "author"),
    [
        pytest.param("By Ann Smith", "Ann Smith", id="by"),
        pytest.param(
            "Submitted by: Jo van der Berg, Coach and Trainer", "Jo van der Berg", id="colon-and-title"
        ),
        pytest.param("Author: O'Neil", "O'Neil", id="author"),
        pytest.param("By asking early you win a week", None, id="sentence"),
        pytest.param("By Friday, tell your manager", None, id="weekday"),
        pytest.param("Written by hand", None, id="no-name"),
        pytest.param("By: " + "Ann " * 60, None, id="too-long"),
    ],
)
def test_byline_names_its_author(text: str, author: str | None) -> None:
    """A byline gives the author's name; a sentence that opens with By does not."""
    assert byline_author(text) == author
