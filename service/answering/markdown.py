"""Words of others in Markdown: shown as they are, and none of them is a link, a picture or a number of ours.

For every door whose text a renderer may show: OpenAI's protocol, MCP, what a conversation is saved as. The
page's own is `service/web/page/markdown.js`.
"""

import re

from ingest import harmless
from service.answering.numbers import NUMBERS, is_number

_BLANKS = re.compile(r"[^\S\xa0]+")
_OPENING = re.compile(r"([#+=-])|(\d{1,9})(?=[.)])")
# What Markdown reads, and what the renderers of chat windows make links of by themselves.
_MARKUP = re.compile(
    r"[\\`*_\[\]<>|~]|&(?=#?\w{1,40};)|/(?=/)|(?<=\S)@(?=\S)|(?<=\S)\.(?=[^\W\d_]{2})|(?<=\S)\.(?=xn--)"
)
_ENTITY = re.compile(r"(&#?\w{1,40});")
_BREAKING = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()|`'\"^{}"})


def markdown_text(text: str) -> str:
    """A text in one line that Markdown shows as it is; numbers in brackets as code, which ours never are."""
    line = _BLANKS.sub(" ", harmless(text)).strip(" ")
    opening = _OPENING.match(line)
    first = (
        "" if opening is None else f"\\{opening[1]}" if opening[1] else f"{opening[2]}\\{line[opening.end()]}"
    )
    at = 0 if opening is None else opening.end() + (opening[2] is not None)
    shown = [first]
    for found in NUMBERS.finditer(line, at):
        if is_number(found[0]):
            shown += [_escaped(line[at : found.start()]), f"`{found[0]}`"]
            at = found.end()
    return "".join(shown) + _escaped(line[at:])


def markdown_address(address: str) -> str:
    """An address as it stands in a link's brackets, or between `<` and `>`, where nothing of it is read."""
    return _ENTITY.sub(r"\1%3B", address.translate(_BREAKING))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
