"""From a reader's draft to an article: sections, sentences with times, and passages.

Passages never cross a heading or a comment. Long sections are split by `langchain-text-splitters`,
measured in characters, on a view of the section in which every line is one whole sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.articles.chunking import Chunking
from ingest.core.article import Article, Passage, Sentence, SentenceRole, Span, SpanKind, StampPlace
from ingest.core.signs import one_line
from ingest.text.blocks import BYTE_ORDER_MARK, Block, Draft, question_context
from ingest.text.languages import SAMPLE, language_of
from ingest.text.reader import Reader
from ingest.text.sentences import split_sentences
from ingest.timing.speech import StampUse
from ingest.timing.times import Times, block_place, sentence_times

SHORTEST_PASSAGE = 200
TITLE_WORDS = 10
_SPAN_KINDS: dict[str, SpanKind] = {
    "heading": "heading",
    "boilerplate": "boilerplate",
    "metadata": "metadata",
}
_CLOSERS = ".,;:!?)]”’\"'"


def build_article(
    draft: Draft,
    reader: Reader,
    *,
    article_id: str,
    path: str,
    sha256: str,
    chunking: Chunking | None = None,
    notes: tuple[str, ...] = (),
    stamps: StampPlace | None = None,
) -> Article:
    """Cut a draft into sentences and passages; `stamps` says where its time stamps stand, if that is known.

    The result's spans cover every non-blank character of its text; what is told of it is one line each.
    """
    raw = draft.text
    draft = _in_lines(draft)
    times = reader.times(raw)
    language, foreign = language_of(_sample(draft))
    if stamps and times.stamps:
        times = replace(times, place=stamps, stated=True)
    mark = (Span(0, 1, "metadata"),) if raw.startswith(BYTE_ORDER_MARK) else ()
    passages: list[Passage] = []
    counter = 0
    for section, blocks, stamped in _sections(draft, reader, times):
        sentences: list[Sentence] = []
        for block in blocks:
            sentences += _sentences(raw, block, counter, reader, times, language)
            counter += 1
        sentences = _leads(sentences)
        if stamped:
            sentences = [_timed(sentence, times.last_before(sentence.start)) for sentence in sentences]
        run = [block.block for block in blocks]
        asked = run[0].question or _asked(passages[-1], section, run[0]) if passages else run[0].question
        passages += _passages(article_id, section, run, sentences, asked, chunking or Chunking())
    return Article(
        id=article_id,
        path=path,
        sha256=sha256,
        format=reader.name,
        title=draft.title or _opening_words(passages) or article_id,
        text=raw,
        channel=draft.channel,
        author=draft.author,
        video=draft.video,
        spans=(
            *mark,
            *(Span(block.start, block.end, _SPAN_KINDS.get(block.kind, "text")) for block in draft.blocks),
        ),
        passages=tuple(passages),
        notes=tuple(
            map(one_line, (*notes, *draft.notes, *times.notes, *((f"is in {foreign}",) if foreign else ())))
        ),
        stamps=times.place,
        url=draft.url,
        date=draft.date,
        licence=draft.licence,
    )


def _in_lines(draft: Draft) -> Draft:
    """A draft whose title and names are one line each, whatever parts lines in its file."""

    def line(text: str | None) -> str | None:
        return (one_line(text) or None) if text else None

    parted = {block.author for block in draft.blocks if block.author and block.author != line(block.author)}
    blocks = (
        replace(block, author=line(block.author)) if block.author in parted else block
        for block in draft.blocks
    )
    return replace(
        draft,
        title=line(draft.title),
        author=line(draft.author),
        channel=line(draft.channel),
        licence=line(draft.licence),
        blocks=tuple(blocks) if parted else draft.blocks,
    )


@dataclass(frozen=True, slots=True)
class _TextBlock:
    """A block that can be quoted, and where the next one or a heading begins.

    Stamps up to there are its own.
    """

    block: Block
    until: int


def _sections(
    draft: Draft, reader: Reader, times: Times
) -> Iterator[tuple[tuple[str, ...], list[_TextBlock], bool]]:
    """Runs of text blocks under one heading path, of one speaker or of one comment.

    With that path, and whether a heading of it has a stamp, which is then above what has none of its own.
    """
    path: list[tuple[int, str, bool]] = []
    starts = [block.start for block in draft.blocks if block.kind in ("heading", "paragraph", "item")]
    for key, run in groupby(
        draft.blocks, key=lambda block: (block.kind == "heading", block.comment, block.author)
    ):
        if key[0]:
            for block in run:
                text = one_line(reader.visible(draft.text, block.start, block.end).text)
                stamped = bool(times.within(block.start, block.end))
                path = [part for part in path if part[0] < block.level]
                path.append((block.level, "" if text == draft.title else text, stamped))
            continue
        blocks = [block for block in run if block.kind in ("paragraph", "item")]
        if blocks:
            comment = blocks[0].comment
            section = (
                tuple(text for _, text, _ in path if text)
                if comment is None
                else ("Comments", f"Comment {comment}")
            )
            following = [bisect_right(starts, block.start) for block in blocks]
            yield (
                section,
                [
                    _TextBlock(block, starts[at] if at < len(starts) else len(draft.text))
                    for block, at in zip(blocks, following, strict=True)
                ],
                comment is None and any(stamped for _, _, stamped in path),
            )


def _sample(draft: Draft) -> str:
    """The beginning of a draft's text, from which its language is told."""
    pieces: list[str] = []
    length = 0
    for block in draft.blocks:
        if block.kind in ("paragraph", "item"):
            pieces.append(draft.text[block.start : min(block.end, block.start + SAMPLE)])
            length += len(pieces[-1])
            if length >= SAMPLE:
                break
    return "\n".join(pieces)


