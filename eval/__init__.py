"""A question set in, measured answers out, without a language model.

Import by name: `from eval.judgement import judge`.
"""

from eval.judgement import Asked, Judgement, judge
from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.report import render
from eval.run import run, summarise
from eval.runs import read_run, write_run

__all__ = [
    "Asked",
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
