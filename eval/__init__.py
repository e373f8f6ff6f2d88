"""A question set in, measured answers out, without a language model. Import by name: `from eval.run import judge`."""

from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.report import render
from eval.run import Judgement, judge, run, summarise
from eval.runs import read_run, write_run

__all__ = [
    "Gold",
    "Judgement",
    "Question",
    "QuestionSetError",
    "check_quotes",
    "judge",
    "read_questions",
    "read_run",
    "render",
    "run",
    "summarise",
    "write_run",
]
