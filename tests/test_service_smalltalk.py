"""What is said to somebody who asks nothing."""

import pytest

from service.answering.said import Said
from service.answering.smalltalk import reply
from service.assistant import Assistant


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("hi", "Hello."),
        ("Good morning!", "Hello."),
        ("thanks a lot", "You are welcome."),
        ("ok, thanks!", "You are welcome."),
        ("Thanks, that was helpful", "You are welcome."),
        ("hi, who are you?", "I look up answers"),
        ("what can you do?", "I look up answers"),
        ("how are you?", "Ready"),
        ("great!!!", "Good."),
        ("Good. Bye", "Goodbye."),
    ],
)
def test_small_talk_gets_a_fitting_line(said: str, begins: str) -> None:
    """Of several pieces the last one that says something is answered."""
    assert (reply(said) or "").startswith(begins)


@pytest.mark.parametrize(
    "asked",
    [
        "hello, should I quit?",
        "thank you letter",
        "how do I say thank you after an interview?",
        "thanks but is it legal?",
        "good references",
        "?",
    ],
)
def test_a_question_is_no_small_talk(asked: str) -> None:
    """A greeting before a question, or a word of thanks within one, leaves it a question."""
    assert reply(asked) is None


def test_small_talk_is_answered_without_citations(seeds_assistant: Assistant) -> None:
    """The answer object says so in its own form: answered, nothing cited, no passages."""
    answer = seeds_assistant.ask("thanks!", ["should I do an exit interview?"])
    assert (answer.status, answer.citations, answer.passages) == ("answered", [], [])
    assert answer.said == [Said("You are welcome.")]
    assert answer.answer == "You are welcome."
