"""Blocks of a tree of elements."""

import pytest

from ingest.documents.elements import ElementBlocks, parsed, text_of
from ingest.documents.rendering import Rendering


def rendered(markup: str) -> str:
    """A page's blocks as a text."""
    root = parsed(markup)
    assert root is not None
    rendering = Rendering()
    ElementBlocks(rendering).add(root)
    return rendering.draft(title=None).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(
            "<h1>A <i>b</i></h1>c<p>d <b>e</b> f", "# A b\n\nc\n\nd e f", id="text within and between"
        ),
        pytest.param("<p>One<br>Two<br>goes on", "One\nTwo\ngoes on", id="line breaks"),
        pytest.param(
            "<ul><li>a<ul><li>b</ul> c<li>d</ul>e", "- a\n\n- b\n\nc\n\n- d\n\ne", id="lists in lists"
        ),
        pytest.param(
            "<table><tr><th>Years<th>Notice<tr><td>Two<td>One <b>month</b></table>",
            "- Years | Notice\n\n- Two | One month",
            id="a table of data",
        ),
        pytest.param(
            "<table><tr><td><p>a</p><td><ul><li>b</ul></table>", "a\n\n- b", id="a table that lays out"
        ),
        pytest.param("<pre>Dear Ann,\n\n  ask.</pre>", "Dear Ann,\nask.", id="text as it is"),
        pytest.param(
            "<p>a<script>x()</script> b</p><style>p{}</style><div hidden>c</div><p style='display: none'>d</p>"
            "<nav>e</nav><form>f</form><template>g</template><noscript>h</noscript><!-- i -->",
            "a b",
            id="what is not seen",
        ),
        pytest.param("<dl><dt>Notice<dd>A month.</dl>", "Notice\n\nA month.", id="definitions"),
        pytest.param("<p>a\x01b&#2;c<i>d</i>\x1fe", "abcde", id="control characters"),
        pytest.param(f"{'<div>' * 200}deep", "deep", id="deep"),
    ],
)
def test_blocks_are_those_that_a_page_shows(markup: str, text: str) -> None:
    """In their order, each once."""
    assert rendered(markup) == text


def test_no_page_has_no_tree() -> None:
    """What holds nothing is told apart from what cannot be read."""
    assert parsed("") is None
    assert parsed(b"") is None
    root = parsed("<p>a<br>b<script>c</script>d")
    assert root is not None
    assert text_of(root).split("\n")[-2:] == ["a", "bd"]
