"""A question set in, measured answers out, without a language model. Import by name: `from eval.run import judge`."""

from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.report import render
from eval.run import Judgement, check_quotes, judge, run, summarise

__all__ = ["Gold", "Judgement", "Question", "QuestionSetError", "check_quotes", "judge", "read_questions", "render", "run", "summarise"]
