"""A fragment of an address that opens a page at a sentence and marks it (`#:~:text=`).

See https://wicg.github.io/scroll-to-text-fragment/: all up to some length is given whole, more by its first
and its last words; what stands on the page before is told apart by the words in front of it.
"""

import re
from urllib.parse import quote

LONGEST_WHOLE = 300
ENDS, BEFORE = 6, 4  # words
CELL = " | "


def text_fragment(text: str, said: str, at: int) -> str:
    """The fragment for what is said at a place of a page's text, without the `#`."""
    cells = said.split(CELL)
    words = said.split()
    if len(cells) > 1:
        wanted = f"{_encoded(cells[0])},{_encoded(cells[-1])}"
    elif len(said) <= LONGEST_WHOLE or len(words) < 2 * ENDS:
        wanted = _encoded(said)
    else:
        wanted = f"{_encoded(' '.join(words[:ENDS]))},{_encoded(' '.join(words[-ENDS:]))}"
    opening = cells[0] if len(cells) > 1 else said
    before = _words_before(text, at) if opening in text[:at] else ""
    return f":~:text={_encoded(before)}-,{wanted}" if before else f":~:text={wanted}"


def _words_before(text: str, at: int) -> str:
    """The last words in front of a place, from one line, without the mark of its block."""
    above = text[max(0, at - 200) : at].rstrip("#- \n\r\f")
    line = re.sub(r"^(?:#{1,6} |- )", "", above[above.rfind("\n") + 1 :])
    return " ".join(line.split(CELL)[-1].split()[-BEFORE:])


def _encoded(words: str) -> str:
    """A hyphen and a comma are signs of the fragment's own."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
