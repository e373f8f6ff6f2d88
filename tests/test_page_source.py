"""The source pane: a quote in its whole article, from one quote to the next, and the video."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.assistant import Assistant
from tests.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "should I do an exit interview?"
WIDE, PHONE = (1200, 800), (360, 740)


def opened(page: Page, number: int = 2) -> Any:
    """The pane, opened from a number of the answer."""
    page.locator(".said .chip").nth(number - 1).click()
    pane = page.get_by_role("dialog")
    expect(page.locator("#source-text")).not_to_have_attribute("aria-busy", "true")
    expect(pane.locator("mark").first).to_be_visible()
    return pane


def marked(page: Page) -> str:
    """What is marked in the pane, without its time stamps."""
    marks = page.locator("#source mark:not(:has(.stamp))").all()
    return "".join(mark.text_content() or "" for mark in marks)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["beside", "over"])
def test_the_quote_is_marked_in_its_article(
    visit: Visit, seeds_assistant: Assistant, size: tuple[int, int]
) -> None:
    """Beside the conversation on a wide window, over all of it on a phone.

    The marked text is the quote and is in sight.
    """
    page = visit(f"/?q={QUESTION}", size=size)
    pane = opened(page)
    quotes = [one.quote for one in seeds_assistant.ask(QUESTION).citations]
    assert marked(page) == quotes[1]
    expect(pane.locator("mark").first).to_be_in_viewport()
    expect(pane.locator("mark").first).to_be_focused()
    expect(
        pane.get_by_role("heading", name="career advice and job search strategies", exact=True)
    ).to_be_visible()
    box, answer_box = pane.bounding_box(), page.locator(".said").bounding_box()
    assert box is not None
    assert answer_box is not None
    if size == WIDE:
        assert answer_box["x"] + answer_box["width"] <= box["x"]
    else:
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_one_goes_from_quote_to_quote(visit: Visit, seeds_assistant: Assistant) -> None:
    """Before and next are buttons that keep the focus; at an end they do nothing.

    Other articles are opened on the way.
    """
    question = "how long should I wait before I follow up after an interview?"
    quotes = [one.quote for one in seeds_assistant.ask(question).citations]
    page = visit(f"/?q={question}")
    pane = opened(page, 1)
    following = pane.get_by_role("button", name="Next quote")
    following.focus()
    for place, quote in enumerate(quotes, start=1):
        expect(pane.get_by_text(f"{place} of {len(quotes)}")).to_be_visible()
        expect(page.locator("#source-text")).not_to_have_attribute("aria-busy", "true")
        assert marked(page) == quote
        page.keyboard.press("Enter")
        expect(following).to_be_focused()
    expect(following).to_have_attribute("aria-disabled", "true")
    pane.get_by_role("button", name="Quote before").click()
    expect(pane.get_by_text(f"{len(quotes) - 1} of {len(quotes)}")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["beside", "over"])
@pytest.mark.parametrize("by", ["Escape", "button"])
def test_the_focus_comes_back(visit: Visit, size: tuple[int, int], by: str) -> None:
    """Opened and closed with the keyboard, it leaves the focus on the number it came from."""
    page = visit(f"/?q={QUESTION}", size=size)
    chip = page.locator(".said .chip").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark").first).to_be_focused()
    if by == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Close source").press("Enter")
    expect(page.locator("#source")).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_conversation_goes_on_beside_the_source(visit: Visit) -> None:
    """On a wide window another number may be opened, and another question asked, with the pane open."""
    page = visit(f"/?q={QUESTION}")
    pane = opened(page, 2)
    opened(page, 3)
    expect(pane.get_by_text("3 of")).to_be_visible()
    assert marked(page) == "Participation is strictly voluntary"
    page.get_by_label("Your question").fill("are they mandatory?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(pane).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#source")).to_be_hidden()


def test_the_video_is_loaded_by_a_click_only(visit: Visit) -> None:
    """Nothing of YouTube before; then its player without cookies, from the second of the quote.

    The link is always there.
    """
    page = visit(
        f"/?q={QUESTION}",
        expected="asked for https://www.youtube-nocookie.com/embed/1vSGNC3Yn0s?start=221&autoplay=1",
    )
    page.route(
        "https://www.youtube-nocookie.com/**",
        lambda route: route.fulfill(content_type="text/html", body="a video"),
    )
    pane = opened(page)
    expect(page.locator("iframe")).to_have_count(0)
    expect(pane.get_by_text("Playing loads the video from YouTube.")).to_be_visible()
    link = pane.get_by_role("link", name="YouTube at 3:41")
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s")
    expect(link).to_have_attribute("rel", "noopener")
    pane.get_by_role("button", name="Play here from 3:41").click()
    expect(page.frame_locator("iframe").get_by_text("a video")).to_be_visible()
    expect(link).to_be_visible()
    pane.get_by_role("button", name="Close source").click()
    expect(page.locator("iframe")).to_have_count(0)


def test_the_policy_frames_no_other_host(visit: Visit) -> None:
    """A frame from anywhere else is refused by the browser, whatever the page's scripts do."""
    page = visit(expected="violates the following Content Security Policy directive")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://www.youtube.com/embed/x' }))"
    )
    expect(page.locator("iframe")).to_have_count(1)
    assert all("youtube.com/embed" not in frame.url for frame in page.frames)


def test_a_source_without_a_video_has_no_player(visit: Visit) -> None:
    """Neither button nor link; the article is shown all the same, with its own headings."""
    page = visit("/?q=why should I respond to a job rejection?")
    pane = opened(page, 1)
    expect(pane.get_by_role("heading", name="When you should ask for feedback")).to_be_attached()
    expect(page.locator("#source-video")).to_be_empty()


def test_a_source_that_cannot_be_read_is_told(visit: Visit) -> None:
    """The pane says why, and closes as ever."""
    page = visit(f"/?q={QUESTION}", expected="404")
    expect(page.locator(".feedback")).to_be_attached()
    body = '{"error": {"code": "not_found", "message": "there is no such article"}}'
    page.route(
        "**/api/blocks/**",
        lambda route: route.fulfill(status=404, content_type="application/json", body=body),
    )
    page.locator(".said .chip").first.click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("there is no such article")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def test_without_javascript_a_source_is_a_page(visit: Visit) -> None:
    """An answer's link leads to the article with the quote marked and in sight.

    The same look, no horizontal scrolling.
    """
    page = visit(f"/?q={QUESTION}", size=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Open source").nth(1).click()
    expect(page.locator("mark")).to_contain_text("They are not required: Companies cannot force you")
    expect(page.locator("mark")).to_be_in_viewport()
    page.get_by_label("Your question").fill("are exit interviews mandatory?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".said .chip").first).to_have_attribute("href", "#quote-1")
