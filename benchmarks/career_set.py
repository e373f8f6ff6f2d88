"""Turn the career sets (articles as sentences, questions with sentence numbers) into a folder of articles and a question set.

    python -m benchmarks.career_set DATA/dev/career OUT [MORE]    reads career_articles.jsonl.gz and career_questions.jsonl.gz

writes OUT/articles/*.md and OUT/questions.jsonl, so that the ordinary commands run on them. MORE are further questions of
the same form, as in `benchmarks/career_questions.jsonl.gz`. The data stays outside the repository.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main(prefix: str, out: Path, *more: str) -> None:
    """Write the articles and the questions of one set."""
    (out / "articles").mkdir(parents=True, exist_ok=True)
    articles = {record["article"]: record for record in read_lines(Path(f"{prefix}_articles.jsonl.gz"))}
    for record in articles.values():
        (out / "articles" / f"{record['article']}.md").write_text(article_text(record), encoding="utf-8")
    with (out / "questions.jsonl").open("w", encoding="utf-8") as file:
        files = (Path(f"{prefix}_questions.jsonl.gz"), *map(Path, more))
        for number, record in enumerate(record for path in files for record in read_lines(path)):
            file.write(json.dumps(question(number, record, articles[record["article"]])) + "\n")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def article_text(record: dict[str, Any]) -> str:
    """The article as a wiki file without stamps."""
    lines = ["---", f"title: {json.dumps(record['title'])}", f"videoId: {record['video']}", "---", ""]
    section: list[str] = []
    for sentence in record["sentences"]:
        if sentence["section"] != section:
            section = sentence["section"]
            lines += ["", *(f"{'#' * (level + 2)} {name}" for level, name in enumerate(section) if level == len(section) - 1 and name), ""]
        lines.append(("* " + sentence["text"].lstrip("• ")) if sentence["text"].startswith("•") else sentence["text"] + "\n")
    return "\n".join(lines) + "\n"


def question(number: int, record: dict[str, Any], article: dict[str, Any]) -> dict[str, Any]:
    """One question in the form of `eval/questions.jsonl`."""
    quotes = [article["sentences"][at]["text"].lstrip("• ") for at in record["gold"]]
    gold = [{"article": record["article"], "quotes": quotes}] if quotes else []
    return {"id": f"q{number:04d}", "kind": record["kind"], "question": record["question"], "history": record["history"], "gold": gold}


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
