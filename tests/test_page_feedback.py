"""Thumbs and comments in the page: kept at once, changed in place, told truthfully."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.settings import Settings
from service.web.api import create_app
from service.web.feedback_log import read_feedback
from tests.conftest import Visit
from tests.loopback import served
from tests.test_page_answer import QUESTION, answered, ask

pytestmark = pytest.mark.browser


def lines(seeds_root: Path) -> list[dict[str, Any]]:
    """What the service kept, the latest last."""
    path = seeds_root.parent / "feedback.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_thumb_is_kept_at_once_and_its_comment_after(visit: Visit, seeds_root: Path) -> None:
    """By keyboard alone, on a phone: the comment stands in the place of the thumb alone.

    The service keeps question, history and answer, the browser that it was rated.
    """
    page = visit(f"/?q={QUESTION}", size=(360, 740))
    answered(page)
    ask(page, "are they mandatory?")
    answered(page, 1)
    turn = page.locator(".turn").nth(1)
    turn.get_by_role("button", name="Bad answer").press("Enter")
    expect(
        turn.get_by_text("Kept by the server: your thumb, this answer and the questions up to it.")
    ).to_be_visible()
    expect(turn.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    thumb = lines(seeds_root)[-1]
    assert (thumb["question"], thumb["history"], thumb["thumbs"]) == (
        "are they mandatory?",
        [QUESTION],
        "down",
    )
    assert (thumb["comment"], thumb["answer"]["status"]) == ("", "answered")
    page.keyboard.press("Tab")
    expect(turn.get_by_label("What was good or wrong? (optional)")).to_be_focused()
    page.keyboard.type("Too short – ☕")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(turn.get_by_text("Your comment is kept with it.")).to_be_visible()
    assert lines(seeds_root)[-1] == thumb | {
        "comment": "Too short – ☕",
        "received": lines(seeds_root)[-1]["received"],
    }
    usable, _ = read_feedback(seeds_root.parent / "feedback.jsonl")
    assert [one.comment for one in usable if one.id == thumb["id"]] == ["Too short – ☕"]
    page.reload()
    expect(turn.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    turn.get_by_role("button", name="Good answer").click()
    expect(turn.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
    assert (lines(seeds_root)[-1]["id"], lines(seeds_root)[-1]["thumbs"]) == (thumb["id"], "up")
    turn.get_by_role("button", name="Good answer").click()
    expect(turn.get_by_text("Taken back: it no longer counts.")).to_be_visible()
    usable, _ = read_feedback(seeds_root.parent / "feedback.jsonl")
    assert thumb["id"] not in [one.id for one in usable]
    expect(page.locator(".turn").nth(0).get_by_role("button", name="Bad answer")).to_be_enabled()


def test_feedback_that_is_not_kept_can_be_sent_again(visit: Visit) -> None:
    """The page says why; no thumb is shown as kept, and what was written is still there."""
    page = visit(f"/?q={QUESTION}", expected="507")
    answered(page)
    body = '{"error": {"code": "not_kept", "message": "The disk is full."}}'

    def fail(page: Page) -> None:
        page.route(
            "**/api/feedback",
            lambda route: route.fulfill(status=507, content_type="application/json", body=body),
        )

    fail(page)
    good = page.get_by_role("button", name="Good answer")
    good.click()
    expect(page.get_by_text("It was not kept. The disk is full.")).to_be_visible()
    expect(good).to_have_attribute("aria-pressed", "false")
    page.unroute("**/api/feedback")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    fail(page)
    page.get_by_label("What was good or wrong?").fill("fine")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It was not kept. The disk is full.")).to_be_visible()
    expect(page.get_by_label("What was good or wrong?")).to_have_value("fine")


@pytest.mark.parametrize(
    ("more", "words", "thumbs"),
    [
        ({}, "The server keeps only what gets a thumb", 2),
        ({"keep_feedback": False}, "The server keeps nothing of it.", 0),
        ({"log_questions": True}, "The server writes every question into its log, and keeps", 2),
        (
            {"keep_feedback": False, "log_questions": True},
            "The server writes every question into its log.",
            0,
        ),
    ],
    ids=["thumbs", "nothing", "log and thumbs", "log"],
)
def test_the_page_says_what_is_kept_where(
    visit: Visit, seeds_root: Path, more: dict[str, Any], words: str, thumbs: int
) -> None:
    """By the settings of the service; where no thumbs are taken there are none."""
    with served(create_app(Settings(index=seeds_root, **more))) as other:
        page = visit(expected=f"asked for {other}")
        page.goto(other)
        ask(page, "thanks")
        answered(page)
        expect(
            page.locator(".bar").get_by_role("button", name=re.compile("(Good|Bad) answer"))
        ).to_have_count(thumbs)
        page.get_by_role("button", name="History").click()
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("Kept in this browser, the latest fifty.")).to_be_visible()
