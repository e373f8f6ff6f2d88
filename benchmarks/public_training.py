"""Turn the public training sets (SQuAD, SelQA, QED) into articles and questions as the career sets are.

    python -m benchmarks.public_training DATA/train OUT

writes OUT/articles/*.md, OUT/articles.jsonl.gz and OUT/questions.jsonl.gz, for `benchmarks.reading_rows`.
Every third question is `away`: asked as if the passages with its answer were not there. The data stays
outside the repository.
"""

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from eval.sets import article_text, read_lines, sentence_at

AWAY = 3  # every so manieth question is asked without its passage
Asked = tuple[str, str, list[str], list[tuple[str, str]]]
"""An article's name, title and paragraphs, and questions, each with the sentence that answers."""


def main() -> None:
    """Write the three sets as one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    folder = options.out / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    with (
        gzip.open(options.out / "articles.jsonl.gz", "wt", encoding="utf-8") as articles,
        gzip.open(options.out / "questions.jsonl.gz", "wt", encoding="utf-8") as questions,
    ):
        every = chain.from_iterable(read(options.data) for read in (squad, selqa, qed))
        for name, title, paragraphs, asked in every:
            (folder / f"{name}.md").write_text(article_text(title, paragraphs), encoding="utf-8")
            quotes = [quote for _, quote in asked]
            line = {"article": name, "sentences": [{"text": quote} for quote in quotes]}
            articles.write(json.dumps(line) + "\n")
            for at, (question, _) in enumerate(asked):
                number += 1
                record = {"article": name, "kind": "public", "question": question, "history": []}
                questions.write(json.dumps({**record, "gold": [at], "away": number % AWAY == 0}) + "\n")
    print(f"{number} questions")


def squad(data: Path) -> Iterator[Asked]:
    """Whole articles; the sentence that holds the answer."""
    for record in read_lines(data / "squad_13_articles.jsonl.gz"):
        asked = [
            (asking["question"], sentence_at(paragraph["context"], asking["answers"][0]["answer_start"]))
            for paragraph in record["paragraphs"]
            for asking in paragraph["qas"]
        ]
        paragraphs = [paragraph["context"] for paragraph in record["paragraphs"]]
        yield _name("squad", record["title"]), record["title"].replace("_", " "), paragraphs, asked


def selqa(data: Path) -> Iterator[Asked]:
    """A section each."""
    for number, record in enumerate(read_lines(data / "selqa_dev.jsonl.gz")):
        asked = [(record["question"], record["candidates"][at]) for at in record["answers"][:1]]
        yield f"selqa{number}", record["article"], [" ".join(record["candidates"])], asked


def qed(data: Path) -> Iterator[Asked]:
    """A paragraph each, with the signs of its tokens put together again."""
    for number, record in enumerate(read_lines(data / "qed_dev.jsonl.gz")):
        selected = record["annotation"].get("selected_sentence")
        if selected:
            paragraph, quote = _together(record["paragraph_text"]), _together(selected["string"])
            yield f"qed{number}", record["title_text"], [paragraph], [(record["question_text"], quote)]


def _together(text: str) -> str:
    return re.sub(r"\s+([,.;:!?)’'%])", r"\1", re.sub(r"([(‘])\s+", r"\1", text)).replace(" - ", "-")


def _name(kind: str, title: str) -> str:
    return f"{kind}_{re.sub(r'[^A-Za-z0-9]+', '_', title)}"


if __name__ == "__main__":
    main()
