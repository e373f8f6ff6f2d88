"""The report page, as text and in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from eval.judgement import Asked, Judgement, judge
from eval.page import page, write_report
from eval.questions import Gold, Question
from eval.run import summarise

EVIL = "<script>alert('x')</script>\"'&"
ABOUT = {"Index": "digest 246810c6", "Question set": "sha256 ff433cca"}
VOLUNTARY = "Participation is strictly voluntary."
GOLD = (Gold("a", (VOLUNTARY,), (221,)),)

Row = tuple[Asked, Judgement]


def asked(
    name: str,
    kind: str,
    question: str,
    quote: str | None,
    confidence: float,
    *,
    gold: tuple[Gold, ...] = GOLD,
) -> Row:
    """A question with an answer of one quote, or a refusal, and its judgement; later names took longer."""
    asking = Question(name, kind, question, (), gold)
    citation = {
        "number": 1,
        "article": "a",
        "title": "Leaving",
        "author": None,
        "quote": quote,
        "seconds": 221,
        "url": None,
    }
    answer = {
        "question": question,
        "status": "answered" if quote else "not_in_sources",
        "answer": f"{quote} [1]" if quote else "The sources do not answer this.",
        "said": [{"text": quote, "citations": [1], "item": None, "part": 0}] if quote else [],
        "citations": [citation] if quote else [],
        "passages": [
            {
                "article": "a",
                "title": "Leaving",
                "section": [],
                "text": f"Listen. {quote or VOLUNTARY} " + "Then leave. " * 40,
            }
        ],
        "confidence": confidence,
        "took_ms": 10.0 * int(name[1:]),
    }
    return Asked(asking, answer), judge(asking, answer)


ROWS = [
    asked("q1", "yesno", "Must I go to it?", VOLUNTARY, 0.9),
    asked("q2", "yesno", "Can they make me come?", "They ask everybody.", 0.4),
    asked("q3", "near", "When does it start?", None, 0.1, gold=()),
    asked("q4", "direct", "Is it voluntary?", None, 0.2),
    asked("q5", "near", "Who brings the cake?", "They ask everybody.", 0.5, gold=()),
]


def rendered(rows: list[Row]) -> str:
    """The page of some rows."""
    return page(rows, summarise([row for *_, row in rows]), ABOUT)


@pytest.fixture
def report(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The report of `ROWS`, opened from disk; it must ask for nothing else and print no error."""
    path, asked_for, said = tmp_path / "report.html", [], []
    write_report(path, ROWS, summarise([row for *_, row in ROWS]), ABOUT)
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:
        opened = context.new_page()
        opened.on("request", lambda request: asked_for.append(request.url))
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.goto(path.as_uri())
        yield opened
        assert asked_for == [path.as_uri()]
        assert said == []


def ids(report: Page) -> list[str]:
    """The ids of the rows that are shown, from top to bottom."""
    return [cell.inner_text() for cell in report.locator("td.id").all() if cell.is_visible()]


def test_the_page_has_figures_by_kind_and_overall() -> None:
    """One row for each kind, in the order of the set, overall last, and the digests of what was measured."""
    html = rendered(ROWS)
    assert re.findall(r'<th scope="row">(\w+)</th>', html) == ["yesno", "near", "direct", "overall"]
    assert '<th scope="row">overall</th><td>5</td><td>0.33</td>' in html
    assert "<dt>Index</dt><dd>digest 246810c6</dd>" in html
    assert html.count("<svg") == 4


def test_nothing_to_measure_is_a_page_all_the_same() -> None:
    """Plots without values say so."""
    assert rendered([]).count("Nothing to show.") == 4
    assert rendered([asked("q1", "far", "Why?", None, 0.1, gold=())]).count("Nothing to show.") == 3


def test_everything_from_outside_is_escaped() -> None:
    """Markup in a question, a quote or any other text of a run is shown, never followed."""
    (question, evil), row = asked("q1", EVIL, EVIL, EVIL, 0.9, gold=(Gold(EVIL, (EVIL,)),))
    answer: dict[str, Any] = {**evil, "standalone_question": EVIL * 2}
    answer["citations"][0] |= {"title": EVIL, "author": EVIL, "url": EVIL, "number": EVIL}
    answer["passages"][0] |= {"title": EVIL, "section": [EVIL]}
    question = replace(question, id=EVIL, history=(EVIL,))
    html = page([(Asked(question, answer), row)], summarise([row]), {EVIL: EVIL})
    assert "<script>alert" not in html
    assert html.count("<script") == 1
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&#x27;&amp;" in html


