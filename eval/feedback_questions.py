"""Feedback as draft questions, which a person reads before they are counted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval.questions import Gold, Question, line_of, normalised, read_questions
from service.web.feedback_log import Feedback

LIKED, DRAFT = "feedback", "draft"
LAST_STAMP = 100 * 3600  # seconds; a stamp has two digits for the hours


@dataclass(frozen=True, slots=True)
class Added:
    """How many drafts were added to a file, and how many it had already."""

    added: int
    known: int


def draft(feedback: Feedback) -> Question:
    """The question, with the cited quotes as gold where somebody liked the answer, else without.

    Its id is a digest of all that it holds, so that the same feedback is the same question.
    """
    liked = feedback.thumbs == "up" and feedback.answer.status == "answered"
    gold = _gold(feedback) if liked else ()
    history = tuple(turn for turn in feedback.history if normalised(turn))
    content = json.dumps(
        [feedback.question, history, [[entry.article, entry.quotes] for entry in gold], feedback.thumbs]
    )
    name = f"feedback-{sha256(content.encode()).hexdigest()[:12]}"
    return Question(name, LIKED if gold else DRAFT, feedback.question, history, gold)


def add_drafts(drafts: Iterable[Question], path: Path) -> Added:
    """Append to a question set the drafts whose ids it lacks; what it holds stays as it is.

    Raises `QuestionSetError` where the file is there and is no question set.
    """
    before = path.read_bytes() if path.exists() else b""
    known = {question.id for question in read_questions(path)} if before.strip() else set()
    given = {question.id: question for question in drafts}
    fresh = [question for name, question in given.items() if name not in known]
    if fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" * (before[-1:] not in (b"", b"\n")) + "".join(map(line_of, fresh)))
    return Added(len(fresh), len(given) - len(fresh))


def _gold(feedback: Feedback) -> tuple[Gold, ...]:
    """What was quoted, by article in the order of the answer."""
    cited = [
        citation
        for citation in feedback.answer.citations
        if normalised(citation.quote) and normalised(citation.article)
    ]
    return tuple(
        Gold(
            article,
            tuple(dict.fromkeys(citation.quote for citation in cited if citation.article == article)),
            tuple(
                sorted(
                    {
                        citation.seconds
                        for citation in cited
                        if citation.article == article
                        and citation.seconds is not None
                        and 0 <= citation.seconds < LAST_STAMP
                    }
                )
            ),
        )
        for article in dict.fromkeys(citation.article for citation in cited)
    )
