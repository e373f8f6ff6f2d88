"""Which lines of Markdown are headings, items, code and rules."""

import pytest

from ingest.prose.markdown import marked_lines


def kinds(text: str) -> dict[str, str]:
    """What each marked line is, by its words."""
    return {
        text[at:].splitlines()[0].strip(): line.kind + (str(line.level) if line.level else "")
        for at, line in sorted(marked_lines(text).items())
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# A\n\n### B ###\n", {"# A": "heading1", "### B ###": "heading3"}, id="headings"),
        pytest.param("#A\n\n####### B\n", {}, id="no-headings"),
        pytest.param(
            "Ask early\n===\n\nWait\n---\n",
            {"Ask early": "heading1", "===": "rule", "Wait": "heading2", "---": "rule"},
            id="underlined",
        ),
        pytest.param("Ask early.\n---\n\nWait\n", {"---": "rule"}, id="rule-below-a-sentence"),
        pytest.param("Ask\nearly\n---\n", {"---": "rule"}, id="rule-below-two-lines"),
        pytest.param("Ask early, " * 12 + "\n---\n", {"---": "rule"}, id="rule-below-a-long-line"),
        pytest.param(
            "* a\n  - b\n\n1. c\n2) d\n",
            {"* a": "item", "- b": "item", "1. c": "item", "2) d": "item"},
            id="lists",
        ),
        pytest.param("> * a\n> * b\n", {"> * a": "item", "> * b": "item"}, id="quoted-list"),
        pytest.param("> # a\n", {}, id="no-heading-within-a-quotation"),
        pytest.param(
            "- ## Pay\n\t- ask\n\t- ### When\n",
            {"- ## Pay": "heading2", "- ask": "item", "- ### When": "heading3"},
            id="items-that-are-headings",
        ),
        pytest.param(
            "```py\n# a\n```\n# b\n",
            {"```py": "rule", "# a": "code", "```": "rule", "# b": "heading1"},
            id="fence",
        ),
        pytest.param("~~~\n```\n~~~\n", {"~~~": "rule", "```": "code"}, id="fence-in-a-fence"),
        pytest.param("````\n```\n````\n", {"````": "rule", "```": "code"}, id="longer-fence"),
        pytest.param("    # a\n", {"# a": "code"}, id="indented"),
        pytest.param("a\n\n***\n", {"***": "rule"}, id="rule"),
        pytest.param("```\n# a\n\n## b\n", {"# a": "heading1", "## b": "heading2"}, id="open-fence"),
        pytest.param("~~~\n# a\n```\n# b\n", {"# a": "heading1", "# b": "heading1"}, id="two-open-fences"),
        pytest.param("", {}, id="empty"),
        pytest.param("<div>\n# a\n</div>\n", {"# a": "heading1"}, id="tags-hide-nothing"),
    ],
)
def test_lines_are_marked(text: str, expected: dict[str, str]) -> None:
    """As CommonMark has it, but for what would take text from the reader."""
    assert kinds(text) == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_offsets_are_those_of_the_lines(line_break: str) -> None:
    """A line is named by where it starts, whatever parts the lines."""
    text = line_break.join(["# A", "", "text\x0cmore\u2028text", "", "* b", "```", "c", "```", "D", "==", ""])
    assert {text[at : at + 2].strip(): line.kind for at, line in marked_lines(text).items()} == {
        "#": "heading",
        "*": "item",
        "``": "rule",
        "c": "code",
        "D": "heading",
        "==": "rule",
    }
