"""Questions in several lines."""

import pytest

from service.answering.lines import questions_of

RAISE, NOTICE = "How do I ask for a raise?", "When should I hand in my notice?"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param(f"{RAISE}\n{NOTICE}", [RAISE, NOTICE], id="two lines"),
        pytest.param(f"\r\n{RAISE}\r\n \r\n{NOTICE}\r\n", [RAISE, NOTICE], id="a blank line, Windows"),
        pytest.param(f"1. {RAISE}\n2) {NOTICE}", [RAISE, NOTICE], id="numbered"),
        pytest.param(f"- {RAISE}\n• {NOTICE}", [RAISE, NOTICE], id="bullets"),
        pytest.param(f"Q1: {RAISE}\nQ2: {NOTICE}", [RAISE, NOTICE], id="labelled"),
        pytest.param(
            "how do i ask for a raise\nand can they say no\nwho decides about it",
            ["how do i ask for a raise", "and can they say no", "who decides about it"],
            id="without question marks",
        ),
        pytest.param(
            "how do i ask for a raise\ncan i ask twice?",
            ["how do i ask for a raise", "can i ask twice?"],
            id="one question mark",
        ),
        pytest.param(
            f"I have been here for three years.\n{RAISE}\n{NOTICE}\nThank you",
            [f"I have been here for three years.\n{RAISE}", f"{NOTICE}\nThank you"],
            id="with a story",
        ),
        pytest.param(
            f"My boss left. {RAISE}\nMy new boss is nice. {NOTICE}",
            [f"My boss left. {RAISE}", f"My new boss is nice. {NOTICE}"],
            id="each with its story",
        ),
        pytest.param(f"{RAISE}\n{RAISE.lower()}\n{NOTICE}", [RAISE.lower(), NOTICE], id="asked twice"),
        pytest.param(
            "¿Cómo pido un aumento?\n请问什么时候？",
            ["¿Cómo pido un aumento?", "请问什么时候？"],
            id="other scripts",
        ),
    ],
)
def test_each_line_that_asks_is_a_question(text: str, asked: list[str]) -> None:
    """Whatever stands before or between them."""
    assert questions_of(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RAISE, id="one line"),
        pytest.param(f"{RAISE} {NOTICE}", id="two on one line, which the answer takes apart"),
        pytest.param(f"I was let go on Monday.\nMy team cried.\n{RAISE}", id="a story, then a question"),
        pytest.param(
            f"{RAISE}\nI have been here for three years.\nThey like me.", id="a question, then a story"
        ),
        pytest.param(
            f"When I was let go I got nothing\nWhat the lawyer said was bad\n{RAISE}", id="no questions"
        ),
        pytest.param("Have been there for years\nDo not want to leave\nshould i ask", id="statements"),
        pytest.param(
            "Should I tell the manager who hired me three years ago that I\nwill be leaving in two weeks?",
            id="a question broken for its length",
        ),
        pytest.param(
            "What would you say to a manager who asks why\nyou want more money than\nthe others have got?",
            id="broken twice",
        ),
        pytest.param(f"### Task:\nSuggest follow-ups\n### Output:\n{RAISE}\n{NOTICE}", id="an instruction"),
        pytest.param("Thank you\nbye", id="no question"),
        pytest.param("?\n?", id="no words"),
        pytest.param("", id="nothing"),
    ],
)
def test_all_else_is_one(text: str) -> None:
    """It is left as it stands."""
    assert questions_of(text) == [text]
