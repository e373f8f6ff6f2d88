"""Which lines of a Markdown text are headings, items, code or rules, as `markdown-it-py` parses its blocks.

Its source maps count lines, from which raw offsets follow exactly; only blocks are parsed, for what stands
within them is not altered but left out where it is shown (`ingest/prose/markup.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LineKind = Literal["heading", "item", "code", "rule"]
LONGEST_UNDERLINED = 100
OPEN_FENCES = 3
_BREAK = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is.

    A heading of a `level`, an item of a list, code, or a `rule` that parts and is not read.
    """

    kind: LineKind
    level: int = 0


def marked_lines(text: str) -> dict[int, Line]:
    """What each line of a text is, by the offset at which it starts; mere text is left out.

    A fence that nothing closes is none. A line over `---` is a heading only where it reads as one: a single
    short line without a sentence's end, for a rule below a paragraph is written the same way. An item that is
    a heading (`- ## Pay`, as in Logseq) is one.
    """
    starts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    tokens = _parser().parse(text)
    end = len(text.rstrip())
    for _ in range(OPEN_FENCES):
        unclosed = [token.map[0] for token in tokens if token.map and _is_open(token, text, starts, end)]
        if not unclosed:
            break
        for number in unclosed:
            first, last = starts[number], starts[number + 1]
            text = text[:first] + " " * (last - first - 1) + "\n" * (last > first) + text[last:]
        tokens = _parser().parse(text)
    lines: dict[int, Line] = {}
    for token in tokens:
        if token.map:
            for number, line in _lines_of(token, text, starts):
                if line.kind == "heading":
                    lines[starts[number]] = line
                lines.setdefault(starts[number], line)
    return lines


def _lines_of(token: "Token", text: str, starts: list[int]) -> Iterator[tuple[int, Line]]:
    """The lines of one block with what they are, the innermost block's first."""
    assert token.map is not None  # asked only of blocks
    first, last = token.map
    if token.type == "heading_open" and (token.level == 0 or (token.markup[0] == "#" and token.level > 1)):
        if token.level and not _opens_item(text[starts[first] : starts[first + 1]]):
            return
        if token.markup[0] == "#":
            yield first, Line("heading", len(token.markup))
        else:
            title = text[starts[first] : starts[first + 1]].strip()
            if (
                last - first == 2
                and len(title) <= LONGEST_UNDERLINED
                and title[-1:] not in (".", ",", ";", ":")
            ):
                yield first, Line("heading", 1 if token.markup == "=" else 2)
            yield last - 1, Line("rule")
    elif token.type == "fence":
        yield first, Line("rule")
        closed = last - first > 1 and _closes(token, text[starts[last - 1] : starts[last]])
        yield from ((number, Line("code")) for number in range(first + 1, last - closed))
        if closed:
            yield last - 1, Line("rule")
    elif token.type == "code_block":
        yield from ((number, Line("code")) for number in range(first, last))
    elif token.type == "hr":
        yield first, Line("rule")
    elif token.type == "list_item_open":
        yield first, Line("item")


def _opens_item(line: str) -> bool:
    """Whether a line is an item that is a heading, as Logseq writes them: `- ## Pay`."""
    return line.lstrip(" \t").startswith(("- #", "* #", "+ #"))


def _is_open(token: "Token", text: str, starts: list[int], content_end: int) -> bool:
    """Whether a fence runs to the end of the text because nothing closes it."""
    if token.type != "fence" or token.map is None or starts[token.map[1]] < content_end:
        return False
    first, last = token.map
    body = text[starts[first + 1] : starts[last]].rstrip()
    return not _closes(token, body[max(body.rfind("\n"), body.rfind("\r")) + 1 :])


def _closes(token: "Token", line: str) -> bool:
    sign = line.strip(" \t\r\n>")
    return len(sign) >= len(token.markup) and not sign.strip(token.markup[0])


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only ingest needs it

    parser = MarkdownIt("commonmark").disable(["reference", "html_block"])
    parser.core.ruler.disable(["inline", "text_join"])
    return parser
