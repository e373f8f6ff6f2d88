"""Turn public sets into folders of articles and question sets in our own form, to see whether ranking carries over.

    python -m benchmarks.public_sets DATA/dev OUT

writes OUT/squad2, OUT/clapnq and OUT/tutorialvqa, each with articles/*.md and questions.jsonl for `careerqa ingest`
and `careerqa eval`. The data stays outside the repository.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from benchmarks.career_set import read_lines
from ingest.sentences import split_sentences

QUESTIONS_AN_ARTICLE = 40
Converted = tuple[dict[str, str], list[dict[str, Any]]]


def main(data: Path, out: Path) -> None:
    """Convert the sets that are there."""
    for name, convert in (("squad2", squad2), ("clapnq", clapnq), ("tutorialvqa", tutorialvqa)):
        articles, questions = convert(data)
        (out / name / "articles").mkdir(parents=True, exist_ok=True)
        for article, text in articles.items():
            (out / name / "articles" / f"{article}.md").write_text(text, encoding="utf-8")
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        (out / name / "questions.jsonl").write_text(lines, encoding="utf-8")
        print(f"{name}: {len(articles)} articles, {len(questions)} questions")


def squad2(data: Path) -> Converted:
    """All articles together; gold is the sentence that holds the answer. About half of the questions have none."""
    articles, questions = {}, []
    for record in read_lines(data / "squad2_half.jsonl.gz"):
        name = _slug(record["title"])
        articles[name] = _article(record["title"].replace("_", " "), (paragraph["context"] for paragraph in record["paragraphs"]))
        asked = [(paragraph["context"], one) for paragraph in record["paragraphs"] for one in paragraph["qas"]]
        for context, one in asked[:: max(1, len(asked) // QUESTIONS_AN_ARTICLE)]:
            quotes = [] if one["is_impossible"] else [_sentence_at(context, one["answers"][0]["answer_start"])]
            questions.append(_question(one["id"], "unanswerable" if one["is_impossible"] else "answerable", one["question"], name, quotes))
    return articles, questions


def clapnq(data: Path) -> Converted:
    """Each question's passage is an article; gold are the selected sentences."""
    articles, questions = {}, []
    for half in ("answerable", "unanswerable"):
        for record in read_lines(data / f"clapnq_{half}_half.jsonl.gz"):
            passage, name = record["passages"][0], f"p{record['id']}"
            articles[name] = _article(passage["title"], [passage["text"]])
            quotes = [quote for output in record["output"] for quote in output.get("selected_sentences") or []]
            questions.append(_question(record["id"], half, record["input"], name, [] if half == "unanswerable" else quotes))
    return articles, questions


def tutorialvqa(data: Path) -> Converted:
    """Every fifth question over all transcripts together; gold are the lines of the answer's span."""
    articles: dict[str, str] = {}
    transcripts: dict[str, list[str]] = {}
    for record in read_lines(data / "tutorialvqa_videos.jsonl.gz"):
        name = f"v{record['video_id']}"
        articles[name] = _article(record["video_title"], record["transcript"])
        transcripts[name] = record["transcript"]
    questions = []
    for number, record in enumerate(read_lines(data / "tutorialvqa_dev.jsonl.gz")):
        name = f"v{record['video_id']}"
        if number % 5 == 0 and name in transcripts and any(map(str.isalnum, record["question"])):
            quotes = transcripts[name][record["answer_start"] : record["answer_end"] + 1]
            questions.append(_question(f"t{number}", "how", record["question"], name, quotes))
    return articles, questions


def _article(title: str, paragraphs: Any) -> str:
    return f"---\ntitle: {json.dumps(title)}\n---\n\n" + "".join(f"{' '.join(text.split())}\n\n" for text in paragraphs)


def _question(number: str, kind: str, asked: str, article: str, quotes: list[str]) -> dict[str, Any]:
    quotes = [" ".join(quote.split()) for quote in quotes if quote.strip()]
    return {
        "id": number,
        "kind": kind,
        "question": asked,
        "history": [],
        "gold": [{"article": article, "quotes": quotes}] if quotes else [],
    }


def _sentence_at(text: str, offset: int) -> str:
    return next(text[start:end] for start, end in reversed(list(split_sentences(text))) if start <= offset)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "_", title)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
