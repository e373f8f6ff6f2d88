"""What the page shows and copies of hostile texts, in a real browser, by its own modules."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.web.assets import TYPES
from service.web.pages import page_html
from tests.hostile_answer import ADDRESS, hostile_answer
from tests.hostile_text import BAD_ADDRESSES, GOOD_ADDRESSES, HONEST, HOSTILE, steers
from tests.test_service_hostile_text import check_markdown, squeezed

if TYPE_CHECKING:
    from markupsafe import Markup
    from playwright.sync_api import Browser, Page, Route

PAGE = Path(__file__).resolve().parent.parent / "service" / "web" / "page"
ORIGIN = "http://page.example/"
TEXTS = {name: text for name, text in {**HOSTILE, **HONEST}.items() if "\ud83d" not in text}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: "Browser") -> "Iterator[Page]":
    """The page with its modules to be called, and no service behind it."""
    from markupsafe import Markup

    def answer(route: "Route") -> None:
        name = route.request.url.removeprefix(ORIGIN)
        if name.startswith("api/"):
            route.fulfill(status=503, json={"error": {"code": "no_index", "message": "none"}})
        elif (PAGE / name).is_file():
            route.fulfill(
                body=(PAGE / name).read_text(encoding="utf-8"), content_type=TYPES[f".{name.split('.')[-1]}"]
            )
        else:
            route.fulfill(body=shell(Markup()), content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(ORIGIN)
    yield page
    page.close()


def shell(content: "Markup") -> str:
    """The page without the program that asks."""
    html = page_html(content, title="", base=".", modules=[])
    return html.replace('<script type="module" src="././app.js"></script>', "").replace("app.js", "none.js")


def call(page: "Page", module: str, body: str, given: Any) -> Any:
    """What an expression over a module of the page gives."""
    return page.evaluate(f"async (given) => {{ const m = await import('/{module}'); {body} }}", given)


def test_copied_markdown_shows_the_words(page: "Page") -> None:
    """An answer and a conversation, as CommonMark reads them, show each text and hold no link but ours."""
    for text in TEXTS.values():
        answer = asdict(hostile_answer(text))
        turn = {"question": text, "answer": answer, "sentences": answer["said"]}
        made = call(
            page, "markdown.js", "return m.conversationMarkdown(given)", {"turns": [turn], "title": text}
        )
        check_markdown(made, text, headings=2)


def test_what_is_shown_is_text(page: "Page") -> None:
    """No element but those of an answer without markup, no link but its address, nothing that reorders."""
    shape = None
    for text in ["pay", *TEXTS.values()]:
        answer = asdict(hostile_answer(text))
        shown = call(
            page,
            "answer.js",
            """const box = document.createElement("div");
            document.body.append(box);
            box.append(m.heading(given), m.footing(given), m.related(given.related, () => {}));
            for (const said of given.said) m.append(box, said, given.citations);
            const tags = [...box.querySelectorAll("*")].map((one) => one.tagName).sort().join(" ");
            const links = [...box.querySelectorAll("a")].map((one) => one.getAttribute("href"));
            const text = box.textContent;
            box.remove();
            return { tags, links, text };""",
            answer,
        )
        shape = shape or shown["tags"]
        assert shown["tags"].replace("SPAN ", "") == shape.replace("SPAN ", "")
        assert set(shown["links"]) == {ADDRESS}
        assert squeezed(text) in squeezed(shown["text"])
        assert not steers(shown["text"], lines=True)


def test_only_addresses_of_the_web_are_links(page: "Page") -> None:
    """As in every other door."""
    made = call(
        page, "text.js", "return given.map((one) => m.webAddress(one))", [*BAD_ADDRESSES, *GOOD_ADDRESSES]
    )
    bad, good = made[: len(BAD_ADDRESSES)], made[len(BAD_ADDRESSES) :]
    assert {address for address, one in zip(BAD_ADDRESSES, bad, strict=True) if one} <= {
        "https://evil.example:port/"  # which opens nothing
    }
    assert good == list(GOOD_ADDRESSES)