def _sentences(
    raw: str, text_block: _TextBlock, number: int, reader: Reader, times: Times, language: str
) -> list[Sentence]:
    """The sentences of one block, each with the time of its own stamp or of one that it shares."""
    block = text_block.block
    shown = reader.visible(raw, block.start, block.end)
    borders = [
        (bisect_left(shown.offsets, at), seconds) for at, seconds in times.within(block.start, block.end)
    ]
    use: StampUse = "captions" if times.captions else times.place or "behind"
    spans = split_sentences(shown.text, language=language, borders=borders, use=use)
    if block.address and spans:
        first = bisect_left(shown.offsets, block.start + block.address)
        spans[0] = (first, spans[0][1])
    place = times.place or "behind"
    stamps = times.within(block.start, text_block.until if place == "behind" else block.end)
    carried = times.last_before(block.start) if place == "before" and block.comment is None else None
    if stamps and spans and not times.stated:
        place = block_place(raw, stamps, shown.offsets[spans[0][0]], shown.offsets[spans[-1][1] - 1], place)
    starts = [shown.offsets[start] for start, _ in spans]
    seconds = sentence_times(starts, stamps, place, carried)
    role: SentenceRole = "example" if block.example else "item" if block.kind == "item" else "prose"
    sentences: list[Sentence] = []
    for (start, end), time in zip(spans, seconds, strict=True):
        if place == "behind":
            end = _before_stamp(shown.text, shown.offsets, start, end, [at for at, _ in stamps])
        raw_end = shown.offsets[end - 1] + 1
        sentences.append(Sentence(shown.offsets[start], raw_end, shown.text[start:end], number, role, time))
    return sentences


def _timed(sentence: Sentence, seconds: int | None) -> Sentence:
    return sentence if sentence.seconds is not None else replace(sentence, seconds=seconds)


def _before_stamp(text: str, offsets: Sequence[int], start: int, end: int, stamps: list[int]) -> int:
    """A quote ends before the stamp that follows it, so closing marks behind the stamp are left out."""
    cut = end
    while cut - start > 1 and text[cut - 1] in _CLOSERS:
        cut -= 1
        if bisect_left(stamps, offsets[cut]) > bisect_right(stamps, offsets[cut - 1]):
            return start + len(text[start:cut].rstrip())
    return end


def _leads(sentences: list[Sentence]) -> list[Sentence]:
    """Mark the sentences that introduce a list; one without a time has that of its first item."""
    marked = list(sentences)
    for at in range(len(sentences) - 1):
        lead, following = sentences[at], sentences[at + 1]
        introduces = following.role == "item" or lead.text.endswith(":")
        if (
            lead.role == "prose"
            and lead.block != following.block
            and introduces
            and following.role in ("item", "example")
        ):
            marked[at] = replace(
                lead, role="lead", seconds=lead.seconds if lead.seconds is not None else following.seconds
            )
    return marked


def _asked(before: Passage, section: tuple[str, ...], block: Block) -> str | None:
    """The end of what another speaker asked just before: its answer is read with it."""
    speakers = {before.author, block.author}
    if None in speakers or len(speakers) == 1 or (before.kind, block.voice) != ("article", "article"):
        return None
    if before.section != section or not before.sentences[-1].text.endswith("?"):
        return None
    return question_context(before.text)


def _passages(
    article_id: str,
    section: tuple[str, ...],
    blocks: list[Block],
    sentences: list[Sentence],
    question: str | None,
    chunking: Chunking,
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
        yield Passage(article_id, start, end, section, blocks[0].voice, blocks[0].author, run, question)


def _split_points(sentences: list[Sentence], chunking: Chunking) -> list[int]:
    """Numbers of the sentences that open a new passage, by the splitter's cuts between whole sentences."""
    length = sum(len(sentence.text) + 1 for sentence in sentences)
    if length <= chunking.passage_characters:
        return []
    from langchain_text_splitters import (
        RecursiveCharacterTextSplitter,
    )  # slow to import, and only ingest needs it

    splitter = RecursiveCharacterTextSplitter(
        separators=["\n\n", "\n"],
        chunk_size=chunking.passage_characters,
        chunk_overlap=0,
        keep_separator=False,
        strip_whitespace=False,
        add_start_index=True,
    )
    pieces, starts, end = [""], [], 0
    for before, sentence in zip((None, *sentences), sentences, strict=False):
        between = "" if before is None else "\n" if _together(before, sentence) else "\n\n"
        starts.append(end + len(between))
        pieces += (between, sentence.text)
        end = starts[-1] + len(sentence.text)
    chunks = splitter.create_documents(["".join(pieces)])
    cuts = sorted({bisect_right(starts, chunk.metadata["start_index"]) - 1 for chunk in chunks} - {0})
    return _without_scraps(cuts, [*starts, end], min(SHORTEST_PASSAGE, chunking.passage_characters // 4))


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
    return (
        before.block == sentence.block
        or before.role == "lead"
        or (before.role == sentence.role and sentence.role != "prose")
    )


def _opening_words(passages: Iterable[Passage]) -> str | None:
    first = next((passage.sentences[0].text for passage in passages), None)
    if first is None:
        return None
    words = first.split()
    return first if len(words) <= TITLE_WORDS else " ".join(words[:TITLE_WORDS]).rstrip(",;:") + "…"
