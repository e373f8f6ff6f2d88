"""Readers' comments in an article, however its engine writes them, found by signs and never by numbers alone.

A sign is a heading that announces comments, the header of a comment (who says it, when), or names by which
the comments at the end of a file address each other. What has none stays the article's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.core.visible import Visible
from ingest.prose.comment_headers import Header, is_control, is_host, read_header
from ingest.prose.numbered import Numbered, numbered
from ingest.prose.voices import addressed, reads_like_talk, signature, tells
from ingest.text.blocks import blank_between
from ingest.text.boilerplate import is_furniture

FEWEST_NUMBERED = 4
FEWEST_HEADERS = 2
FEWEST_SAID = 3
MOST_TITLES = 6  # of a file that are tried
LONGEST_TITLE = 160
SHORTEST_TEXT = 40
SHORT = 80
_COUNT = r"(?:\d{1,5}|no|one|two|three|four|five|six|seven|eight|nine|ten)[ ]"
_WHOSE = r"(?:(?:reader|user|visitor|all|your|recent|top|older|newer|facebook|public)s?[’']?s?[ ]){0,2}"
_STRONG = re.compile(
    rf"(?:{_COUNT})?{_WHOSE}(?:comments?|kommentare?|leserkommentare|commentaires?|comentarios?|commenti"
    r"|reacties|комментарии|评论|留言|コメント|댓글)(?:[ ]and[ ](?:questions|answers|replies|responses))?"
    r"(?:[ ]?[(\[]\d{1,5}[)\]])?:?"
    rf"|(?:{_COUNT})(?:comments?|responses?|replies|reply|thoughts?|reactions?)\b.*"
    r"|(?:comments?|responses?|thoughts?)[ ](?:to|on|for)[ ][“\"‘'«].*"
    r"|what (?:our )?readers (?:say|said|think)",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"{_COUNT}.*|.*[(\[]\d{{1,5}}[)\]]|.*[“\"«].*", re.IGNORECASE)
_WEAK = re.compile(
    rf"{_WHOSE}(?:responses?|replies|reactions?|discussion|conversation|feedback|thoughts|q ?& ?a|forum"
    r"|diskussion|discusión)(?:[ ]?\(\d{1,5}\))?:?",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:leave|post|add|write|submit)[ ]an?[ ](?:reply|comment|response).{0,60}|speak your mind.{0,20}"
    r"|your email address.{0,80}|related (?:posts|articles|content|reading).{0,20}"
    r"|comments (?:are|have been) (?:now )?(?:closed|disabled).{0,40}"
    r"|join the (?:discussion|conversation).{0,20}"
    r"|(?:previous|next|older|newer) (?:post|page|article|entries)s?\b.{0,80}"
    r"|about the author|post navigation|filed under.{0,80}|recent posts|archives|categories",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank: raw offsets, what is seen of it, its level if it is a heading of Markdown.

    `blanks` is its indentation.
    """

    start: int
    end: int
    shown: Visible
    level: int = 0
    blanks: int = 0

    @property
    def text(self) -> str:
        """What is seen, without blanks around."""
        return self.shown.text.strip()


def row_of(raw: str, start: int, end: int, shown: Visible, level: int = 0) -> Row:
    """The row of a line."""
    line = raw[start:end]
    return Row(start, end, shown, level, len(line) - len(line.lstrip()))


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: raw offsets from its number or header to its last character, and where its words begin.

    `sure` tells that who speaks is known by name, not to be told from how the comment reads.
    """

    number: int
    start: int
    end: int
    body: int
    author: str | None = None
    to: str | None = None
    host: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments in order, and where what announces them begins: at its heading, else at the first comment."""

    start: int
    comments: tuple[Comment, ...]


def find_comments(raw: str, rows: Sequence[Row]) -> Thread | None:
    """The comments of an article, or None; `rows` are its lines without what is hidden."""
    titles = [at for at in range(len(rows)) if _is_title(raw, rows, at)]
    for at in titles[:MOST_TITLES]:
        if thread := _below_title(raw, rows, at):
            return thread
    return _numbered_thread(raw, rows) or _headed_thread(raw, rows)


def _is_title(raw: str, rows: Sequence[Row], at: int) -> bool:
    text = rows[at].text
    if not text or len(text) > LONGEST_TITLE or not (_STRONG.fullmatch(text) or _WEAK.fullmatch(text)):
        return False
    return rows[at].level > 0 or at == 0 or blank_between(raw, rows[at - 1].end, rows[at].start)


