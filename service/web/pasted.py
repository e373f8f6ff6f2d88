"""What the page asks before it asks: which questions are in a text of several lines."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import Field

from service.answering.answer import LONGEST_QUESTION
from service.answering.lines import questions_of
from service.web.few_keys import FewKeys


class Pasted(FewKeys):
    """A text as somebody typed or pasted it."""

    text: str = Field(max_length=LONGEST_QUESTION)


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions in it, in order; the text itself where it is one."""

    questions: list[str]


routes = APIRouter()


@routes.post("/api/questions")
def questions(body: Pasted) -> Questions:
    """The questions in a text, each to be asked for itself."""
    return Questions(questions_of(body.text))
