"""Refused questions by topic, so that the owner of the sources sees which article is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from eval.questions import QuestionSetError, normalised, text_of
from index import Snapshot
from service.json_lines import LineError, check_record, parse_line
from service.web.feedback_log import Feedback

SAME_TOPIC = 0.5  # cosine of two questions' vectors; pairs read for it: docs/evaluation.md
REFUSED = "not_in_sources"
SHOWN = 5


class _AnswerLine(BaseModel):
    """What is read of an answer object."""

    status: str
    question: str
    standalone_question: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Refused questions that are alike, the most central first, and the section that comes nearest to that.

    `asked` counts repeated questions too; `score` is the cosine of the first question and the section's
    nearest passage.
    """

    questions: tuple[str, ...]
    asked: int
    section: str
    score: float


def refused_in_feedback(feedback: Iterable[Feedback]) -> list[str]:
    """What was looked for and not answered, a follow-up with what it leans on."""
    return [each.answer.standalone_question for each in feedback if each.answer.status == REFUSED]


def refused_in_run(path: Path) -> list[str]:
    """The same of a file of answer objects; raises `QuestionSetError` naming the line that is none."""
    refused: list[str] = []
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            answer = check_record(_AnswerLine, parse_line(line))
        except LineError as error:
            raise QuestionSetError(f"{path}:{number}: {error}") from error
        if answer.status == REFUSED:
            refused.append(answer.standalone_question or answer.question)
    return refused


def find_topics(index: Snapshot, questions: Sequence[str]) -> list[Topic]:
    """The topics, the most asked first.

    The question with the most others near it takes them, and so on with the rest.
    """
    counts = Counter(" ".join(question.split()) for question in questions if normalised(question))
    texts = list(counts)
    if not texts:
        return []
    encodings = [index.encoder.encode_question(text) for text in texts]
    vectors = np.stack([encoding.vector for encoding in encodings])
    weights = np.array([counts[text] for text in texts])
    cosines = vectors @ vectors.T
    near = cosines >= SAME_TOPIC
    np.fill_diagonal(near, val=True)
    left, reach = np.ones(len(texts), dtype=bool), near @ weights
    topics: list[Topic] = []
    while left.any():
        leader = int(np.argmax(np.where(left, reach, -1)))
        members = np.flatnonzero(near[leader] & left)
        left[members] = False
        reach -= near[:, members] @ weights[members]
        central = cosines[np.ix_(members, members)] @ weights[members]
        ordered = members[np.argsort(-central, kind="stable")].tolist()
        hit = index.search(texts[ordered[0]], encodings[ordered[0]], 1)[0]  # sorted by cosine
        section = " › ".join((hit.card.title, *hit.passage.section))
        topics.append(
            Topic(
                tuple(texts[at] for at in ordered), int(weights[members].sum()), section, round(hit.dense, 2)
            )
        )
    return sorted(topics, key=lambda topic: -topic.asked)


def render_topics(topics: Sequence[Topic]) -> str:
    """A topic in some lines of plain text.

    How often asked, its central question, the nearest section, what else was asked.
    """
    if not topics:
        return "no refused questions"
    lines: list[str] = []
    for topic in topics:
        first, *others = topic.questions
        lines += [f"{topic.asked} × {first}", f"    nearest: {topic.section} ({topic.score:.2f})"]
        lines += [f"    also: {question}" for question in others[:SHOWN]]
        lines += [f"    and {len(others) - SHOWN} more"] if len(others) > SHOWN else []
    return "\n".join(lines)
