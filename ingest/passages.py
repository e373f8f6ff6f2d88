"""From a reader's draft to an article: sections, sentences with times, and passages.

Passages never cross a heading or a comment. Long sections are split by `langchain-text-splitters`,
measured in characters, on a view of the section in which every line is one whole sentence.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby, pairwise

from ingest.article import Article, Passage, Sentence, Span, SpanKind
from ingest.blocks import BYTE_ORDER_MARK, Block, Draft
from ingest.markup import visible
from ingest.sentences import split_sentences
from ingest.times import find_stamps, sentence_times

PASSAGE_CHARACTERS = 800
SHORTEST_PASSAGE = 200
TITLE_WORDS = 10
_SPAN_KINDS: dict[str, SpanKind] = {"heading": "heading", "boilerplate": "boilerplate", "metadata": "metadata"}
_CLOSERS = ".,;:!?)]”’\"'"


@dataclass(frozen=True, slots=True)
class Chunking:
    """How sections become passages; part of an index's identity."""

    passage_characters: int = PASSAGE_CHARACTERS


def build_article(
    draft: Draft, raw: str, *, article_id: str, path: str, digest: str | None = None, chunking: Chunking | None = None
) -> Article:
    """Cut a draft into sentences and passages; the result's spans cover every non-blank character of `raw`."""
    stamps, stamp_notes = find_stamps(raw) if draft.markup else ([], [])
    mark = (Span(0, 1, "metadata"),) if raw.startswith(BYTE_ORDER_MARK) else ()
    passages: list[Passage] = []
    counter = 0
    for section, blocks in _sections(raw, draft):
        sentences: list[Sentence] = []
        for block in blocks:
            sentences += _sentences(raw, block, counter, stamps, markup=draft.markup)
            counter += 1
        passages += _passages(article_id, section, blocks, _leads(sentences), chunking or Chunking())
    return Article(
        id=article_id,
        path=path,
        sha256=digest or sha256(raw.encode()).hexdigest(),
        format=draft.format,
        title=draft.title or _opening_words(passages) or article_id,
        text=raw,
        channel=draft.channel,
        author=draft.author,
        video=draft.video,
        spans=(*mark, *(Span(block.start, block.end, _SPAN_KINDS.get(block.kind, "text")) for block in draft.blocks)),
        passages=tuple(passages),
        notes=(*draft.notes, *stamp_notes),
    )