def _below_title(raw: str, rows: Sequence[Row], at: int) -> Thread | None:
    """The comments below a heading that announces them, up to the next heading or what ends a thread."""
    title = rows[at].text
    strong, level = _STRONG.fullmatch(title) is not None, rows[at].level
    zone, last = _zone(rows, at + 1, level)
    if not zone:
        return None
    comments = _split(raw, zone, labels=strong)
    if not comments:
        return None
    headed = [comment for comment in comments if comment.author]
    counted = comments[0].body != comments[0].start and not comments[0].author
    if not strong:
        opens = headed and headed[0].start == zone[0].start
        return Thread(rows[at].start, comments) if opens or len(headed) >= FEWEST_HEADERS else None
    bodies = [raw[comment.body : comment.end] for comment in comments]
    talk = sum(reads_like_talk(body) or tells(body) for body in bodies)
    at_end = level > 0 and all(is_furniture(row.text) or row.level for row in rows[last:])
    if headed or at_end or _COUNTED.fullmatch(title) or talk * 2 >= len(bodies) or (counted and talk):
        return Thread(rows[at].start, comments)
    return None


def _zone(rows: Sequence[Row], first: int, level: int) -> tuple[list[Row], int]:
    """The rows below a heading of comments, and where they end."""
    zone: list[Row] = []
    for at in range(first, len(rows)):
        row, following = rows[at], rows[at + 1].text if at + 1 < len(rows) else ""
        heads = row.level and not read_header(row.text, following, labels=row.level > level > 0)
        if heads and (not level or row.level <= level) and not (not zone and _STRONG.fullmatch(row.text)):
            return zone, at
        if _ENDS.fullmatch(row.text) or (heads and _ENDS.fullmatch(row.text)):
            if zone:
                return zone, at
            continue
        if not zone and is_control(row.text):
            continue
        zone.append(row)
    return zone, len(rows)


def _split(raw: str, zone: Sequence[Row], *, labels: bool) -> tuple[Comment, ...]:
    """Comments by their numbers, else by their headers, else a paragraph each."""
    run = numbered(raw, zone[0].start, zone[-1].end)
    if run and run[0][1] <= zone[min(1, len(zone) - 1)].start and len(run) > 1:
        return tuple(_of_number(entry, zone, labels=labels) for entry in run)
    heads = _headers(raw, zone, labels=labels)
    return _by_headers(zone, heads) if heads else _by_paragraphs(raw, zone)


def _headers(raw: str, rows: Sequence[Row], *, labels: bool) -> dict[int, Header]:
    """The headers of comments by the number of their row.

    A name alone is one if the first row is one, too, or where Markdown sets it off; else it signs.
    """
    found: dict[int, Header] = {}
    skip = -1
    alone = False
    for at, row in enumerate(rows):
        if at <= skip:
            continue
        following = rows[at + 1].text if at + 1 < len(rows) and _follows(raw, row, rows[at + 1]) else ""
        header = read_header(row.text, following, labels=labels)
        if header is None or (header.lines and at + header.lines >= len(rows)):
            continue
        bare = header.lines == 1 and not header.sure and not header.said and header.end == len(row.text)
        dated = any(map(str.isdigit, row.text[len(header.name) :]))
        alone = alone or (at == 0 and bare)
        if bare and not dated and not alone and not row.level and "**" not in raw[row.start : row.end]:
            continue
        found[at] = header
        skip = at + max(header.lines, 1) - 1
    return found


def _follows(raw: str, row: Row, following: Row) -> bool:
    return not blank_between(raw, row.end, following.start)


def _by_headers(rows: Sequence[Row], headers: dict[int, Header]) -> tuple[Comment, ...]:
    comments: list[Comment] = []
    starts = sorted(headers)
    if starts[0] and any(len(row.text) >= SHORTEST_TEXT for row in rows[: starts[0]]):
        comments.append(Comment(1, rows[0].start, rows[starts[0] - 1].end, rows[0].start, sure=True))
    for at, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        header = headers[at]
        comments.append(_headed(len(comments) + 1, rows[at].start, rows[stop - 1].end, header, rows, at))
    return tuple(comments)


