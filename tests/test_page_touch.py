"""Fingers: whatever can be pressed on a phone has 44 pixels each way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.conftest import Visit
from tests.test_page_access import PHONE, STATES

pytestmark = pytest.mark.browser

SMALLEST = 44  # CSS pixels, as WCAG 2.5.5 has it
# A number or a stamp within a sentence may be smaller; what is hit is measured, which is around it.
SMALL = """
([smallest]) => [...document.querySelectorAll("button, a, summary, input, textarea, select, label:has(input)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches("label:has(input) input, .unseen"))
  .filter((one) => !document.querySelector("dialog:modal") || one.closest("dialog:modal"))
  .map((one) => {
    const inline = one.matches(".said .chip, a.stamp");
    const box = inline ? getComputedStyle(one, "::after") : one.getBoundingClientRect();
    const [width, height] = [box.width, box.height].map(Number.parseFloat);
    return { name: `${one.tagName} ${one.className} ${one.ariaLabel ?? one.textContent.trim().slice(0, 40)}`, width, height };
  })
  .filter(({ width, height }) => width < smallest || height < smallest)
"""


def small(page: Page) -> list[object]:
    """What is smaller than it should be."""
    return list(page.evaluate(SMALL, [SMALLEST]))


@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_a_finger_hits_it(visit: Visit, state: Callable[[Page], None]) -> None:
    """In every state of the page."""
    page = visit(size=PHONE, expected="Failed to load resource")
    state(page)
    assert small(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/?q=should I do an exit interview?",
        "/?q=what is the capital of France?",
        "/source/000_545cee09d23d1661?start=2233&end=2345",
    ],
)
def test_a_finger_hits_it_without_scripts(visit: Visit, path: str) -> None:
    """The server's own answer, refusal and source."""
    page = visit(
        path,
        size=PHONE,
        before=lambda page: page.route("**/app.js", lambda route: route.abort()),
        expected="Failed to load resource",
    )
    assert small(page) == []


def test_the_measure_finds_what_is_small(visit: Visit) -> None:
    """A button of 20 pixels is found, so that finding nothing means something."""
    page = visit(size=PHONE)
    page.evaluate("document.querySelector('#theme').style.minHeight = '20px'")
    assert len(small(page)) == 1