def _sections(raw: str, draft: Draft) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Runs of text blocks under one heading path, or of one comment, with that path."""
    path: list[tuple[int, str]] = []
    for key, run in groupby(draft.blocks, key=lambda block: (block.kind == "heading", block.comment)):
        if key[0]:
            for block in run:
                text = visible(raw, block.start, block.end, markup=draft.markup).text.strip()
                path = [part for part in path if part[0] < block.level]
                if text != draft.title:
                    path.append((block.level, text))
            continue
        blocks = [block for block in run if block.kind in ("paragraph", "item")]
        if blocks:
            comment = blocks[0].comment
            yield (tuple(text for _, text in path) if comment is None else ("Comments", f"Comment {comment}")), blocks


def _sentences(raw: str, block: Block, number: int, stamps: list[tuple[int, int]], *, markup: bool) -> list[Sentence]:
    shown = visible(raw, block.start, block.end, markup=markup)
    spans = split_sentences(shown.text)
    inside = stamps[bisect_right(stamps, (block.start, -1)) : bisect_right(stamps, (block.end, -1))]
    times = sentence_times([shown.offsets[start] for start, _ in spans], inside)
    role = "example" if block.example else "item" if block.kind == "item" else "prose"
    found: list[Sentence] = []
    for (start, end), seconds in zip(spans, times, strict=True):
        end = _before_trailing_markup(shown.text, shown.offsets, start, end)
        raw_end = shown.offsets[end - 1] + 1
        found.append(Sentence(shown.offsets[start], raw_end, shown.text[start:end], number, role, seconds))  # type: ignore[arg-type]  # role is one of SentenceRole
    return found


def _before_trailing_markup(text: str, offsets: tuple[int, ...], start: int, end: int) -> int:
    """A quote ends before the stamp that follows it, so closing marks behind the stamp are left out."""
    cut = end
    while cut - start > 1 and text[cut - 1] in _CLOSERS:
        cut -= 1
        if offsets[cut] != offsets[cut - 1] + 1:
            return start + len(text[start:cut].rstrip())
    return end


def _leads(sentences: list[Sentence]) -> list[Sentence]:
    """Mark the sentences that introduce a list; one without a time has that of its first item."""
    marked = list(sentences)
    for at in range(len(sentences) - 1):
        one, following = sentences[at], sentences[at + 1]
        introduces = following.role == "item" or one.text.endswith(":")
        if one.role == "prose" and one.block != following.block and introduces and following.role in ("item", "example"):
            marked[at] = replace(one, role="lead", seconds=one.seconds if one.seconds is not None else following.seconds)
    return marked


def _passages(
    article_id: str, section: tuple[str, ...], blocks: list[Block], sentences: list[Sentence], chunking: Chunking
) -> Iterator[Passage]:
    if not sentences:
        return
    firsts = [0, *_split_points(sentences, chunking), len(sentences)]
    bounds = [block.start for block in blocks]
    for first, last in pairwise(firsts):
        run = tuple(sentences[first:last])
        start, end = run[0].start, run[-1].end
        own = bisect_right(bounds, start) - 1
        if first == 0 or sentences[first - 1].block != run[0].block:
            start = blocks[own].start
        if last == len(sentences) or sentences[last].block != run[-1].block:
            end = blocks[bisect_right(bounds, run[-1].start) - 1].end
        else:
            end = sentences[last].start
        yield Passage(article_id, start, end, section, blocks[0].voice, blocks[0].author, run, blocks[0].question)


def _split_points(sentences: list[Sentence], chunking: Chunking) -> list[int]:
    """Numbers of the sentences that open a new passage, by the splitter's cuts between whole sentences."""
    length = sum(len(sentence.text) + 1 for sentence in sentences)
    if length <= chunking.passage_characters:
        return []
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # slow to import, and only ingest needs it

    splitter = RecursiveCharacterTextSplitter(
        separators=["\n\n", "\n"],
        chunk_size=chunking.passage_characters,
        chunk_overlap=0,
        keep_separator=False,
        strip_whitespace=False,
        add_start_index=True,
    )
    view, starts = "", []
    for before, sentence in zip((None, *sentences), sentences, strict=False):
        view += "" if before is None else "\n" if _together(before, sentence) else "\n\n"
        starts.append(len(view))
        view += sentence.text
    chunks = splitter.create_documents([view])
    cuts = sorted({bisect_right(starts, chunk.metadata["start_index"]) - 1 for chunk in chunks} - {0})
    return _without_scraps(cuts, [*starts, len(view)], min(SHORTEST_PASSAGE, chunking.passage_characters // 4))


def _without_scraps(cuts: list[int], starts: list[int], shortest: int) -> list[int]:
    """Drop the cut beside a run shorter than `shortest`, so that a greeting stays with what follows."""
    kept: list[int] = []
    for at, cut in enumerate(cuts):
        before = starts[cut] - starts[kept[-1] if kept else 0]
        after = (starts[cuts[at + 1]] if at + 1 < len(cuts) else starts[-1]) - starts[cut]
        if min(before, after) >= shortest:
            kept.append(cut)
    return kept


def _together(before: Sentence, sentence: Sentence) -> bool:
    """Sentences of one block, a list with its introduction and a letter are split only where they must be."""
    return before.block == sentence.block or before.role == "lead" or (before.role == sentence.role and sentence.role != "prose")


def _opening_words(passages: Iterable[Passage]) -> str | None:
    first = next((passage.sentences[0].text for passage in passages), None)
    if first is None:
        return None
    words = first.split()
    return first if len(words) <= TITLE_WORDS else " ".join(words[:TITLE_WORDS]).rstrip(",;:") + "…"
