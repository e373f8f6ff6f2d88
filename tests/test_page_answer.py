"""The chat page: a question, its answer sentence by sentence, its citations.

What is refused and what goes wrong.
"""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.web.api import EXAMPLE
from tests.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "should I do an exit interview?"
UNKNOWN = "what is the capital of France?"
ONE: dict[str, Any] = EXAMPLE | {"question": QUESTION, "standalone_question": QUESTION, "understood": None}
EVIL = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


STREAM = """
const real = window.fetch;
window.fetch = (url, options) => {
  if (url !== "/api/ask") return real(url, options);
  window.asked = JSON.parse(options.body);
  const body = new ReadableStream({ start: (stream) => (window.stream = stream) });
  options.signal.addEventListener("abort", () => window.stream.error(options.signal.reason));
  return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
};
window.push = (name, data) => window.stream.enqueue(new TextEncoder().encode(`event: ${name}\\ndata: ${JSON.stringify(data)}\\n\\n`));
"""


class Stream:
    """Answers to a page in place of the service's, event by event, as the test says."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(STREAM)

    def push(self, name: str, data: Any) -> None:
        """Send one event."""
        self.page.evaluate("([name, data]) => window.push(name, data)", [name, data])

    def close(self) -> None:
        """End the answer."""
        self.page.evaluate("window.stream.close()")

    def tear(self) -> None:
        """Have the connection break."""
        self.page.evaluate("window.stream.error(new TypeError('network'))")

    def tell(self, answer: dict[str, Any], **changed: Any) -> None:
        """Send a whole answer, sentence by sentence."""
        whole = answer | changed
        by_number = {cited["number"]: cited for cited in whole["citations"]}
        self.push(
            "resolved", {name: whole[name] for name in ("question", "standalone_question", "status", "index")}
        )
        for entry in whole["said"]:
            self.push("sentence", entry | {"cited": [by_number[number] for number in entry["citations"]]})
        self.push("answer", whole)
        self.close()

    @property
    def asked(self) -> Any:
        """The body of the last request."""
        return self.page.evaluate("window.asked")


def said(
    text: str, *citations: int, item: int | None = None, part: int = 0, head: bool = False
) -> dict[str, Any]:
    """An entry of what is said."""
    return {"text": text, "citations": list(citations), "item": item, "part": part, "head": head}


def ask(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


def answered(page: Page, turn: int = 0) -> None:
    """Wait for a turn's whole answer, and until the page takes the next question."""
    expect(page.locator(".turn").nth(turn).locator(".feedback")).to_be_attached()
    expect(page.locator("#ask")).not_to_have_class("busy")


def ask_read_and_rate(page: Page) -> None:
    """Ask, open the first source, close it, and find the answer good, which is kept."""
    ask(page, QUESTION)
    answered(page)
    page.locator(".said .chip").first.click()
    expect(page.locator("#source mark").first).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_response("**/api/feedback") as told:
        page.get_by_role("button", name="Good answer").click()
        if page.get_by_role("button", name="Send").is_visible():
            page.get_by_role("button", name="Send").click()
    assert told.value.status == 201


@pytest.fixture
def told(visit: Visit) -> Stream:
    """A page whose answers the test gives, with a question asked."""
    streams: list[Stream] = []
    page = visit(before=lambda page: streams.append(Stream(page)))
    ask(page, QUESTION)
    return streams[0]


