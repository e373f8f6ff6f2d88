"""The sentences around a quote, in the source's order."""

import pytest

from index import LocalStore
from service.web.around import Around, around
from tests.conftest import Desk


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        pytest.param(
            "Find out what others earn before you name a number.", [], [], id="alone in its section"
        ),
        pytest.param(
            "Ask in spring, when the budgets are open.",
            [],
            ["Nobody can say yes in winter."],
            id="the first of two",
        ),
        pytest.param(
            "Silence is worth a heliotrope bouquet.",
            ["Name the number first and then be silent."],
            [],
            id="the last of two",
        ),
    ],
)
def test_neighbours_are_of_the_same_section(
    quote: str, before: list[str], after: list[str], built_desk: Desk
) -> None:
    """Not the quote itself, nor what another heading says."""
    index = LocalStore(built_desk.root).open()
    text = (built_desk.sources / "pay.txt").read_text(encoding="utf-8")
    start = text.index(quote)
    assert around(index, "pay", start, start + len(quote)) == Around(before, after)
    assert around(index, "no such article", 0, 1) is None
    assert around(index, "pay", 10**9, 10**9 + 1) == Around([], [])
    index.close()


def test_a_few_on_each_side_are_enough(desk: Desk) -> None:
    """The nearest ones."""
    words = ("One", "Two", "Three", "Four", "Five", "Six", "Seven")
    desk.write("many.txt", "A Matter\n\n" + " ".join(f"{word} is here now." for word in words) + "\n")
    desk.ingest()
    index = LocalStore(desk.root).open()
    found = index.source("many")
    assert found is not None
    start = found.text.index("Four")
    assert around(index, "many", start, start + len("Four is here now.")) == Around(
        ["Two is here now.", "Three is here now."], ["Five is here now.", "Six is here now."]
    )
    index.close()
