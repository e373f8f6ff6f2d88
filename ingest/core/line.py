"""Text that others wrote, made harmless to show: as one clean line, or without what steers a screen.

Letters of every script stay, and so do the joiners that Persian, Hindi and emoji are written with.
"""

import re

LONGEST_LINE = 300  # characters
MARK = "\ufffd"  # stands where a control character stood
# What a terminal obeys: colours, moves of the cursor; titles and links, which an end closes.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAK = re.compile(r"[\v\f\x1c-\x1f\x85\u2028\u2029]")
# What has no shape: it reorders or hides text, or carries another text unseen; and private use, whose shape
# nobody knows. The flags of England, Scotland and Wales are written with tags.
_UNSEEN = (
    "\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
)
_NATIONS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in nation) for nation in ("gbeng", "gbsct", "gbwls")
)
_HIDDEN = re.compile(f"(\U0001f3f4(?:{_NATIONS})\U000e007f)|[{_UNSEEN}]")
# One selector of a form behind what has forms; one joiner behind a letter or a picture that joins.
_SELECTORS = re.compile(
    "(?<=[#*0-9\u00a9-\ufdff\ufe10-\U000dffff])([\ufe00-\ufe0f])[\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
    "|(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])([\U000e0100-\U000e01ef])"
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef]*|[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_JOINERS = re.compile(
    "(?<=[\u0590-\u1cff\u2190-\u2bff\ua800-\uabff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U00010800-\U0001faff])"
    "([\u200c\u200d])[\u200c\u200d]*|[\u200c\u200d]+"
)
_DIRECTION = re.compile("[\u061c\u200e\u200f]")
_EMPTY = re.compile("[\u2800\u3164\uffa0]")  # letters that look like a blank
_STEERING = f"\x7f-\x9f\u2028\u2029\ud800-\udfff{_UNSEEN}"
_DIRECTED = f"\u061c\u200e\u200f\U000e0100-\U000e01ef{_STEERING}"
_ESCAPED, _ESCAPED_IN_JSON = re.compile(f"[\x00-\x1f{_DIRECTED}]"), re.compile(f"[{_DIRECTED}]")
_MASKED = re.compile(f"[\x00-\x08\v\f\x0e-\x1f{_STEERING}]")


def harmless(text: str, mark: str = MARK) -> str:
    """Text without what reorders or hides; each control character but tabs and line breaks is a mark."""
    if text.isascii() and text.isprintable():
        return text
    shown = _CONTROL.sub(mark, _BREAK.sub(" ", text))
    shown = _HIDDEN.sub(lambda found: found[1] or "", shown)
    shown = _SELECTORS.sub(lambda found: found[1] or found[2] or "", shown)
    return _JOINERS.sub(lambda found: found[1] or "", shown)


def undirected(text: str) -> str:
    """Text without the marks that tell on which side a sign belongs, for what cannot show them."""
    return _DIRECTION.sub("", text)


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """A name as a line of its own: without controls, what they steer, and what is not seen; blanks as one."""
    bare = undirected(harmless(_SEQUENCE.sub("", text), mark=""))
    line = " ".join(_EMPTY.sub(" ", bare).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip(" \u200c\u200d") + "…"


def masked(text: str) -> str:
    """Text of the same length, in which a mark stands for each character that steers or hides something."""
    return _MASKED.sub(MARK, text)


def escaped(text: str) -> str:
    r"""Text of one line: what steers, hides or ends a line is written as its number, `\x1b` or `\u202e`."""
    return _ESCAPED.sub(lambda found: _number(ord(found[0])), text)


def escaped_json(written: str) -> str:
    """JSON that steers nothing where it is shown, and says the same to who reads it."""
    return _ESCAPED_IN_JSON.sub(_pair, written)


def _number(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _pair(found: re.Match[str]) -> str:
    """A character as JSON writes it; a rare one is two."""
    wide = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{wide[at : at + 2].hex()}" for at in range(0, len(wide), 2))
