"""Public sets and the career sets as articles and questions of our own form.

The data stays outside the repository.

Each is read from a folder such as the shared data's `dev`. Texts become wiki files, so that they are ingested
as any source is.
"""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.questions import Gold, Question, QuestionSetError, line_of, normalised
from ingest import format_time, reader_of
from ingest.text.sentences import split_sentences

_MARKDOWN = reader_of("wiki")
SQUAD_QUESTIONS = 40  # of an article, evenly spread; all are some 330, most of them about the same paragraphs
TUTORIAL_STEP = 5  # every fifth: three people or more asked about each span
ANSWERABLE = ("answerable", "partial")
LAST_CUE = 5  # seconds
FEWEST_WORDS = 4  # of a sentence that may be gold where a whole document is


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Articles as text by id, and questions whose gold names them; a file is named by id and `suffix`."""

    articles: dict[str, str]
    questions: list[Question]
    suffix: str = ".md"


@dataclass(frozen=True, slots=True)
class Source:
    """The files a set is made of, by their names in the data's folder, and what makes it of their paths."""

    files: tuple[str, ...]
    convert: Callable[..., PublicSet]


def read_set(name: str, folder: Path) -> PublicSet:
    """One of `SETS`; raises `QuestionSetError` where a file is not what it should be."""
    source = SETS[name]
    try:
        return source.convert(*(folder / file for file in source.files))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, StopIteration) as error:
        if isinstance(error, QuestionSetError):
            raise
        raise QuestionSetError(
            f"{folder}: {' or '.join(source.files)} is not in the form of {name} ({error!r})"
        ) from error


def missing_file(name: str, folder: Path) -> str | None:
    """The first file of a set that the folder lacks, or None."""
    return next((file for file in SETS[name].files if not (folder / file).is_file()), None)


def write_set(public_set: PublicSet, folder: Path) -> None:
    """Write the articles and questions.jsonl, and remove the articles that are no longer in the set."""
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}{public_set.suffix}": text for name, text in public_set.articles.items()}
    for path in articles.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (articles / name).write_text(text, encoding="utf-8")
    (folder / "questions.jsonl").write_text(
        "".join(line_of(question) for question in public_set.questions), encoding="utf-8"
    )


