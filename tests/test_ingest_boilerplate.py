"""Page furniture, parting formulas and bylines."""

import pytest

from ingest.text.boilerplate import byline_author, is_furniture, is_valediction


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
        "Comments Off on How to Wait",
        "Posted on March 3, 2019 by Ann in Careers",
        "Photo by Ann Lens on Unsplash",
        "Follow us on every network",
        "Skip to main content",
        "Click here to download the guide",
        "Don’t forget to like and subscribe!",
        "Did you like this? Subscribe to our letter, the free newsletter, now. Sign up today!",
        "Your email address will not be published.",
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
        "Sign up with two agencies and call them today, since nobody sends an email about openings.",
        "Sign up for job alerts on three boards and check your email twice a day.",
        "Return to school only when the employer pays a part of the fees.",
        "Back to back interviews need a break.",
        "Skip to the result when you tell a story.",
        "Posted on a Friday, an opening gets half the applicants.",
        "Photo by a professional costs fifty dollars.",
        "Copyright law protects your portfolio.",
        "Tags: a name tag at a fair should show your first name.",
        "Follow us to the lobby.",
        "Subscribe to the newsletter of the firm before the interview.",
        "Share this article with the recruiter before the call.",
        "Comments are closed in the tool after Friday, so write early.",
        "Click here only if you trust the sender.",
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
