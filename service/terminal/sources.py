"""What was found in the sources: a list of them, and one of them as the assistant sees it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from index import Snapshot
from ingest import (
    Article,
    Noted,
    Passage,
    Sentence,
    Skipped,
    SourceError,
    SourceFile,
    Span,
    collection_of,
    format_time,
    read_source,
    reader_of,
    scan_folder,
)
from service.answering.language import language_of
from service.answering.within import scope_of
from service.terminal.console import console, print_line
from service.terminal.options import print_json

LEFT_OUT = {"boilerplate": "page furniture", "metadata": "not read", "text": "not read"}
Found = Article | Skipped | Noted


@dataclass(frozen=True, slots=True)
class Listed:
    """What is told of one source in a list; `stamps` says where its time stamps stand."""

    path: str
    id: str
    format: str
    title: str
    author: str | None
    channel: str | None
    video: str | None
    url: str | None
    date: str | None
    licence: str | None
    sections: int
    passages: int
    comments: int
    words: int
    stamps: str | None
    language: str | None
    problems: tuple[str, ...]


def listed(article: Article) -> Listed:
    """What is told of an article."""
    voices = [passage.section for passage in article.passages if passage.kind != "article"]
    sections = {
        passage.section for passage in article.passages if passage.kind == "article" and passage.section
    }
    text = " ".join(passage.text for passage in article.passages)
    return Listed(
        article.path,
        article.id,
        article.format,
        article.title,
        article.author,
        article.channel,
        article.video,
        article.url,
        article.date,
        article.licence,
        sections=len(sections),
        passages=len(article.passages),
        comments=len(set(voices)),
        words=len(text.split()),
        stamps=article.stamps,
        language=language_of(text),
        problems=article.notes,
    )


def of_index(index: Snapshot, only: str | None = None, within: Sequence[str] = ()) -> Iterator[Found]:
    """The sources of an index, by id, and what was left out when it was built; `only` the one of a path or id.

    Those `within` what is named; raises `CollectionError` for what is not there.
    """
    scope = scope_of(index, within)
    for card in index.articles():
        if not scope.holds(card):
            continue
        if only is None or only in (card.path, card.id):
            article = index.source(card.id)
            assert article is not None  # it has just been listed
            yield article
    for path, reason in index.manifest.skipped:
        if scope and collection_of(path) not in scope.collections:
            continue
        if only is None or only == path:
            yield Skipped(path, reason)


def of_folder(
    folder: Path,
    only: str | None = None,
    within: Sequence[str] = (),
    *,
    follow_links: bool,
    kept_out: Collection[Path],
) -> Iterator[Found]:
    """The sources of a folder as they would be read now; `only` the one of a path or id, or what is named.

    Raises `SourceError` as `scan_folder` does.
    """
    for file in scan_folder(folder, follow_links=follow_links, kept_out=kept_out):
        if only is not None and only not in (file.path, getattr(file, "id", None)):
            continue
        if within and not {collection_of(file.path), file.path, getattr(file, "id", None)} & set(within):
            continue
        if not isinstance(file, SourceFile):
            yield file
            continue
        try:
            yield read_source(file)
        except SourceError as error:
            yield Skipped(file.path, str(error))


def print_list(found: Iterable[Found], *, as_json: bool) -> None:
    """Two lines a source, one for each problem, and what was left out; as JSON one object."""
    out, left_out, count = console(), list[Skipped | Noted](), 0
    rows: list[dict[str, Any]] = []
    for source in found:
        if not isinstance(source, Article):
            left_out.append(source)
        elif as_json:
            rows.append(asdict(listed(source)))
        else:
            _print_listed(out, listed(source))
            count += 1
    if as_json:
        skipped = [asdict(source) for source in left_out if isinstance(source, Skipped)]
        notes = [asdict(source) for source in left_out if isinstance(source, Noted)]
        print_json({"sources": rows, "skipped": skipped, "notes": notes}, indent=2)
        return
    for source in left_out:
        if isinstance(source, Skipped):
            print_line(out, ("skipped", "red"), (f"{source.path}: {source.reason}", ""))
        else:
            print_line(out, ("note", "yellow"), (f"{source.path}: {source.note}", ""))
    if not count:
        print_line(out, ("There are no sources.", ""))


def _print_listed(out: Console, source: Listed) -> None:
    print_line(out, (source.path, ""), (source.title, "bold"))
    print_line(out, (", ".join(_details(source)), "dim"), indent=2)
    for problem in source.problems:
        print_line(out, ("note", "yellow"), (problem, ""), indent=2)


def _details(source: Listed) -> Iterator[str]:
    """All else that is told of a source, in words."""
    yield source.format
    if source.path != source.id:
        yield f"id {source.id}"
    for name in ("author", "channel", "video", "url", "date", "licence"):
        if value := getattr(source, name):
            yield f"{name} {value}"
    for name in ("sections", "passages", "comments", "words"):
        if (number := getattr(source, name)) or name in ("passages", "words"):
            yield f"{number:,}\xa0{name if number != 1 else name[:-1]}"
    if source.stamps:
        yield f"stamps {source.stamps} what is said"
    if source.language:
        yield source.language


def print_source(article: Article, *, as_json: bool) -> None:
    """A source as the assistant sees it: passages with their sentences, times, roles and speakers.

    What is never quoted stands between them, in its place.
    """
    if as_json:
        passages = [asdict(passage) | {"id": passage.id} for passage in article.passages]
        print_json({**asdict(listed(article)), "parts": passages}, indent=2)
        return
    out = console()
    _print_listed(out, listed(article))
    reader = reader_of(article.format)
    spans = [span for span in article.spans if span.kind != "text"]
    for passage in (*article.passages, None):
        while spans and (passage is None or spans[0].start < passage.start):
            _print_left_out(out, spans.pop(0), article, reader)
        if passage is not None:
            out.print()
            print_line(out, (_heading(passage), "cyan"))
            for sentence in passage.sentences:
                _print_sentence(out, sentence)


def _heading(passage: Passage) -> str:
    """Where a passage stands and whose words it is."""
    who = {"article": "", "reader": "a reader", "reply": "a reply"}[passage.kind]
    told = [" › ".join(passage.section), " by ".join(filter(None, (who, passage.author))), passage.id]
    return " — ".join(filter(None, told))


def _print_sentence(out: Console, sentence: Sentence) -> None:
    time = "" if sentence.seconds is None else format_time(sentence.seconds)
    margin = f"{time:8} {sentence.role:7}".replace(" ", "\xa0")
    print_line(out, (margin, "dim"), (sentence.text, ""), indent=2, hang=17)


def _print_left_out(out: Console, span: Span, article: Article, reader: Any) -> None:
    """A heading, which is the place of what is below it, or a stretch that is never quoted."""
    shown = " ".join(article.text[span.start : span.end].split())
    if span.kind == "heading":
        title = reader.visible(article.text, span.start, span.end).text
        print_line(out, ("heading", "dim"), (" ".join(title.split()), "bold"))
    elif any(map(str.isalnum, shown)):
        print_line(out, (f"{LEFT_OUT[span.kind]}:", "dim"), (shown, "dim"), hang=2)
