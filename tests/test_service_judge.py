"""Whether the quotes that a drafted sentence cites bear it out, by their words."""

from dataclasses import dataclass

import pytest

from service.phrasing.draft import Drafted
from service.phrasing.judge import Verdict, WordsJudge


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote and its headings."""

    quote: str
    section: tuple[str, ...] = ()


CITATIONS = {
    1: Quote("Sharpen the blade weekly."),
    2: Quote("Oil the hinge each month."),
    3: Quote("They are not ordered by any law or court.", ("Talks", "Exit Talks")),
}
UNCITED = "it cites nothing, or what is not there"


@pytest.mark.parametrize(
    ("text", "numbers", "verdict"),
    [
        pytest.param("Sharpen the blade weekly.", (1,), Verdict("", (1,)), id="a quote"),
        pytest.param(
            "Sharpen the blade weekly.", (2, 1), Verdict("", (1,)), id="only the number that bears it out"
        ),
        pytest.param(
            "Oil the hinge each month, and sharpen the blade weekly.", (2, 1), Verdict("", (2, 1)), id="two"
        ),
        pytest.param(
            "Exit talks are not ordered by any law or court.",
            (3,),
            Verdict("", (3,)),
            id="the innermost heading's words",
        ),
        pytest.param("Sharpen the blade weekly.", (), Verdict(UNCITED), id="no number"),
        pytest.param(
            "Sharpen the blade weekly.", (1, 4), Verdict(UNCITED), id="a number that there is none of"
        ),
        pytest.param(
            "Sharpen the blade weekly.", (2,), Verdict("“sharpen” is not in the quote"), id="another's number"
        ),
        pytest.param("Sharpen the **blade** weekly.", (1,), Verdict("it is not plain text"), id="markup"),
        pytest.param(
            "Do not sharpen the blade weekly.", (1,), Verdict("“sharpen” is not denied"), id="denied"
        ),
    ],
)
def test_a_sentence_is_judged_by_the_quotes_it_cites(
    text: str, numbers: tuple[int, ...], verdict: Verdict
) -> None:
    """Kept with the numbers that bear it out, or dropped with the reason."""
    assert WordsJudge().judge(Drafted(text, numbers), CITATIONS) == verdict
