"""What was asked now must be answered: an earlier question that the sources know makes no other one sure."""

import pytest

from service.assistant import Assistant

EXIT = "should I do an exit interview?"
FEEDBACK = "how do I ask for feedback after a rejection?"
FINAL = "what should I ask at the end of the final interview?"
WEAKNESS = "what do I say about my greatest weakness?"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (EXIT, "can I get a refund?"),
        (EXIT, "is it free?"),
        (EXIT, "can I get a raise?"),
        (EXIT, "where do I park?"),
        (EXIT, "does it rain there?"),
        (EXIT, "is it good for my back?"),
        (FEEDBACK, "how do I cook rice?"),
        (FINAL, "which visa do I need?"),
        (FINAL, "can I bring my dog?"),
        (FINAL, "how much tax is that?"),
        (WEAKNESS, "what is the capital of Mongolia?"),
        (WEAKNESS, "how do I reset my password?"),
    ],
)
def test_another_subject_is_refused_behind_one_that_is_known(
    before: str, question: str, seeds_assistant: Assistant
) -> None:
    """Each would be refused alone."""
    assert seeds_assistant.ask(question, [before]).status == "not_in_sources"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (EXIT, "are they mandatory?"),
        (EXIT, "what do they ask?"),
        (EXIT, "who does it?"),
        (EXIT, "and who runs it?"),
        (EXIT, "can it hurt me later?"),
        (FEEDBACK, "should I call or write?"),
        (FEEDBACK, "what if they don't answer?"),
        (FEEDBACK, "what should I avoid?"),
        (FINAL, "and when will I hear back?"),
        (WEAKNESS, "which answers have they heard too often?"),
    ],
)
def test_a_follow_up_is_answered(before: str, question: str, seeds_assistant: Assistant) -> None:
    """It is read with what it leans on."""
    assert seeds_assistant.ask(question, [before]).status == "answered"
