"""Ask every question of a set, and add the judgements of its answers up."""

from collections.abc import Iterable, Sequence

from eval.judgement import Asked, Judgement
from eval.measures import shown_in
from eval.questions import Question, QuestionSetError
from service.answering.answer import AnswerOverdue, QuestionError
from service.assistant import Assistant

OVERALL = "overall"

Figures = dict[str, float | int | None]
Summary = dict[str, Figures]


def run(assistant: Assistant, questions: Iterable[Question]) -> list[Asked]:
    """Each question with its answer.

    Raises `QuestionSetError` where gold names no article of the index, a question cannot be asked or its
    answer takes too long.
    """
    asked: list[Asked] = []
    known = {card.id for card in assistant.articles()}
    for question in questions:
        for gold in question.gold:
            if gold.article not in known:
                fault = f"its gold names article {gold.article!r}, which is not in the index"
                raise QuestionSetError(f"question {question.id}: {fault}")
        try:
            asked.append(Asked(question, assistant.ask(question.question, question.history).as_dict()))
        except (QuestionError, AnswerOverdue) as error:
            raise QuestionSetError(f"question {question.id}: {error}") from error
    return asked


def summarise(judgements: Sequence[Judgement]) -> Summary:
    """Figures by kind, in the order the kinds first appear, then `overall`.

    None where a figure does not apply.
    """
    kinds = dict.fromkeys(row.kind for row in judgements)
    summary = {kind: _figures([row for row in judgements if row.kind == kind], kind) for kind in kinds}
    return {**summary, OVERALL: _figures(judgements, OVERALL)}


def _figures(judgements: Sequence[Judgement], kind: str) -> Figures:
    measures = shown_in("run")
    return {each.name: each.of(judgements) if each.by_kind or kind == OVERALL else None for each in measures}
