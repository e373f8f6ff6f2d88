"""A folder of the public sets in little: real files in the form that each set is published in."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NOTICE, LETTER, SPRING = (
    "Tell your manager in person.",
    "Bring a letter of two lines.",
    "Ask for more money in spring.",
)
PASSAGE = {"title": "Notice", "text": f"{NOTICE} {LETTER}", "sentences": [NOTICE, LETTER]}
USER, AGENT = (
    {"speaker": "user", "text": "When do I ask for money?"},
    {"speaker": "agent", "text": "In spring."},
)


def _turn(
    number: str, kind: str, documents: Sequence[Mapping[str, str]], *turns: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "task_id": f"c<::>{number}",
        "answerability": [kind],
        "contexts": list(documents),
        "input": list(turns),
    }


def _paragraph(context: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return {"context": context, "qas": list(questions)}


RECORDS: dict[str, list[dict[str, Any]]] = {
    "clapnq_answerable_half.jsonl.gz": [
        {
            "id": "1",
            "input": "how do i tell my manager",
            "passages": [PASSAGE],
            "output": [{"selected_sentences": [NOTICE]}],
        },
        {
            "id": "2",
            "input": "what has no gold",
            "passages": [PASSAGE],
            "output": [{"selected_sentences": []}],
        },
    ],
    "clapnq_unanswerable_half.jsonl.gz": [
        {
            "id": "3",
            "input": "who is the president",
            "passages": [PASSAGE],
            "output": [{"selected_sentences": []}],
        },
    ],
    "squad2_half.jsonl.gz": [
        {
            "title": "Notice_period",
            "paragraphs": [
                _paragraph(
                    f"{NOTICE} {LETTER}",
                    {
                        "id": "s1",
                        "question": "What do I bring?",
                        "is_impossible": False,
                        "answers": [{"text": "letter", "answer_start": 37}],
                    },
                    {"id": "s2", "question": "Who invented it?", "is_impossible": True, "answers": []},
                )
            ],
        },
        {
            "title": "Pay",
            "paragraphs": [
                _paragraph(
                    SPRING,
                    {
                        "id": "s3",
                        "question": "When do I ask?",
                        "is_impossible": False,
                        "answers": [{"text": "spring", "answer_start": 22}],
                    },
                )
            ],
        },
    ],
    "mtragun_half.jsonl.gz": [
        _turn(
            "1",
            "ANSWERABLE",
            [{"document_id": "pay-1", "text": f"\n[{SPRING}](http://a.b)<br>\nNot now."}],
            USER,
        ),
        _turn(
            "2",
            "PARTIAL",
            [{"document_id": "pay-2", "text": NOTICE, "title": "Notice"}],
            USER,
            AGENT,
            {**USER, "text": "And how?"},
        ),
        _turn("3", "UNANSWERABLE", [], USER, AGENT, {**USER, "text": "Who is the president?"}),
        _turn(
            "4",
            "UNDERSPECIFIED",
            [{"document_id": "pay-3", "text": LETTER}],
            {**USER, "text": "What about it?"},
        ),
        _turn("5", "UNANSWERABLE", [], {**USER, "text": "?"}),
    ],
    "tutorialvqa_videos.jsonl.gz": [
        {
            "video_id": "7",
            "video_title": "Leaving",
            "transcript": ["Welcome to the desk.", NOTICE, LETTER, "Thank you all."],
            "segments": [
                {"timestamps": {"start": "20.9", "end": "80.5"}, "sentence_indexes": {"start": 1, "end": 2}}
            ],
        }
    ],
    "tutorialvqa_dev.jsonl.gz": [
        {"video_id": "7", "question": "how do i leave?\r\r", "answer_start": 1, "answer_end": 2},
        *[{"video_id": "7", "question": "one of four that are left out", "answer_start": 0, "answer_end": 0}]
        * 4,
        {"video_id": "7", "question": "how does it end?", "answer_start": 3, "answer_end": 3},
    ],
    "career_articles.jsonl.gz": [
        {
            "article": "c1",
            "title": "Leaving: well",
            "video": "abcDEF-_123",
            "sentences": [
                {"section": [], "text": NOTICE},
                {"section": ["Letters"], "text": LETTER},
                {"section": ["Letters", "What to add"], "text": "• Thank the people."},
            ],
        }
    ],
    "career_questions.jsonl.gz": [
        {
            "article": "c1",
            "kind": "direct",
            "question": "What do I bring?",
            "history": [],
            "gold": [1],
            "ok": [0, 2],
        },
        {
            "article": "c1",
            "kind": "followup",
            "question": "And add?",
            "history": ["What do I bring?"],
            "gold": [2],
        },
        {"article": "c1", "kind": "near", "question": "May I leave by mail?", "history": [], "gold": []},
    ],
}


def write_records(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    """Write a gzipped JSON-lines file."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def write_public_sets(folder: Path) -> Path:
    """Write every set but the transcripts; returns the folder."""
    folder.mkdir()
    for name, records in RECORDS.items():
        write_records(folder / name, records)
    return folder
