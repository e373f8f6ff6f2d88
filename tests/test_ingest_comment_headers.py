"""The lines that open readers' comments."""

import pytest

from ingest.prose.comment_headers import is_control, is_host, read_header


@pytest.mark.parametrize(
    ("line", "following", "name", "lines"),
    [
        pytest.param("Marta says:", "March 3, 2019 at 5:13 pm", "Marta", 2, id="WordPress"),
        pytest.param("Marta K. on June 5, 2020 at 3:02 pm", "", "Marta K.", 1, id="WordPress-on"),
        pytest.param("Marta on June 5, 2020 at 3:02 pm said:", "", "Marta", 1, id="WordPress-said"),
        pytest.param("Marta says: March 3, 2019 at 5:13 pm", "", "Marta", 1, id="date-behind"),
        pytest.param("Anonymous said...", "3 May 2011 10:22", "Anonymous", 2, id="Blogger"),
        pytest.param("zed99 • 2 years ago", "", "zed99", 1, id="Disqus"),
        pytest.param("Marta (author) • 2 yr. ago", "", "Marta", 1, id="badge"),
        pytest.param("u/zed 12 points 3 years ago", "", "u/zed", 1, id="Reddit"),
        pytest.param("zed 3 hours ago | next [–]", "", "zed", 1, id="Hacker-News"),
        pytest.param("@marta-k 2 years ago (edited)", "", "@marta-k", 1, id="YouTube"),
        pytest.param("Marta Ode", "March 3, 2019 at 5:13 pm", "Marta Ode", 2, id="name-over-date"),
        pytest.param("Posted by Marta on 2019-03-04 09:02", "", "Marta", 1, id="posted-by"),
        pytest.param("Marta, 3 days ago", "", "Marta", 1, id="comma"),
    ],
)
def test_header_names_who_speaks(line: str, following: str, name: str, lines: int) -> None:
    """Each engine's line, with the date's line below it, opens a comment for sure."""
    header = read_header(line, following)
    assert header is not None
    assert (header.name, header.lines, header.sure) == (name, lines, True)


@pytest.mark.parametrize(
    "line",
    [
        "My boss says: no.",
        "Published on March 3, 2019",
        "March 3, 2019 at 5:13 pm",
        "Everybody says: wait.",
        "I left on March 3, 2019 and never came back to that office.",
        "Ask early • wait long",
        "Ann: I left.",
        "Ann Lee",
        "",
        "A" * 500,
    ],
)
def test_line_of_text_is_no_header(line: str) -> None:
    """Sentences, dates and labels open no comment by themselves."""
    assert read_header(line) is None


@pytest.mark.parametrize(
    "line", ["Tom wrote:", "Ann Lee (March 3, 2019)", "Oslo, 3 March 2019", "Ann says: so."]
)
def test_line_that_may_be_a_header_is_not_sure(line: str) -> None:
    """A name and a day, or a name that says, is a header only where comments are."""
    header = read_header(line)
    assert header is not None
    assert not header.sure


@pytest.mark.parametrize(
    ("line", "end"), [("Ann: I left.", 5), ("Ann (2019-03-04): I left.", 18), ("Ann Lee", 7)]
)
def test_label_is_a_header_below_a_heading_of_comments(line: str, end: int) -> None:
    """A name alone or in front of what is said counts where comments are announced."""
    header = read_header(line, labels=True)
    assert header is not None
    assert header.end == end


def test_reply_names_whom_it_answers() -> None:
    """`A > B` says to whom."""
    header = read_header("coach > zed99 • 4 years ago")
    assert header is not None
    assert (header.name, header.to) == ("coach", "zed99")


@pytest.mark.parametrize(("name", "expected"), [("Site Admin", True), ("Editor", True), ("Hostetler", False)])
def test_office_is_the_host(name: str, expected: bool) -> None:
    """Who has an office of the page is its host."""
    assert is_host(name) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Reply", True),
        ("Share ›", True),
        ("Like · Reply · 2w", True),
        ("3 likes", True),
        ("May 3, 2011 at 10:22 AM", True),
        ("Log in to Reply", True),
        ("Reply by mail.", False),
        ("Share it.", False),
    ],
)
def test_control_is_the_whole_line(line: str, expected: bool) -> None:
    """What a page puts around a comment is no part of it."""
    assert is_control(line) is expected
