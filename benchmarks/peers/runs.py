"""A system's run file, read, freed of markup, and judged as careerqa's answers are."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.measures import PeerError
from eval.judgement import judge
from eval.questions import Question
from eval.quotes import strip_markup
from eval.run import OVERALL, Figures, summarise

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)


def figures(questions: Sequence[Question], answers: Mapping[str, Mapping[str, Any]]) -> Figures:
    """The overall figures of a run; raises `PeerError` where a question has no answer."""
    if missing := [question.id for question in questions if question.id not in answers]:
        raise PeerError(f"failed: no answer to question {missing[0]}, {len(missing)} missing in all")
    return summarise([judge(question, without_markup(answers[question.id])) for question in questions])[
        OVERALL
    ]


def read_run(path: Path) -> dict[str, dict[str, Any]]:
    """Answer objects by question id; raises `PeerError` that names the line which is none."""
    answers: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record = json.loads(line)
            parts = (("citations", "quote"), ("passages", "text"))
            lists = [[(entry["article"], entry[text]) for entry in record[key]] for key, text in parts]
            if not all(isinstance(part, str) for pairs in lists for pair in pairs for part in pair):
                raise TypeError("an article, quote or text is no text")
            answers[record["id"]] = {
                **record,
                "confidence": float(record["confidence"]),
                "took_ms": float(record["took_ms"]),
            }
            if record["status"] not in ("answered", "not_in_sources"):
                raise ValueError(f"status {record['status']!r}")
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise PeerError(
                f"failed: {path.name}:{number} is no answer object: {type(error).__name__} {error}"
            ) from error
    return answers


def without_markup(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as a reader would see it: raw chunks bring stamps, tags and front matter along."""
    return {
        **answer,
        "citations": [{**citation, "quote": shown(citation["quote"])} for citation in answer["citations"]],
        "passages": [{**passage, "text": shown(passage["text"])} for passage in answer["passages"]],
    }


def shown(raw: str) -> str:
    """A chunk without front matter and markup."""
    return strip_markup(_FRONT_MATTER.sub("", raw))
