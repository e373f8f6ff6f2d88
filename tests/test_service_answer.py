"""The answer object: values without behaviour, the same in every door."""

from service.answering.answer import Answer
from service.answering.citation import Citation
from service.answering.said import Said


def citation(number: int) -> Citation:
    """A quote of an article without a video."""
    return Citation(
        number=number,
        article="pay",
        title="How to Ask",
        section=["When"],
        kind="article",
        author=None,
        quote="Ask in spring.",
        start=7,
        end=21,
        line=3,
        path="pay.txt",
        place="How to Ask › When",
        speaker="",
        timestamp=None,
        seconds=None,
        url=None,
    )


ANSWER = Answer(
    question="When?",
    standalone_question="When?",
    status="answered",
    answer="Ask in spring. [2] [1]",
    confidence=0.9,
    calibrated=True,
    citations=[citation(1), citation(2)],
    passages=[],
    said=[Said("Ask in spring.", (2, 1)), Said("That is all.")],
    related=[],
    unanswered=[],
    index="4f1d",
    tuning="9a31",
    took_ms=12.3,
)


def test_what_is_cited_comes_in_the_order_of_its_numbers_there() -> None:
    """Not in that of the list of sources; our own words cite nothing."""
    assert [[cited.number for cited in ANSWER.cited(entry)] for entry in ANSWER.said] == [[2, 1], []]


def test_plain_values_leave_out_what_nobody_asked_for() -> None:
    """An explanation, a model and a note are there where they are something; a citation is always whole."""
    plain = ANSWER.as_dict()
    assert {"explanation", "model", "note", "threshold"} & set(plain) == set()
    assert plain["citations"][0]["author"] is plain["citations"][0]["url"] is None
    assert plain["said"][0] == {
        "text": "Ask in spring.",
        "citations": (2, 1),
        "item": None,
        "part": 0,
        "head": False,
    }
    assert (plain["related"], plain["unanswered"]) == ([], [])
