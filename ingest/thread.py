"""Reader of a plain article with a numbered thread of comments under it."""

import re
from dataclasses import dataclass

from ingest.blocks import Block, Draft, lines
from ingest.plain import PlainReader, body_blocks, line_block, opening_title, without_valediction
from ingest.source import Source
from ingest.voices import HEADER, reads_like_talk, voices

FEWEST_COMMENTS = 4
QUESTION_CONTEXT = 400
DEEPEST_LIST = 20
_NUMBER = re.compile(r"^[ \t]*(\d{1,4})[.)][ \t]+(?=\S)", re.MULTILINE)


class ThreadReader(PlainReader):
    """As plain text, with the comments told apart by who asks and who answers."""

    name = "thread"

    def recognises(self, source: Source) -> bool:
        """By the comments' numbers and how they talk."""
        return bool(find_thread(source.text))

    def read(self, source: Source) -> Draft:
        """The article above, the comments, and what the page has below them."""
        raw = source.text
        comments = find_thread(raw)
        blocks, author = body_blocks(raw, comments[0].start)
        below = [line_block(raw, *span) for span in lines(raw, comments[-1].end, len(raw))]
        everything = without_valediction(raw, [*blocks, *read_thread(raw, comments), *below])
        return Draft(text=raw, title=opening_title(raw, everything), blocks=tuple(everything), author=author)


@dataclass(frozen=True, slots=True)
class Comment:
    """One numbered comment: raw offsets from its number to its last character."""

    number: int
    start: int
    end: int
    body: int


def find_thread(raw: str) -> list[Comment]:
    """The numbered comments that end a file, or an empty list.

    A thread counts up from 1 without a gap, has at least `FEWEST_COMMENTS`, and reads like talk: some
    comment has a "… says:" line, or a third of them ask or thank.
    """
    run = _longest_count(raw)
    if len(run) < FEWEST_COMMENTS:
        return []
    comments: list[Comment] = []
    for at, match in enumerate(run):
        last = at + 1 == len(run)
        stop = _end_of_last(raw, match.end()) if last else run[at + 1].start()
        comments.append(
            Comment(
                int(match[1]),
                match.start(),
                match.start() + len(raw[match.start() : stop].rstrip()),
                match.end(),
            )
        )
    bodies = [raw[comment.body : comment.end] for comment in comments]
    talk = sum(map(reads_like_talk, bodies))
    if any(HEADER.match(body) for body in bodies) or talk * 3 >= len(bodies):
        return comments
    return []


def _longest_count(raw: str) -> list[re.Match[str]]:
    """The longest run of numbers 1, 2, 3 … that open lines, of equals the last.

    Runs nest, since a comment may hold a list: a number goes on in the innermost run that waits for it,
    rather one of its own indentation, and ends the runs within that.
    """
    runs: list[list[re.Match[str]]] = []
    longest: list[re.Match[str]] = []
    for match in _NUMBER.finditer(raw):
        number = int(match[1])
        waiting = [run for run in runs if len(run) + 1 == number]
        if number == 1:
            run = [match]
            runs = [*runs[-DEEPEST_LIST:], run]
        elif waiting:
            run = next(
                (run for run in reversed(waiting) if _indentation(run[0]) == _indentation(match)), waiting[-1]
            )
            run.append(match)
            del runs[runs.index(run) + 1 :]
        else:
            continue
        longest = run if len(run) >= len(longest) else longest
    return longest


def _indentation(match: re.Match[str]) -> int:
    return match.start(1) - match.start()


def _end_of_last(raw: str, body: int) -> int:
    """The last comment ends where a line is no longer indented as its continuation."""
    first, *rest = lines(raw, body, len(raw))
    end = first[1]
    for start, stop in rest:
        if not raw[start].isspace():
            break
        end = stop
    return end


def read_thread(raw: str, comments: list[Comment]) -> list[Block]:
    """The blocks of a thread with their comment's number, voice, author and, for a reply, its question."""
    bodies = [raw[comment.body : comment.end] for comment in comments]
    headers = [HEADER.match(body) for body in bodies]
    said = [body[header.end() :] if header else body for body, header in zip(bodies, headers, strict=True)]
    blocks: list[Block] = []
    for comment, header, spoken in zip(
        comments, headers, voices(said, [header and header["name"] for header in headers], raw), strict=True
    ):
        body = comment.body + (header.end() if header else 0)
        if header:
            blocks.append(
                Block(comment.start, comment.start + len(raw[comment.start : body].rstrip()), "metadata")
            )
        answered = _shorten(said[spoken.answers]) if spoken.answers is not None else None
        addressed = body + spoken.address
        for start, end in lines(raw, body if header else comment.start, comment.end):
            blocks.append(
                Block(
                    start,
                    end,
                    "paragraph",
                    voice=spoken.voice,
                    author=spoken.author,
                    comment=comment.number,
                    question=answered,
                    address=max(addressed - start, 0) if spoken.address and addressed < end else 0,
                )
            )
    return blocks


def _shorten(question: str) -> str:
    """The end of a reader's comment, where the question usually stands, from a word's beginning."""
    flat = " ".join(question.split())
    return flat if len(flat) <= QUESTION_CONTEXT else flat[-QUESTION_CONTEXT:].partition(" ")[2]
