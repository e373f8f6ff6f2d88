"""What the reading model is trained on: for each question the passages ranked best, their gold marked.

    python -m benchmarks.career_set DATA/train/career SET
    careerqa ingest SET/articles --index SET/index
    python -m benchmarks.reading_rows SET/index ARTICLES.jsonl.gz OUT.jsonl.gz QUESTIONS.jsonl.gz [...]

Late interaction ranks, so that the model learns beside the scores that it will be given. With
OMP_NUM_THREADS=1 some 9,000 questions take three minutes on one core.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.questions import normalised
from eval.sets import read_lines
from index import LocalStore
from index.context import encoded_text, sentence_starts
from service.answering.conversation import Resolved, readings
from service.answering.late_interaction import LateInteraction
from service.answering.lookup import Lookup
from service.answering.reranking import Ranked
from service.assistant import Assistant, Fixed

CANDIDATES = 20
MARKS = ("gold", "ok", "tempting")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as it is read, its score and its sentences', and which of them are gold, fine or tempting."""

    text: str
    starts: list[int]
    score: float
    sentences: list[float]
    gold: list[int]
    ok: list[int]
    tempting: list[int]


@dataclass(frozen=True, slots=True)
class Row:
    """A question as it is looked up, whether its article answers it, and its candidates, best first."""

    question: str
    kind: str
    answerable: bool
    candidates: list[Candidate]


def main() -> None:
    """Write the rows of some question files over one index."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    options = parser.parse_args()
    index = LocalStore(options.index).open()
    lookup = Assistant(Fixed(index), reranker=LateInteraction).lookup()
    articles = {record["article"]: record["sentences"] for record in read_lines(options.articles)}
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for record in (record for path in options.questions for record in read_lines(path)):
            file.write(json.dumps(asdict(row(lookup, record, articles[record["article"]]))) + "\n")


def row(lookup: Lookup, record: dict[str, Any], sentences: Sequence[dict[str, Any]]) -> Row:
    """A question's candidates; `sentences` are those of its article, which the record's marks number."""
    reading = lookup.look_up(with_history(record))
    marked = {
        mark: [normalised(sentences[number]["text"].lstrip("• ")) for number in record.get(mark, [])]
        for mark in MARKS
    }
    candidates = [
        candidate(passage, marked if passage.hit.card.id == record["article"] else {})
        for passage in reading.ranking.passages[:CANDIDATES]
    ]
    answerable = bool(record["gold"]) and not record.get("away")
    if record.get("away"):
        candidates = [candidate for candidate in candidates if not candidate.gold]
    return Row(reading.query.text, record["kind"], answerable, candidates)


def with_history(record: dict[str, Any]) -> Resolved:
    """A record's question as it is looked up, with what it leans on where it leans on something."""
    return max(readings(record["question"], record["history"]), key=lambda reading: reading.leaning)


def candidate(ranked: Ranked, marked: dict[str, list[str]]) -> Candidate:
    """A ranked passage with its marks: the sentences that hold a marked one or are part of it."""
    passage = ranked.hit.passage
    text = encoded_text(ranked.hit.card.title, passage)
    own = [normalised(sentence.text) for sentence in passage.sentences]
    marks = {
        mark: [
            number
            for number, sentence in enumerate(own)
            if any(overlap(wanted, sentence) for wanted in marked.get(mark, []))
        ]
        for mark in MARKS
    }
    scores = [float(score) for score in ranked.sentences]
    return Candidate(text, sentence_starts(text, passage), float(ranked.score), scores, **marks)


def overlap(quote: str, sentence: str) -> bool:
    """Whether one of two normalised texts holds the other: passages may cut a quotation, or join several."""
    return quote in sentence or sentence in quote


def read_rows(path: Path) -> Iterator[Row]:
    """Rows as `main` wrote them."""
    for record in read_lines(path):
        candidates = [Candidate(**plain) for plain in record.pop("candidates")]
        yield Row(**record, candidates=candidates)


if __name__ == "__main__":
    main()
