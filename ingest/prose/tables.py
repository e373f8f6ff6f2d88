"""Which lines of a text are the rows of a table, as Markdown writes them with `|`."""

import re
from bisect import bisect_right
from functools import lru_cache

# What may be the line below a table's head: nothing but dashes, colons, blanks and pipes.
_DASHES = re.compile(r"(?:(?<=[\r\n])|\A)[ \t>]{0,20}[|:-][|: \t-]*(?=[\r\n]|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
PIPE = re.compile(r"(?<!\\)\|")


@lru_cache(maxsize=8)
def table_lines(raw: str) -> tuple[tuple[int, int, bool], ...]:
    """Raw offsets of the rows of all tables in order, and whether each is a table's head.

    A table is a line with a pipe, a line of dashes below it, and the lines with a pipe that follow. The line
    of dashes is no row.
    """
    if "|" not in raw:
        return ()
    found: list[tuple[int, int, bool]] = []
    for match in _DASHES.finditer(raw):
        if not _parts_columns(match.group()):
            continue
        head = _line_before(raw, match.start())
        if head is None or not PIPE.search(raw, *head) or (found and head[0] < found[-1][1]):
            continue
        found.append((*head, True))
        position = _next_line(raw, match.end())
        while position < len(raw):
            line = _LINE.match(raw, position)
            assert line is not None  # matches everywhere
            end = position + len(line.group().rstrip("\r\n"))
            if not PIPE.search(raw, position, end):
                break
            found.append((position, end, False))
            position = line.end()
    return tuple(found)


def table_line(raw: str, offset: int) -> tuple[int, int, bool] | None:
    """The row of a table in which an offset stands."""
    rows = table_lines(raw)
    at = bisect_right(rows, (offset, len(raw) + 1, True)) - 1
    return rows[at] if at >= 0 and offset <= rows[at][1] else None


def _parts_columns(line: str) -> bool:
    cells = line.strip(" \t>").strip("|").split("|") if "|" in line else []
    return bool(cells) and all("-" in cell and not cell.strip(" \t").strip(":").strip("-") for cell in cells)


def _line_before(raw: str, start: int) -> tuple[int, int] | None:
    end = start - (raw[max(start - 2, 0) : start] == "\r\n") - 1
    if end < 0:
        return None
    return max(raw.rfind("\n", 0, end), raw.rfind("\r", 0, end)) + 1, end


def _next_line(raw: str, end: int) -> int:
    return end + (2 if raw.startswith("\r\n", end) else 1)