def squad(file: Path) -> PublicSet:
    """All articles together; gold is the sentence that holds the answer.

    About half of the questions have none.
    """
    articles: dict[str, str] = {}
    questions: list[Question] = []
    for record in read_lines(file):
        name = _slug(record["title"])
        articles[name] = article_text(
            record["title"].replace("_", " "), (paragraph["context"] for paragraph in record["paragraphs"])
        )
        asked = [
            (paragraph["context"], asking)
            for paragraph in record["paragraphs"]
            for asking in paragraph["qas"]
        ]
        for context, asking in asked[:: max(1, len(asked) // SQUAD_QUESTIONS)]:
            quotes = (
                []
                if asking["is_impossible"]
                else [sentence_at(context, asking["answers"][0]["answer_start"])]
            )
            questions += _question(
                asking["id"], "answerable" if quotes else "unanswerable", asking["question"], [(name, quotes)]
            )
    return PublicSet(articles, questions)


def clapnq(*halves: Path) -> PublicSet:
    """Each question's passage is an article, all indexed together; gold are the selected sentences."""
    articles: dict[str, str] = {}
    questions: list[Question] = []
    for file, half in zip(halves, ("answerable", "unanswerable"), strict=True):
        for record in read_lines(file):
            passage, name = record["passages"][0], _slug(f"p{record['id']}")
            articles[name] = article_text(passage["title"], [passage["text"]])
            quotes = [
                quote
                for output in record["output"]
                for quote in output["selected_sentences"]
                if half == "answerable"
            ]
            questions += _question(record["id"], half, record["input"], [(name, quotes)])
    return PublicSet(articles, questions)


def mtragun(file: Path) -> PublicSet:
    """Each document of a turn is an article, the user's earlier turns are the history.

    Gold is any sentence of the turn's documents.
    """
    articles: dict[str, str] = {}
    questions: list[Question] = []
    for record in read_lines(file):
        *history, question = [turn["text"] for turn in record["input"] if turn["speaker"] == "user"]
        kind = record["answerability"][0].lower()
        gold = []
        for context in record["contexts"]:
            name = _slug(context["document_id"])
            articles[name] = article_text(context.get("title") or "", context["text"].splitlines())
            if kind in ANSWERABLE:
                gold.append((name, list(_sentences(context["text"]))))
        questions += _question(record["task_id"], kind, question, gold, history)
    return PublicSet(articles, questions)


def tutorialvqa(videos: Path, file: Path) -> PublicSet:
    """All transcripts together, a stamp behind each line.

    Gold are the lines of the answer's span with their times.
    """
    names = {record["video_id"]: _slug(f"v{record['video_id']}") for record in read_lines(videos)}
    articles = {
        names[record["video_id"]]: article_text(
            record["video_title"],
            (f"{text} [{format_time(seconds)}]" for text, seconds in _timed_lines(record)),
        )
        for record in read_lines(videos)
    }
    return PublicSet(articles, _tutorial_questions(videos, file, names))


def tutorialvqa_subtitles(videos: Path, file: Path) -> PublicSet:
    """The same as subtitles, a cue for each line, named by the title; gold likewise."""
    names = {
        record["video_id"]: f"{_slug(record['video_title'])}_{record['video_id']}.vtt"
        for record in read_lines(videos)
    }
    articles = {names[record["video_id"]]: _subtitles(_timed_lines(record)) for record in read_lines(videos)}
    return PublicSet(articles, _tutorial_questions(videos, file, names), suffix="")


def career(file: Path, *question_files: Path) -> PublicSet:
    """Articles given as numbered sentences under headings; gold and ok are sentence numbers."""
    records = {record["article"]: record for record in read_lines(file)}
    questions: list[Question] = []
    for number, record in enumerate(record for path in question_files for record in read_lines(path)):
        sentences = records[record["article"]]["sentences"]
        gold, ok = (
            [sentences[at]["text"].lstrip("• ") for at in numbers]
            for numbers in (record["gold"], record.get("ok", []))
        )
        questions += _question(
            f"q{number:04d}",
            record["kind"],
            record["question"],
            [(_slug(record["article"]), gold)],
            record["history"],
            ok=[(_slug(record["article"]), ok)],
        )
    return PublicSet({_slug(name): _sectioned(record) for name, record in records.items()}, questions)


SETS = {
    "clapnq": Source(("clapnq_answerable_half.jsonl.gz", "clapnq_unanswerable_half.jsonl.gz"), clapnq),
    "squad2": Source(("squad2_half.jsonl.gz",), squad),
    "mtragun": Source(("mtragun_half.jsonl.gz",), mtragun),
    "tutorialvqa": Source(("tutorialvqa_videos.jsonl.gz", "tutorialvqa_dev.jsonl.gz"), tutorialvqa),
    "tutorialvqa-subtitles": Source(
        ("tutorialvqa_videos.jsonl.gz", "tutorialvqa_dev.jsonl.gz"), tutorialvqa_subtitles
    ),
    "career": Source(("career_articles.jsonl.gz", "career_questions.jsonl.gz"), career),
    "transcripts": Source(("transcript_articles.jsonl.gz", "transcript_questions.jsonl.gz"), career),
}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a gzipped JSON-lines file; raises `QuestionSetError` where it cannot be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise QuestionSetError(f"{path}:{number}: not JSON ({error.msg})") from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read ({error})") from error


def article_text(title: str, paragraphs: Iterable[str]) -> str:
    """A wiki file of a title and paragraphs."""
    return f"---\ntitle: {json.dumps(title)}\n---\n\n" + "".join(
        f"{' '.join(text.split())}\n\n" for text in paragraphs
    )


def _sectioned(record: dict[str, Any]) -> str:
    lines = ["---", f"title: {json.dumps(record['title'])}", f"videoId: {record['video']}", "---", ""]
    section: list[str] = []
    for sentence in record["sentences"]:
        if sentence["section"] != section:
            section = sentence["section"]
            lines += [
                "",
                *([f"{'#' * (len(section) + 1)} {section[-1]}"] if section and section[-1] else []),
                "",
            ]
        lines.append(
            ("* " + sentence["text"].lstrip("• "))
            if sentence["text"].startswith("•")
            else sentence["text"] + "\n"
        )
    return "\n".join(lines) + "\n"


def _question(
    number: str,
    kind: str,
    asked: str,
    articles: Sequence[tuple[str, Sequence[str]]],
    history: Sequence[str] = (),
    *,
    stamps: Sequence[int] = (),
    ok: Sequence[tuple[str, Sequence[str]]] = (),
) -> list[Question]:
    """The question in a list; an empty one where it has no words, or no gold though it is answerable."""
    gold, fine = _marked(articles, stamps), _marked(ok)
    if not normalised(asked) or (kind in ANSWERABLE and not gold):
        return []
    return [Question(number, kind, asked, tuple(turn for turn in history if normalised(turn)), gold, fine)]


def _marked(articles: Sequence[tuple[str, Sequence[str]]], stamps: Sequence[int] = ()) -> tuple[Gold, ...]:
    """Quotations by article, less those without words and articles without any."""
    kept = [
        (article, tuple(" ".join(quote.split()) for quote in quotes if normalised(quote)))
        for article, quotes in articles
    ]
    return tuple(Gold(article, quotes, tuple(stamps)) for article, quotes in kept if quotes)


def _tutorial_questions(videos: Path, file: Path, names: Mapping[str, str]) -> list[Question]:
    """Some of the questions; of each video's article the lines that answer, with their times."""
    lines = {record["video_id"]: _timed_lines(record) for record in read_lines(videos)}
    questions: list[Question] = []
    for number, record in enumerate(read_lines(file)):
        if number % TUTORIAL_STEP == 0:
            span = lines[record["video_id"]][record["answer_start"] : record["answer_end"] + 1]
            gold = [(names[record["video_id"]], [text for text, _ in span])]
            stamps = [seconds for _, seconds in span]
            questions += _question(f"t{number}", "how", record["question"], gold, stamps=stamps)
    return questions


def _subtitles(lines: Sequence[tuple[str, int]]) -> str:
    """WebVTT in which each line is seen until the next one."""
    ends = [*(seconds for _, seconds in lines[1:]), lines[-1][1] + LAST_CUE]
    cues = (
        f"{format_time(start)}.000 --> {format_time(max(end, start + 1))}.000\n{' '.join(text.split())}\n"
        for (text, start), end in zip(lines, ends, strict=True)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def _timed_lines(record: dict[str, Any]) -> list[tuple[str, int]]:
    return list(zip(record["transcript"], _line_times(record), strict=True))


def _line_times(record: dict[str, Any]) -> list[int]:
    """When each line of a transcript begins, in whole seconds.

    Between the known ends of segments, in proportion to characters.
    """
    read = np.cumsum([0, *(len(text) + 1 for text in record["transcript"])])
    known = {0: 0.0}
    for segment in record["segments"]:
        at, time = segment["sentence_indexes"], segment["timestamps"]
        known[int(at["start"])] = float(time["start"])
        known.setdefault(int(at["end"]) + 1, float(time["end"]))
    at = sorted(known)
    seconds = np.maximum.accumulate([known[line] for line in at])
    return [int(time) for time in np.interp(read[:-1], read[at], seconds)]


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        shown = " ".join(_MARKDOWN.shown(line, 0, len(line)).split())
        yield from (
            shown[start:end]
            for start, end in split_sentences(shown)
            if len(shown[start:end].split()) >= FEWEST_WORDS
        )


def sentence_at(text: str, offset: int) -> str:
    """The sentence of a text that holds an offset."""
    return next(text[start:end] for start, end in reversed(split_sentences(text)) if start <= offset)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "_", title)
