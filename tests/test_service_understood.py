"""How a question was understood, in words."""

import pytest

from service.answering.understood import understood
from service.assistant import Assistant


@pytest.mark.parametrize(
    ("spelt", "earlier", "words"),
    [
        pytest.param("must I?", [], None, id="as it was asked"),
        pytest.param("may I?", [], "Read as “may I?”", id="spelt otherwise"),
        pytest.param(
            "must I?", ["who pays?"], "Read together with your earlier question “who pays?”", id="a follow-up"
        ),
        pytest.param(
            "may I?",
            ["who pays?", "and when?"],
            "Read as “may I?”, together with your earlier questions “who pays?”, “and when?”",
            id="both",
        ),
    ],
)
def test_what_was_changed_is_told(spelt: str, earlier: list[str], words: str | None) -> None:
    """And nothing where nothing was."""
    assert understood("must I?", spelt, earlier) == words


def test_a_question_in_two_parts_is_not_changed_by_that(seeds_assistant: Assistant) -> None:
    """Though its second part is read with the first."""
    answer = seeds_assistant.ask("what is an exit interview and are they mandatory?")
    assert answer.parts
    assert answer.understood is None