def _headed(number: int, start: int, end: int, header: Header, rows: Sequence[Row], at: int) -> Comment:
    """A comment whose header stands on the row `at`."""
    if header.lines:
        below = rows[at + header.lines] if at + header.lines < len(rows) else None
        body = below.start + below.blanks if below else end
    else:
        offsets = rows[at].shown.offsets
        blanks = len(rows[at].shown.text) - len(rows[at].shown.text.lstrip())
        body = offsets[min(header.end + blanks, len(offsets) - 1)]
    author = header.name.removeprefix("u/").rstrip(":")
    return Comment(
        number, start, end, min(body, end), author, header.to, header.host or is_host(author), sure=True
    )


def _of_number(entry: Numbered, rows: Sequence[Row], *, labels: bool) -> Comment:
    number, start, end, body = entry
    at = next((at for at, row in enumerate(rows) if row.start >= start), None)
    if at is None or rows[at].start >= end:
        return Comment(number, start, end, body)
    following = rows[at + 1].text if at + 1 < len(rows) and rows[at + 1].start < end else ""
    header = read_header(rows[at].text, following, labels=labels)
    if header is None or (header.lines == 1 and not following):
        return Comment(number, start, end, body)
    return _headed(number, start, end, header, rows, at)


def _by_paragraphs(raw: str, zone: Sequence[Row]) -> tuple[Comment, ...]:
    """Each paragraph or item a comment, signed by a name behind a dash where there is one."""
    spans: list[tuple[int, int]] = []
    for row in zone:
        if spans and not blank_between(raw, spans[-1][1], row.start) and not _opens_item(raw, row):
            spans[-1] = (spans[-1][0], row.end)
        else:
            spans.append((row.start, row.end))
    return tuple(
        Comment(at + 1, start, end, start, signature(raw[start:end]), sure=True)
        for at, (start, end) in enumerate(spans)
    )


def _opens_item(raw: str, row: Row) -> bool:
    return raw[row.start : row.end].lstrip().startswith(("- ", "* ", "+ "))


def _numbered_thread(raw: str, rows: Sequence[Row]) -> Thread | None:
    """Numbered comments without a heading.

    Some have headers; or they end the file, a third of them asks or thanks, and some address each other.
    """
    run = numbered(raw, rows[0].start, rows[-1].end) if rows else []
    if len(run) < FEWEST_NUMBERED:
        return None
    by_start = {row.start: at for at, row in enumerate(rows)}
    comments = tuple(
        _of_number(entry, rows[by_start[entry[1]] : by_start[entry[1]] + 3], labels=False)
        if entry[1] in by_start
        else Comment(*entry)
        for entry in run
    )
    bodies = [raw[comment.body : comment.end] for comment in comments]
    talk = sum(map(reads_like_talk, bodies)) * 3 >= len(bodies)
    headed = sum(comment.author is not None for comment in comments)
    below = [row for row in rows if row.start >= comments[-1].end]
    at_end = all(
        is_furniture(row.text) or _ENDS.fullmatch(row.text) or len(row.text) <= SHORT for row in below
    )
    named = sum(addressed(body) is not None or signature(body) is not None for body in bodies)
    if headed >= FEWEST_HEADERS or (at_end and talk and (headed or named * 10 >= max(len(bodies), 20))):
        return Thread(comments[0].start, comments)
    return None


def _headed_thread(raw: str, rows: Sequence[Row]) -> Thread | None:
    """Comments by their headers alone, below some text of the article.

    Two headers that nothing else is written like, one that also says, or three that say and what they say
    reads like talk.
    """
    first = next(
        (at for at, row in enumerate(rows) if len(row.text) >= SHORTEST_TEXT and not row.level), len(rows)
    )
    tail = rows[first + 1 :]
    headers = _headers(raw, tail, labels=False)
    sure = {at for at, header in headers.items() if header.sure}
    said = {at for at, header in headers.items() if header.said and header.lines}
    if len(sure) < FEWEST_HEADERS and not sure & said:
        if len(said) < FEWEST_SAID:
            return None
        sure = said
    begin = min(sure)
    zone = tail[begin:]
    stop = next(
        (at for at, row in enumerate(zone) if at and (row.level or _ENDS.fullmatch(row.text))), len(zone)
    )
    kept = {at - begin: header for at, header in headers.items() if begin <= at < begin + stop}
    comments = _by_headers(zone[:stop], kept)
    if sure is said:
        talk = sum(reads_like_talk(raw[comment.body : comment.end]) for comment in comments)
        if talk * 3 < len(comments):
            return None
    return Thread(comments[0].start, comments)
