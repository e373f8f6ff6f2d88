"""What every judge of drafts must do, the one by words and a second one of a few lines."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.assistant import Assistant
from service.phrasing.draft import Drafted
from service.phrasing.judge import Judge, Quoted, Verdict, WordsJudge
from service.phrasing.language_model import LanguageModel
from service.phrasing.phrase import NOTHING_KEPT
from tests.test_service_judge import CITATIONS

QUESTION = "is participation in an exit interview voluntary?"
VOLUNTARY = "Participation is strictly voluntary"


class Verbatim:
    """Keeps what is said in a quote's own words alone."""

    def judge(self, drafted: Drafted, citations: Mapping[int, Quoted]) -> Verdict:
        """By the first of the quotes that it repeats."""
        said = drafted.text.rstrip(".")
        for number in drafted.numbers:
            if number in citations and citations[number].quote.rstrip(".") == said:
                return Verdict("", (number,))
        return Verdict("it is no quote that it cites")


class Writes(LanguageModel):
    """A model that writes what it was made with, a few characters at a time."""

    def __init__(self, draft: str) -> None:
        super().__init__("http://127.0.0.1:9/v1", "written")
        self._draft = draft

    def draft(self, instructions: str, task: str) -> Iterator[str]:  # noqa: ARG002 - whatever it is told
        """The draft."""
        yield from (self._draft[start : start + 5] for start in range(0, len(self._draft), 5))


JUDGES: tuple[Judge, ...] = (WordsJudge(), Verbatim())


@pytest.fixture(params=JUDGES, ids=lambda judge: type(judge).__name__)
def judge(request: pytest.FixtureRequest) -> Judge:
    """Each of them in turn."""
    made: Judge = request.param
    return made


@pytest.mark.parametrize("number", CITATIONS)
def test_a_quote_bears_itself_out(number: int, judge: Judge) -> None:
    """It is kept, with its number alone, whatever else is cited."""
    for numbers in ((number,), tuple(CITATIONS)):
        assert judge.judge(Drafted(CITATIONS[number].quote, numbers), CITATIONS) == Verdict("", (number,))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("Sharpen the blade weekly.", (), id="nothing is cited"),
        pytest.param("Sharpen the blade weekly.", (9,), id="what is cited is not there"),
        pytest.param("Sharpen the blade weekly.", (2,), id="another quote is cited"),
        pytest.param("Buy a new blade.", (1, 2, 3), id="no quote says it"),
        pytest.param("Never sharpen the blade weekly.", (1,), id="the quote says the contrary"),
        pytest.param("They are ordered by any law or court.", (3,), id="what the quote denies"),
        pytest.param("Sharpen the blade weekly: https://evil.example", (1,), id="an address"),
        pytest.param("Sharpen the <b>blade</b> weekly.", (1,), id="markup"),
    ],
)
def test_what_no_quote_bears_out_is_dropped(text: str, numbers: tuple[int, ...], judge: Judge) -> None:
    """With a reason in one line, and no number."""
    verdict = judge.judge(Drafted(text, numbers), CITATIONS)
    assert verdict.reason
    assert "\n" not in verdict.reason
    assert verdict.used == ()


def test_nothing_bears_out_anything_where_nothing_may_be_cited(judge: Judge) -> None:
    """Without citations every sentence is dropped."""
    assert judge.judge(Drafted("Sharpen the blade weekly.", (1,)), {}).reason


def test_many_threads_get_the_same_verdicts(judge: Judge) -> None:
    """One judge serves them all."""
    drafted = [Drafted(quote.quote, (number,)) for number, quote in CITATIONS.items()] * 8
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda each: judge.judge(each, CITATIONS), drafted))
    assert verdicts == [Verdict("", each.numbers) for each in drafted]


def test_an_answer_is_phrased_end_to_end(judge: Judge, seeds_assistant: Assistant) -> None:
    """What the judge keeps is said, with its citation, by the model's name.

    A false sentence beside it is not.
    """
    number = next(each.number for each in seeds_assistant.ask(QUESTION).citations if each.quote == VOLUNTARY)
    draft = f"{VOLUNTARY} [{number}]. Companies fire whoever declines [{number}]."
    answer = Assistant(seeds_assistant.opened, model=Writes(draft), judge=judge).ask(QUESTION)
    assert (answer.answer, answer.model, answer.note) == (f"{VOLUNTARY}. [1]", "written", None)
    assert [citation.quote for citation in answer.citations] == [VOLUNTARY]


def test_a_judge_that_keeps_nothing_leaves_the_sources_own_sentences(
    judge: Judge, seeds_assistant: Assistant
) -> None:
    """And the note says why."""
    plain = seeds_assistant.ask(QUESTION)
    assistant = Assistant(
        seeds_assistant.opened, model=Writes("Companies fire whoever declines [1]."), judge=judge
    )
    answer = assistant.ask(QUESTION)
    assert (answer.said, answer.citations, answer.model) == (plain.said, plain.citations, None)
    assert NOTHING_KEPT in (answer.note or "")
