"""What the page keeps: conversations in the browser, their addresses, Markdown, feedback to the service."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Visit
from tests.test_page_answer import ONE, QUESTION, UNKNOWN, Stream, answered, ask, said

pytestmark = pytest.mark.browser

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def kept_by_an_older_page(text: str, names: list[str]) -> str:
    """A conversation as it was kept when an answer was a text, and each sentence had its citations."""
    citations = [{name: cited[name] for name in names} for cited in ONE["citations"] if names]
    answer = {name: value for name, value in ONE.items() if name not in ("said", "tuning")} | {
        "citations": citations
    }
    turn = {
        "question": "?",
        "history": [],
        "sentences": [{"text": text, "citations": citations}],
        "answer": answer,
    }
    return json.dumps({"id": "x", "changed": 1, "turns": [turn]})


OLDER = [
    "number",
    "article",
    "title",
    "section",
    "kind",
    "author",
    "quote",
    "start",
    "end",
    "timestamp",
    "seconds",
    "url",
]
DAMAGE = {
    "not JSON": "{",
    "null": "null",
    "a list": "[]",
    "no turns": json.dumps({"id": "x", "changed": 1, "turns": []}),
    "turns of nothing": json.dumps({"id": "x", "changed": 1, "turns": [None]}),
    "another shape": json.dumps(
        {"id": "x", "changed": 1, "turns": [{"question": "?", "history": [], "sentences": [], "answer": {}}]}
    ),
    "another name": json.dumps({"id": "y", "changed": 1, "turns": []}),
    "a quote by an older page": kept_by_an_older_page("Participation is strictly voluntary. [1]", OLDER),
    "a name that is none": json.dumps(
        {
            "id": "x",
            "changed": 1,
            "title": 5,
            "turns": [{"question": "?", "history": [], "sentences": [], "answer": ONE}],
        }
    ),
    "small talk by an older page": kept_by_an_older_page("You are welcome.", []),
}


def kept(page: Page) -> list[Any]:
    """The conversations in the browser, as they are kept."""
    found = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('careerqa.chat.')).map((key) => localStorage[key])"
    )
    return [json.loads(one) for one in found]


def test_a_conversation_is_there_again(visit: Visit) -> None:
    """After a reload, and from the list, with its answers as they were; nothing is asked again."""
    page = visit()
    ask(page, QUESTION)
    answered(page)
    ask(page, UNKNOWN)
    answered(page, 1)
    shown = page.locator(".said").all_inner_texts()
    address = page.url
    assert "#chat=" in address
    page.route("**/api/ask", lambda route: route.abort())
    page.reload()
    answered(page, 1)
    assert page.locator(".said").all_inner_texts() == shown
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    assert "#" not in page.url
    page.get_by_role("button", name="History").click()
    page.get_by_role("dialog").get_by_role("button", name=QUESTION).first.click()
    answered(page, 1)
    assert (page.url, page.locator(".said").all_inner_texts()) == (address, shown)
    page.go_back()
    expect(page.locator("#welcome")).to_be_visible()
    page.go_forward()
    answered(page, 1)
    expect(page.locator(".said .chip").first).to_be_visible()
    assert len(kept(page)) == 1


def test_a_conversation_of_the_page_before_this_one_is_read(visit: Visit) -> None:
    """It has no name, and its thumb no id: both are as they were."""
    page = visit()
    turn = {"question": QUESTION, "history": [], "sentences": ONE["said"], "answer": ONE, "rated": "up"}
    page.evaluate(
        "(text) => localStorage.setItem('careerqa.chat.old', text)",
        json.dumps({"id": "old", "changed": 1, "turns": [turn]}),
    )
    page.goto(f"{page.url}#chat=old")
    page.reload()
    answered(page)
    expect(page).to_have_title(f"{QUESTION} · careerqa")
    expect(page.get_by_role("button", name="Rated as good")).to_be_disabled()
    page.get_by_role("button", name="History").click()
    expect(page.locator(".choose span")).to_have_text(QUESTION)


def test_conversations_are_deleted(visit: Visit) -> None:
    """One, or all after a question.

    The focus stays in the list, and one that is shown is gone from the page.
    """
    page = visit()
    for question in (QUESTION, UNKNOWN, "thanks"):
        ask(page, question)
        answered(page)
        page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="History").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".choose span")).to_have_text(["thanks", UNKNOWN, QUESTION])
    drawer.get_by_role("button", name=f"Delete “{UNKNOWN}”").press("Enter")
    expect(drawer.locator(".choose span")).to_have_text(["thanks", QUESTION])
    expect(drawer.locator(".choose").nth(1)).to_be_focused()
    drawer.locator(".choose").nth(1).click()
    answered(page)
    page.get_by_role("button", name="History").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    drawer.get_by_role("button", name="Delete all").click()
    assert len(kept(page)) == 2
    page.once("dialog", lambda dialog: dialog.accept())
    drawer.get_by_role("button", name="Delete all").click()
    expect(drawer.get_by_text("Nothing yet.")).to_be_visible()
    assert kept(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#welcome")).to_be_visible()


def test_a_conversation_is_found_by_its_words(visit: Visit) -> None:
    """In questions, answers and names, in small letters and without accents; what was found is shown."""
    page = visit()
    for question in (QUESTION, UNKNOWN, "thanks"):
        ask(page, question)
        answered(page)
        page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="History").click()
    search, found = page.get_by_label("Search the conversations"), page.locator(".choose span")
    search.press_sequentially("VÓLUNTARY interview")
    expect(found).to_have_text([QUESTION])
    expect(page.locator(".choose small").first).to_contain_text("Participation is strictly voluntary")
    expect(page.get_by_text("1 of 3 conversations")).to_be_visible()
    search.fill("nowhere to be found")
    expect(page.get_by_text("Nothing has these words.")).to_be_visible()
    search.fill("france")
    search.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text(UNKNOWN)
    page.get_by_role("button", name="History").click()
    expect(found).to_have_count(3)


def test_a_conversation_has_a_name(visit: Visit) -> None:
    """By keyboard: given, left by Escape, used wherever the conversation is named, and taken away again."""
    page = visit()
    ask(page, QUESTION)
    answered(page)
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name=f"Rename “{QUESTION}”").press("Enter")
    page.keyboard.type("Leaving")
    page.keyboard.press("Escape")
    expect(page.locator(".choose span")).to_have_text(QUESTION)
    page.get_by_role("button", name=f"Rename “{QUESTION}”").press("Enter")
    page.keyboard.type("Leaving")
    page.keyboard.press("Enter")
    expect(page.locator(".choose")).to_be_focused()
    expect(page.locator(".choose span")).to_have_text("Leaving")
    expect(page).to_have_title("Leaving · careerqa")
    page.keyboard.press("Escape")
    ask(page, "thanks")  # which keeps the conversation anew
    answered(page, 1)
    assert kept(page)[0]["title"] == "Leaving"
    page.reload()
    expect(page).to_have_title("Leaving · careerqa")
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name="Rename “Leaving”").click()
    page.get_by_label("Name of the conversation").fill(" ")
    page.keyboard.press("Enter")
    expect(page.locator(".choose span")).to_have_text(QUESTION)
    assert "title" not in kept(page)[0]


def test_what_was_deleted_comes_back(visit: Visit) -> None:
    """As it was and in its place, until the list is closed."""
    page = visit()
    for question in (QUESTION, "thanks"):
        ask(page, question)
        answered(page)
        page.get_by_role("button", name="New chat").click()
    before = kept(page)
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name=f"Delete “{QUESTION}”").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Deleted")).to_be_visible()
    expect(page.locator(".choose span")).to_have_text(["thanks"])
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".choose span")).to_have_text(["thanks", QUESTION])
    expect(page.locator(".choose").nth(1)).to_be_focused()
    assert sorted(kept(page), key=str) == sorted(before, key=str)
    page.get_by_role("button", name="Delete “thanks”").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.locator(".choose span")).to_have_text([QUESTION])


def test_conversations_stand_under_their_days(visit: Visit) -> None:
    """Today, yesterday, the last week, then by months."""
    page = visit()
    page.clock.install(time=datetime(2026, 3, 20, 12))
    ask(page, "thanks")
    answered(page)
    page.evaluate("""() => {
      const one = JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.startsWith("careerqa.chat."))]);
      for (const day of [19, 18, 14, 13]) {
        const own = { ...one, id: `day${day}`, changed: new Date(2026, 2, day, 9).getTime() };
        localStorage[`careerqa.chat.${own.id}`] = JSON.stringify(own);
      }
    }""")
    page.get_by_role("button", name="History").click()
    expect(page.locator("#history h3")).to_have_text(["Today", "Yesterday", "Last seven days", "March 2026"])
    sizes = [section.locator("li").count() for section in page.locator("#history section").all()]
    assert sizes == [1, 1, 2, 1]


def test_what_is_damaged_is_passed_over(visit: Visit) -> None:
    """Entries of any other shape are not listed and break nothing; deleting all removes them too."""
    page = visit()
    ask(page, QUESTION)
    answered(page)
    for place, text in enumerate(DAMAGE.values(), start=1):
        own = [f"careerqa.chat.{'x' * place}", text.replace('"id": "x"', f'"id": "{"x" * place}"')]
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", own)
    page.evaluate("localStorage.setItem('careerqa.theme', 'purple')")
    for place in range(1, len(DAMAGE) + 1):
        page.goto(f"{page.url.partition('#')[0]}#chat={'x' * place}")
        page.reload()
        expect(page.locator("#welcome")).to_be_visible()
    page.get_by_role("button", name="History").click()
    expect(page.locator(".choose span")).to_have_text([QUESTION])
    page.get_by_role("button", name=f"Delete “{QUESTION}”").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete all").click()
    expect(page.get_by_role("button", name="Delete all")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('careerqa.chat.'))") == []


def test_a_full_browser_drops_the_oldest(visit: Visit) -> None:
    """Where there is no more room, older conversations make it.

    The rest of the browser's keeping is not touched.
    """
    page = visit()
    for question in (UNKNOWN, QUESTION):
        ask(page, question)
        answered(page)
        page.get_by_role("button", name="New chat").click()
    page.evaluate("""() => {
      let room = 2 ** 22;
      for (let at = 0; room > 16; at += 1) {
        try { localStorage.setItem(`filler${at}`, "x".repeat(room)); } catch { room /= 2; }
      }
    }""")
    ask(page, "thanks")
    answered(page)
    assert [one["turns"][0]["question"] for one in kept(page)].count(UNKNOWN) == 0
    assert "thanks" in [one["turns"][0]["question"] for one in kept(page)]
    assert page.evaluate("'filler0' in localStorage")
    expect(page.locator("#status")).to_be_empty()


def test_fifty_conversations_are_kept(visit: Visit) -> None:
    """The oldest go."""
    page = visit()
    ask(page, "thanks")
    answered(page)
    page.evaluate("""() => {
      const one = JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.startsWith("careerqa.chat."))]);
      for (let at = 1; at <= 60; at += 1) localStorage[`careerqa.chat.old${at}`] = JSON.stringify({ ...one, id: `old${at}`, changed: at });
    }""")
    ask(page, "thanks")
    answered(page, 1)
    times = sorted(one["changed"] for one in kept(page))
    assert (len(times), times[0]) == (50, 12)


def test_a_browser_that_keeps_nothing_answers_too(visit: Visit) -> None:
    """The page says that the conversation will be gone; all else works."""
    broken = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    page = visit(before=lambda page: page.add_init_script(broken))
    ask(page, QUESTION)
    answered(page)
    expect(page.locator("#status")).to_contain_text("does not keep conversations")
    page.get_by_role("button", name="Dark colours").click()
    page.get_by_role("button", name="History").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_an_address_opens_a_question(visit: Visit) -> None:
    """`?q=` asks it at once, in a conversation of its own; the link of an answer leads there."""
    page = visit(f"/?q={QUESTION}", permissions=CLIPBOARD)
    answered(page)
    assert re.search(r"/#chat=\w+$", page.url)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    answered(page)
    expect(page.locator(".asked")).to_have_text(QUESTION)


def test_a_conversation_is_markdown(visit: Visit) -> None:
    """Copied and saved alike: questions as headings, numbers.

    And links to the second or to the place in the source.
    """
    page = visit(permissions=CLIPBOARD, accept_downloads=True)
    ask(page, QUESTION)
    answered(page)
    ask(page, "why should I respond to a job rejection?")
    answered(page, 1)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d-should-I-do-an-exit-interview\.md", download.value.suggested_filename
    )
    assert Path(download.value.path()).read_text(encoding="utf-8") == text
    assert text.startswith(f"# {QUESTION}\n\n## {QUESTION}\n\nGenerally, it is not recommended")
    assert "\n\n* They are not required" in text
    assert (
        "2. [career advice and job search strategies › Exit Interviews › Should You Participate in an Exit Interview?, 3:41]"
        in text
    )
    assert "(https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s): “They are not required" in text
    links = re.findall(r"\]\((\S+/source/\S+)\)", text)
    assert links
    page.goto(links[0])
    expect(page.locator("mark")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("../../etc/passwd: what\\is <it>?", "etc-passwd-what-is-it"),
        ("CON", "CON"),
        ("?!", ""),
        ("Wie geht das – „ähm“?", "Wie-geht-das-ähm"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word"),
        ("字" * 80, "字" * 50),
    ],
    ids=["a path", "a device", "no words", "another alphabet", "long", "long without blanks"],
)
def test_a_file_is_named_after_what_was_asked(visit: Visit, words: str, name: str) -> None:
    """With letters and numbers that every system takes, and the day before them."""
    page = visit()
    made = page.evaluate(
        "async (words) => (await import(new URL('share.js', document.querySelector('script[type=module]').src)))"
        ".fileName(words, new Date(2026, 2, 4, 23, 30).getTime())",
        words,
    )
    assert made == f"2026-03-04{'-' * bool(name)}{name}.md"


def test_an_answer_is_copied_as_markdown(visit: Visit) -> None:
    """What Markdown would read is escaped, a source's own numbers too; our own words stand alone."""
    streams: list[Stream] = []
    page = visit(before=lambda page: streams.append(Stream(page)), permissions=CLIPBOARD)
    ask(page, QUESTION)
    quoted = [said("# *Not* <b>a</b> [link](x) [1]", 1), said("Voluntary.", 1)]
    streams[0].tell(ONE, said=[said("A title:"), *quoted, said("No answer: why?")])
    answered(page)
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    blocks = text.split("\n\n")
    assert blocks[:-1] == [
        "A title:",
        "\\# \\*Not\\* \\<b\\>a\\</b\\> \\[link\\](x) `[1]`. [1] Voluntary. [1]",
        "No answer: why?",
    ]
    assert blocks[-1].startswith("1. [career advice")


def test_where_copying_is_not_allowed_it_says_so(visit: Visit) -> None:
    """The button tells, and is itself again after a while."""
    page = visit(f"/?q={QUESTION}")
    answered(page)
    page.clock.install()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copying is not allowed here")).to_be_visible()
    page.clock.run_for(3000)
    expect(page.get_by_role("button", name="Copy answer")).to_be_visible()