def test_the_page_is_replaced_in_one_step(tmp_path: Path) -> None:
    """Nothing but the page is left in its folder, which is made.

    Half a surrogate pair, which JSON may hold, does no harm.
    """
    path = tmp_path / "var" / "report.html"
    write_report(path, [], summarise([]), ABOUT)
    rows = [asked("q1", "far", "Why \ud800?", None, 0.1, gold=())]
    write_report(path, rows, summarise([row for *_, row in rows]), ABOUT)
    assert "Why \ufffd?" in path.read_text(encoding="utf-8")
    assert list(path.parent.iterdir()) == [path]


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A folder stands where the page should be."""
    (tmp_path / "report.html").mkdir()
    with pytest.raises(IsADirectoryError):
        write_report(tmp_path / "report.html", ROWS, summarise([row for *_, row in ROWS]), ABOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.browser
def test_sorting_by_a_column_reorders_the_rows(report: Page) -> None:
    """A heading is a button that the keyboard reaches; again turns the order round.

    What has no value stays last.
    """
    heading = report.get_by_role("columnheader", name="Confidence")
    heading.get_by_role("button").focus()
    report.keyboard.press("Enter")
    assert ids(report) == ["q3", "q4", "q2", "q5", "q1"]
    expect(heading).to_have_attribute("aria-sort", "ascending")
    report.keyboard.press("Enter")
    assert ids(report) == ["q1", "q5", "q2", "q4", "q3"]
    expect(heading).to_have_attribute("aria-sort", "descending")
    for name, order in (
        ("Question", ["q2", "q4", "q1", "q3", "q5"]),
        ("Words", ["q1", "q2", "q4", "q3", "q5"]),
    ):
        report.get_by_role("columnheader", name=name).get_by_role("button").click()
        assert ids(report) == order
    expect(heading).to_have_attribute("aria-sort", "none")


@pytest.mark.browser
def test_rows_are_filtered_by_kind_and_outcome(report: Page) -> None:
    """Both filters hold together, and the page says how many rows are left."""
    assert [option.inner_text() for option in report.get_by_label("Outcome").locator("option").all()] == [
        "all (5)", "right (1)", "wrong (2)", "refused rightly (1)", "refused wrongly (1)",
    ]  # fmt: skip
    report.get_by_label("Outcome").select_option("wrong")
    assert ids(report) == ["q2", "q5"]
    report.get_by_label("Kind").select_option("near")
    assert ids(report) == ["q5"]
    expect(report.locator("output")).to_have_text("1 of 5 questions")


@pytest.mark.browser
def test_a_row_opens_the_answer_with_its_marked_quote(report: Page) -> None:
    """Closed at first; then the answer, the quote within its passage, the gold.

    The number leads to the quote.
    """
    mark = report.locator("#quote-1-1")
    expect(mark).to_be_hidden()
    report.get_by_text("Must I go to it?").click()
    expect(mark).to_be_visible()
    expect(mark).to_have_text(f"{VOLUNTARY}1")
    expect(mark).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(report.locator(".passage").filter(has=mark)).to_contain_text(
        "Listen. Participation is strictly voluntary.1 Then leave."
    )
    expect(report.get_by_text("in the answer", exact=True)).to_be_visible()
    report.get_by_role("link", name="1", exact=True).click()
    assert report.url.endswith("#quote-1-1")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_scrolls_in_one_direction(report: Page, scheme: Any) -> None:
    """At 360 px nothing is wider than the screen, with a row open, in either colour scheme."""
    report.emulate_media(color_scheme=scheme)
    report.set_viewport_size({"width": 360, "height": 740})
    report.get_by_text("Must I go to it?").click()
    assert report.evaluate("document.documentElement.scrollWidth") == 360
    dark = report.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
    assert dark is (scheme == "dark")


@pytest.mark.browser
def test_print_shows_every_answer(report: Page) -> None:
    """Paper does not open rows: all are open, on white, without the controls."""
    report.emulate_media(media="print", color_scheme="dark")
    assert all(row.is_visible() for row in report.locator(".more").all())
    expect(report.locator("#quote-1-1")).to_be_visible()
    expect(report.locator("#filters")).to_be_hidden()
    expect(report.get_by_text("A dash: does not apply.")).to_be_visible()
    assert report.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.browser
def test_a_script_in_a_question_is_not_run(browser: Browser, tmp_path: Path) -> None:
    """It is read as text, and were it not, the page's policy allows no script but its own."""
    rows = [
        asked(
            "q1",
            "far",
            "Why <script>document.title = 'run'</script>?",
            "<img src=x onerror=\"document.title = 'run'\">",
            0.9,
        )
    ]
    path = tmp_path / "report.html"
    path.write_text(
        rendered(rows).replace("</main>", "</main><script>document.title = 'run'</script>"), encoding="utf-8"
    )
    with browser.new_page() as opened:
        opened.goto(path.as_uri())
        expect(opened).to_have_title("careerqa: evaluation")
        expect(opened.locator("td.question")).to_have_text("Why <script>document.title = 'run'</script>?")
