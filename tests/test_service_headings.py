"""Questions made of headings: good English, or none."""

import pytest

from service.answering.headings import article_questions
from tests.conftest import Read

TEXT = (
    "A letter of notice is short. We asked why notice matters at Harbour Bank. "
    "People leave Harbour Bank in spring, and some pay a fee for it.\n"
)


def made(read: Read, heading: str) -> list[str]:
    """The questions of an article with one heading."""
    article = read(f"---\ntitle: Notes\n---\n\n## {heading}\n\n{TEXT}", path="notes.md")
    return list(article_questions(article).values())


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        pytest.param(
            "Why Do People Leave Harbour Bank?", "Why do people leave Harbour Bank?", id="one already"
        ),
        pytest.param("How to Write a Letter", "How do I write a letter?", id="how to"),
        pytest.param("How to Write Your Letter", "How do you write your letter?", id="of yours"),
        pytest.param("When to Pay the Fee", "When should I pay the fee?", id="when to"),
        pytest.param("Why you should write a letter", "Why should you write a letter?", id="turned round"),
        pytest.param("The Purpose of Short Letters", "What is the purpose of short letters?", id="one thing"),
        pytest.param(
            "Common Mistakes in Short Letters",
            "What are the common mistakes in short letters?",
            id="several things",
        ),
        pytest.param(
            "Risks and Benefits of Leaving Early",
            "What are the risks and benefits of leaving early?",
            id="two kinds of things",
        ),
        pytest.param(
            "Short Letters vs. Long Letters",
            "What is the difference between short letters and long letters?",
            id="two compared",
        ),
        pytest.param("Types of HR Letters", "What are the types of HR letters?", id="an abbreviation"),
    ],
)
def test_a_heading_becomes_a_question(heading: str, question: str, read: Read) -> None:
    """In the small letters that a person would write, with names as the text has them."""
    assert made(read, heading) == [question]


@pytest.mark.parametrize(
    "heading",
    [
        "Short Letters",
        "Writing a Letter",
        "Conclusion",
        "Benefits of It",
        "Why I Left the Bank",
        "How to Do This",
        "What is Notice?",
        "The Purpose: Short Letters",
        "WHY PEOPLE LEAVE",
        "Letters? Write them short!",
        "“Why do people leave?”",
        "Purpose of Letters",
    ],
)
def test_of_other_headings_none_is_made(heading: str, read: Read) -> None:
    """Neither of what names a thing only, nor of what cannot be understood without its article."""
    assert made(read, heading) == []


def test_a_title_is_a_heading_too(read: Read) -> None:
    """As many articles have none but that."""
    article = read(f"---\ntitle: How to write a letter\n---\n\n{TEXT}", path="notes.md")
    assert article_questions(article) == {"How to write a letter": "How do I write a letter?"}
