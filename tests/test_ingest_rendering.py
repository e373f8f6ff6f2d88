"""A text for what has none: blocks with offsets, pages, what readers say."""

from ingest.documents.rendering import Rendering
from ingest.documents.table import TableReader

READER = TableReader()  # any will do for what all readers of renderings show


def test_blocks_stand_in_the_text_as_markdown() -> None:
    """Each with the offsets of its mark and its words; blank ones are left out."""
    rendering = Rendering()
    rendering.add("heading", "When", level=2)
    rendering.add("paragraph", "  ")
    rendering.add("paragraph", "Ask early.")
    rendering.add("item", "Soon.")
    rendering.add("paragraph", "And again.", close=True)
    draft = rendering.draft(title="T", author="A", date="2020-01-02", url="https://a.example")
    assert draft.text == "## When\n\nAsk early.\n\n- Soon.\nAnd again."
    assert [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks] == [
        ("heading", "## When"),
        ("paragraph", "Ask early."),
        ("item", "- Soon."),
        ("paragraph", "And again."),
    ]
    assert (draft.title, draft.author, draft.date, draft.url) == ("T", "A", "2020-01-02", "https://a.example")


def test_page_breaks_are_kept_and_never_shown() -> None:
    """Within a block, and before and behind one, they part pages."""
    rendering = Rendering()
    rendering.add("paragraph", "One goes \fon.")
    rendering.add("paragraph", "\f\fTwo.\f")
    draft = rendering.draft(title=None)
    one, two = draft.blocks
    assert draft.text.count("\f", 0, two.start) == 3
    assert draft.text[two.start : two.end] == "Two."
    assert READER.visible(draft.text, one.start, one.end).text == "One goes on."
    assert READER.shown(draft.text, one.start, one.end) == "One goes on."


def test_marks_are_a_headings_and_an_items() -> None:
    """A heading is at most six deep."""
    rendering = Rendering()
    rendering.add("heading", "Deep", level=9)
    rendering.add("item", "Soon.")
    rendering.add("paragraph", "Never.")
    draft = rendering.draft(title=None)
    marks = [READER.mark(draft.text, block.start, block.end) for block in draft.blocks]
    assert [(mark.level, mark.bullet) for mark in marks] == [(6, False), (0, True), (0, False)]
    assert [rendering.text_of(block) for block in draft.blocks] == ["Deep", "Soon.", "Never."]


def test_lines_that_go_on_are_one_paragraph() -> None:
    """As a page's writer broke them; a new sentence stays on its own line."""
    rendering = Rendering()
    for line in ("Ask while they", "remember you.", "Then sign."):
        rendering.add("paragraph", line, close=True)
    draft = rendering.draft(title=None)
    assert [draft.text[block.start : block.end] for block in draft.blocks] == [
        "Ask while they\nremember you.",
        "Then sign.",
    ]


def test_what_readers_say_ends_with_a_heading_as_high() -> None:
    """A heading below it does not end it."""
    rendering = Rendering()
    for level, text in (
        (2, "Comments (12)"),
        (3, "Ann"),
        (2, "Comments on pay"),
        (2, "12 responses to “Pay”"),
    ):
        rendering.add("heading", text, level=level)
        rendering.add("paragraph", "So it is.")
    voices = [block.voice for block in rendering.draft(title=None).blocks]
    assert voices == ["reader"] * 4 + ["article"] * 2 + ["reader"] * 2
