"""Readers of plain text, without and with readers' comments under it.

What tells headings, lists and comments is loaded when a file is read: to show a quote needs none of it.
"""

from dataclasses import replace

from ingest.core.source import Source
from ingest.core.visible import Visible
from ingest.text.blocks import Block, Draft
from ingest.text.reader import Reader
from ingest.timing.stamps import without_stamps
from ingest.timing.times import Times, find_times


class PlainReader(Reader):
    """Text without marks; what no other reader recognises is read as such."""

    name = "plain"
    takes = "prose"

    def recognises(self, source: Source) -> bool:
        """Every file that is text."""
        return bool(source.text)

    def read(self, source: Source) -> Draft:
        """Never refuses."""
        from ingest.prose.plain import body_blocks, opening_title, without_valediction

        raw = source.text
        blocks, author = body_blocks(raw, len(raw))
        blocks = self._without_mere_stamps(raw, without_valediction(raw, blocks))
        return Draft(text=raw, title=opening_title(raw, blocks), blocks=tuple(blocks), author=author)

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
        """Everything but time stamps."""
        return without_stamps(raw, start, end, super().visible(raw, start, end, prefix=prefix))

    def _without_mere_stamps(self, raw: str, blocks: list[Block]) -> list[Block]:
        """A block of which nothing is seen, such as a stamp alone on its line, is metadata."""
        return [
            block
            if self.visible(raw, block.start, block.end).text.strip()
            else replace(block, kind="metadata")
            for block in blocks
        ]

    def times(self, raw: str) -> Times:
        """Those of stamps in the text, if it has any."""
        return find_times(raw)


class ThreadReader(PlainReader):
    """As plain text, with the comments told apart by who asks and who answers."""

    name = "thread"

    def recognises(self, source: Source) -> bool:
        """By the comments' headers, numbers, names or heading."""
        from ingest.prose.thread import find_thread

        return find_thread(source.text) is not None

    def read(self, source: Source) -> Draft:
        """The article above, the comments, and what the page has below them."""
        from ingest.prose.thread import read_thread

        draft = read_thread(source.text)
        return replace(draft, blocks=tuple(self._without_mere_stamps(draft.text, [*draft.blocks])))