def test_an_answer_is_quotes_with_numbers(visit: Visit) -> None:
    """The real answer: sentences, numbers, the place of each with a link to its second.

    Confidence in words.
    """
    page = visit()
    ask(page, QUESTION)
    answered(page)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    numbers = [chip.inner_text() for chip in page.locator(".said .chip").all()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    expect(page.locator(".said")).not_to_contain_text("[")
    expect(page.locator(".quotes .chip")).to_have_text(numbers)
    link = page.locator(".quotes a").first
    assert "youtube.com/watch?v=" in (link.get_attribute("href") or "")
    expect(page.locator(".facts summary")).to_have_text("Probably the answer")
    page.locator(".facts summary").click()
    expect(page.get_by_text("how probable it is that the sources hold what was asked")).to_be_visible()


def test_items_of_a_list_make_one(visit: Visit) -> None:
    """Between the sentence that introduces them and what follows.

    A second sentence of an item stands with the first, also when kept.
    """
    page = visit()
    ask(page, QUESTION)
    answered(page)
    items = page.locator(".said > ul > li")
    expect(items.nth(0)).to_contain_text("They are not required")
    expect(items.nth(0)).to_contain_text("Participation is strictly voluntary")
    expect(items.nth(1)).to_contain_text("Minimal gain")
    expect(page.locator(".said > .sentence").first).to_contain_text("for two main reasons:")
    count = items.count()
    page.reload()
    expect(items).to_have_count(count)


def test_sentences_are_shown_as_they_arrive(told: Stream) -> None:
    """Each is there before the next; the button stops meanwhile; a screen reader hears each once."""
    page, shown = told.page, told.page.locator(".said")
    expect(page.get_by_text("Looking in the sources")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    told.push(
        "resolved",
        {"question": QUESTION, "understood": "Read as “Must I?”", "status": "answered", "index": "x"},
    )
    expect(page.locator(".understood")).to_have_text("Read as “Must I?”")
    one, two = said("One.", 1), said("Two [9].")
    told.push("sentence", one | {"cited": ONE["citations"]})
    expect(shown).to_have_text("One.\u00a01")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "true")
    told.push("sentence", two | {"cited": []})
    expect(shown).to_have_text("One.\u00a01 Two [9].")
    expect(page.get_by_role("log")).to_have_text("One.Two [9].")
    told.push("answer", ONE | {"answer": "One. [1] Two [9].", "said": [one, two]})
    told.close()
    answered(page)
    expect(page.get_by_role("log")).to_have_text("One.Two [9].1 source.")
    expect(page.locator(".turn")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_what_was_said_can_be_taken_back(told: Stream) -> None:
    """After `withdrawn` only the sentences that follow it stand.

    With the note and the numbers of their own.
    """
    told.push("sentence", said("Invented.", 1) | {"cited": [ONE["citations"][0] | {"quote": "Invented"}]})
    expect(told.page.locator(".said")).to_contain_text("Invented.")
    told.push("withdrawn", {"reason": "a quote is not in its source"})
    expect(told.page.locator(".said")).to_be_empty()
    told.tell(ONE, note="The language model failed; these are the sources’ own sentences.")
    answered(told.page)
    expect(told.page.locator(".said")).to_have_text("Participation is strictly voluntary.\u00a01")
    expect(told.page.get_by_text("The language model failed")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["Something else.", ONE["said"][0]["text"]], ids=["other words", "no numbers"]
)
def test_the_whole_answer_is_the_truth(told: Stream, text: str) -> None:
    """Where what was said differs from it, it is replaced; the name of a language model is shown."""
    told.push("sentence", said(text) | {"cited": []})
    told.push("answer", ONE | {"model": "some-model"})
    told.close()
    expect(told.page.locator(".said")).to_have_text("Participation is strictly voluntary.\u00a01")
    expect(told.page.get_by_text("Phrased by some-model from the quotes")).to_be_visible()


def test_our_own_words_stand_on_lines_of_their_own(told: Stream) -> None:
    """Every title stands above what it heads and is set off; what is not answered is set off otherwise."""
    unanswered = "The sources do not answer this."
    titles = [
        said("One article:", head=True),
        said("Do it.", 1),
        said("Another:", head=True),
        said("Do not.", 1, item=1),
    ]
    named = [said("And why?", part=1, head=True), said(unanswered, part=1)]
    told.tell(ONE, said=[*titles, *named], unanswered=["and why?"])
    answered(told.page)
    own = told.page.locator(".said > .own")
    expect(own).to_have_text(["One article:", "Another:", "And why?", unanswered])
    looks = [("600", "0px"), ("600", "0px"), ("600", "0px"), ("400", "3px")]
    for place, (weight, bar) in enumerate(looks):
        expect(own.nth(place)).to_have_css("font-weight", weight)
        expect(own.nth(place)).to_have_css("border-inline-start-width", bar)
    boxes = [shown.bounding_box() for shown in told.page.locator(".said .own, .said .sentence").all()]
    lines = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(lines) == 6
    assert all(upper[1] <= lower[0] + 1 for upper, lower in pairwise(lines))


def test_numbers_in_a_source_are_words(told: Stream) -> None:
    """Only the numbers of what is said can be pressed, whatever stands in brackets."""
    words = "Sign form [2] before day [1]."
    told.tell(ONE | {"answer": f"{words} [1]", "said": [said(words, 1)]})
    answered(told.page)
    expect(told.page.locator(".said")).to_have_text("Sign form [2] before day [1].\u00a01")
    expect(told.page.locator(".said .chip")).to_have_text(["1"])


def test_a_broken_connection_can_be_tried_again(told: Stream) -> None:
    """Half an answer is not left standing; the same question is asked once more, and the focus is on it."""
    told.push("sentence", said("Half of it") | {"cited": []})
    expect(told.page.locator(".said")).to_have_text("Half of it")
    told.tear()
    expect(told.page.get_by_role("alert")).to_have_text("The connection broke before the answer was whole.")
    expect(told.page.get_by_text("Half of it")).to_have_count(1)  # what the screen reader was told
    told.page.get_by_role("button", name="Try again").click()
    expect(told.page.locator(".asked")).to_be_focused()
    told.tell(ONE)
    answered(told.page)
    expect(told.page.locator(".turn")).to_have_count(1)
    assert told.asked == {"question": QUESTION, "history": []}


def test_an_answer_that_ends_early_is_no_answer(told: Stream) -> None:
    """A stream that closes without its last event has failed."""
    told.push("sentence", said("Half of it") | {"cited": []})
    told.close()
    expect(told.page.get_by_role("alert")).to_have_text("The connection broke before the answer was whole.")


def test_an_answer_can_be_stopped(told: Stream) -> None:
    """The button stops; Enter does not ask another meanwhile; then the page takes questions again."""
    ask(told.page, "another?")
    expect(told.page.locator(".turn")).to_have_count(1)
    told.page.get_by_role("button", name="Stop").click()
    expect(told.page.get_by_role("alert")).to_have_text("Stopped.")
    expect(told.page.get_by_label("Your question")).to_have_value("another?")
    told.page.get_by_label("Your question").press("Enter")
    told.tell(ONE, question="another?", standalone_question="another?")
    answered(told.page, 1)


def test_an_error_is_told_in_the_services_words(visit: Visit) -> None:
    """A question that cannot be asked says why, and offers no second try with the same words."""
    page = visit(expected="422")
    ask(page, "???")
    expect(page.get_by_role("alert")).to_have_text("the question is empty")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_service_that_is_gone_is_told(visit: Visit) -> None:
    """Without a connection there is a sentence and a second try."""
    page = visit(expected="Failed to load resource")
    page.context.set_offline(True)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_have_text("The service cannot be reached.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    answered(page)


def test_a_service_without_an_index_says_what_to_run(visit: Visit) -> None:
    """The welcome has no examples then, and its message is the service's own."""
    body = '{"error": {"code": "no_index", "message": "there is no index to answer from"}}'

    def refuse(page: Page) -> None:
        page.route(
            "**/ready", lambda route: route.fulfill(status=503, content_type="application/json", body=body)
        )

    page = visit(before=refuse, expected="503")
    expect(page.get_by_role("status")).to_have_text("there is no index to answer from")
    expect(page.locator("#examples button")).to_have_count(0)


def test_events_are_read_wherever_they_are_cut(visit: Visit) -> None:
    """The stream may be cut between any two bytes, within a character or a line's end too."""
    page = visit()
    text = 'event: resolved\r\ndata: {"question": "é☕"}\r\n\r\n: ping\n\nevent: answer\ndata: {"answer":\ndata:  "ok"}\n\n'
    found = page.evaluate(
        """async (text) => {
          const { ask } = await import(document.querySelector("link[rel=modulepreload][href$='events.js']").href);
          const bytes = new TextEncoder().encode(text);
          const seen = new Set();
          const real = window.fetch;
          for (let cut = 0; cut <= bytes.length; cut += 1) {
            const body = new ReadableStream({ start(stream) {
              for (const part of [bytes.slice(0, cut), bytes.slice(cut)]) if (part.length) stream.enqueue(part);
              stream.close();
            } });
            window.fetch = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
            const events = [];
            for await (const event of ask("?", [], new AbortController().signal)) events.push(event);
            seen.add(JSON.stringify(events));
          }
          window.fetch = real;
          return [...seen].map(JSON.parse);
        }""",
        text,
    )
    assert found == [
        [{"name": "resolved", "data": {"question": "é☕"}}, {"name": "answer", "data": {"answer": "ok"}}]
    ]


def test_a_refusal_looks_like_one(visit: Visit) -> None:
    """It says so in words, has another frame, and has the nearest passages behind a line.

    Each of which opens its source.
    """
    page = visit()
    ask(page, "how do I explain a two year gap on my resume?")
    answered(page)
    expect(page.locator(".label")).to_have_text("Not in the sources")
    expect(page.locator(".said")).to_have_css("border-top-style", "dashed")
    page.locator(".fold summary").click()
    expect(page.locator(".nearest > li")).to_have_count(5)
    expect(page.locator(".facts summary")).to_have_text("How sure this is")
    page.get_by_role("button", name="Open source").first.click()
    expect(page.locator("#source mark").first).to_be_visible()


def test_a_refused_question_is_not_sent_as_history(visit: Visit) -> None:
    """What follows is understood from what was answered; a follow-up shows what was understood."""
    page = visit()
    sent: list[Any] = []
    for turn, question in enumerate((QUESTION, UNKNOWN, "thanks", "are they mandatory?")):
        with page.expect_request("**/api/ask") as request:
            ask(page, question)
        answered(page, turn)
        sent.append(request.value.post_data_json)
    assert [one["history"] for one in sent] == [[], [QUESTION], [QUESTION], [QUESTION]]
    expect(page.locator(".turn").nth(3).locator(".understood")).to_contain_text("exit interview")
    expect(page.locator(".turn").nth(2).locator(".facts")).to_have_count(0)


def test_a_part_without_an_answer_is_set_apart(visit: Visit) -> None:
    """The answer to the other part stands; this one is named, in a line of its own."""
    page = visit()
    ask(page, f"{QUESTION[:-1]} and {UNKNOWN}")
    answered(page)
    expect(page.locator(".label")).to_have_text("Partly answered")
    own = page.locator(".own").last
    expect(own).to_have_text("The sources do not answer this.")
    expect(page.locator(".own.head").last).to_have_text(UNKNOWN[0].upper() + UNKNOWN[1:])
    expect(own).to_have_css("display", "block")


def test_examples_and_related_questions_are_asked_by_a_click(visit: Visit) -> None:
    """Both are buttons; the welcome is gone then, and the focus is on what was asked."""
    page = visit()
    example = page.get_by_role("list", name="Questions to begin with").get_by_role("button").first
    question = example.inner_text()
    example.click()
    answered(page)
    expect(page.get_by_role("heading", name=question)).to_be_focused()
    expect(page.locator("#welcome")).to_be_hidden()
    related = page.locator(".related button").first
    question = related.inner_text()
    related.click()
    answered(page, 1)
    expect(page.locator(".asked").nth(1)).to_have_text(question)


def test_enter_sends_and_shift_enter_does_not(visit: Visit) -> None:
    """A question may have several lines; one of blanks is not sent."""
    page = visit()
    box = page.get_by_label("Your question")
    box.press("Enter")
    box.fill("  ")
    box.press("Enter")
    expect(page.locator(".turn")).to_have_count(0)
    box.fill("should I do")
    box.press("Shift+Enter")
    box.press_sequentially("an exit interview?")
    box.press("Enter")
    expect(page.locator(".asked")).to_have_text("should I do an exit interview?")
    expect(box).to_have_value("")


def test_markup_from_outside_is_text(told: Stream) -> None:
    """Neither a question nor anything of an answer runs or becomes an element, in the page.

    Its panes or its history.
    """
    page = told.page
    place = {"article": EVIL, "title": EVIL, "section": [EVIL], "place": EVIL, "speaker": EVIL}
    cited = ONE["citations"][0] | {"quote": EVIL, "author": EVIL, **place}
    passage = {
        "rank": 1,
        "kind": "reader",
        "text": EVIL,
        "start": 0,
        "end": 1,
        "timestamp": None,
        "score": 1.0,
        **place,
    }
    asked = {"question": EVIL, "standalone_question": EVIL, "related": [EVIL]}
    whole = asked | {
        "answer": EVIL,
        "citations": [cited],
        "said": [said(EVIL), said(EVIL, 1), said(EVIL, 1, item=1)],
    }
    told.tell(ONE | whole, note=EVIL, model=EVIL, unanswered=[EVIL])
    answered(page)
    page.locator(".chip").first.hover()
    expect(page.locator("#card blockquote")).to_have_text(EVIL)
    ask(page, EVIL)
    told.tell(ONE | whole, status="not_in_sources", citations=[], said=[said(EVIL)], passages=[passage])
    answered(page, 1)
    page.get_by_role("button", name="History").click()
    assert page.locator(".turn img, .turn script, #history img, #card img").count() == 0
    assert page.title().startswith(QUESTION)


@pytest.mark.parametrize("size", [(1200, 800), (360, 740)], ids=["wide", "phone"])
def test_a_number_shows_its_card(visit: Visit, size: tuple[int, int]) -> None:
    """Pointed at or with the focus it shows quote, place and time, within the window.

    Escape and leaving take it away.
    """
    page = visit(f"/?q={QUESTION}", size=size)
    answered(page)
    card, chips = page.locator("#card"), page.locator(".said .chip, .quotes .chip")
    expect(card).to_have_count(0)
    for place in range(chips.count()):
        chips.nth(place).hover()
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    page.locator("#top").hover()
    expect(card).to_have_count(0)
    chips.nth(0).focus()
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Show what stands around it")).to_be_focused()
    page.keyboard.press("Tab")
    expect(chips.nth(1)).to_be_focused()
    expect(chips.nth(1)).to_have_attribute("aria-describedby", "card")
    for text in (
        "They are not required",
        "Should You Participate in an Exit Interview?",
        "3:41",
        "Open source",
    ):
        expect(card).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(chips.nth(1)).to_be_focused()


def test_the_pointer_may_go_into_the_card(visit: Visit) -> None:
    """It stays while the pointer is in it, and its button opens the source."""
    page = visit(f"/?q={QUESTION}")
    page.locator(".said .chip").nth(1).hover()
    page.locator("#card blockquote").hover()
    page.locator("#card").get_by_role("button", name="Open source").click()
    expect(page.locator("#source mark").first).to_be_visible()
    expect(page.locator("#card")).to_have_count(0)


def test_a_finger_opens_the_card_first(visit: Visit) -> None:
    """Where nothing can be pointed at, a tap shows the card, another one the source.

    A tap elsewhere takes the card away.
    """
    page = visit(f"/?q={QUESTION}", size=(360, 740), has_touch=True, is_mobile=True)
    chip = page.locator(".said .chip").nth(1)
    chip.tap()
    expect(page.locator("#card")).to_be_visible()
    expect(page.locator("#source")).to_be_hidden()
    page.locator(".said").tap(position={"x": 5, "y": 5})
    expect(page.locator("#card")).to_have_count(0)
    chip.tap()
    chip.tap()
    expect(page.locator("#source mark").first).to_be_visible()
