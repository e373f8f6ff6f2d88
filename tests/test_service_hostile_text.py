"""What a source or a visitor controls is data in every door: each hostile text, in each field, as it is shown."""

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyte
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console

from eval.escaping import escape
from index import ArticleCard
from ingest import harmless, undirected
from service.answering.citation import Citation, video_url, web_url
from service.answering.markdown import markdown_text
from service.answering.numbers import unnumbered
from service.assistant import Assistant
from service.protocols.events import answer_events
from service.protocols.mcp_tools import _passage
from service.protocols.openai_chat import chunks, completion
from service.protocols.plain_text import with_sources
from service.serving.logs import JsonLines, TextLines
from service.terminal.console import print_error, print_line, print_note
from service.terminal.options import print_json
from service.terminal.printed import print_answer
from service.terminal.transcript import markdown
from service.web.blocks import Piece, ShownBlock
from service.web.pages import answer_html, page_html, plain_html, problem_html, source_html
from service.web.plain import Row
from tests.conftest import ROOT
from tests.hostile_answer import ADDRESS, hostile_answer
from tests.hostile_text import BAD_ADDRESSES, GOOD_ADDRESSES, HONEST, HOSTILE, steers

TEXTS = HOSTILE | HONEST
every = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^;]*;[^\x1b]*\x1b\\")  # what rich writes: colours, links
NUMBER = re.compile(r"[\[［【]\s*\^?\d[\d\s,–-]*[\]］】]")


class Fileless(Assistant):
    """An assistant whose sources are no files any more."""

    def __init__(self) -> None:
        pass

    def source_file(self, citation: Citation) -> Path | None:  # noqa: ARG002 - wherever it stands
        """None is there."""
        return None


def squeezed(text: str) -> str:
    """What is to be seen of a text, without blanks."""
    return re.sub(r"\s+", "", undirected(harmless(text)))


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@every
@pytest.mark.parametrize("refused", [False, True], ids=["answered", "refused"])
def test_a_terminal_is_not_steered(text: str, refused: bool) -> None:
    """Only our own colours and links reach it, the window keeps its title, and our numbers are ours alone."""
    written = Screen()
    out = Console(file=written, width=200, height=25, force_terminal=True, soft_wrap=True, highlight=False)
    print_answer(out, Fileless(), hostile_answer(text, refused=refused), offered=True)
    print_line(out, (text, "bold"))
    shown = written.getvalue()
    assert not steers(OWN.sub("", shown), lines=True)
    assert set(re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)", shown)) <= {"", ADDRESS}
    screen = pyte.Screen(200, 100)
    pyte.Stream(screen).feed(shown.replace("\n", "\r\n"))
    assert (screen.title, screen.icon_name) == ("", "")
    rows = [row.rstrip() for row in screen.display]
    if not refused:
        assert squeezed(unnumbered(text)) in squeezed(OWN.sub("", shown))
    own = [row for row in rows if "[1]" in row]
    assert [NUMBER.findall(row) for row in own[: 0 if refused else 2]] == (
        [] if refused else [["[1]"], ["[1]"]]
    )


@every
def test_a_pipe_holds_no_number_that_is_not_ours(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Also without colours; and an error or a note stays in its line."""
    out = io.StringIO()
    print_answer(Console(file=out, width=10**6, soft_wrap=True), Fileless(), hostile_answer(text))
    said, places = (
        line
        for line in out.getvalue().split("\n")
        if NUMBER.search(line) and "note" not in line.lower() and not line.startswith(("looked", "Read"))
    )
    assert (NUMBER.findall(said), NUMBER.findall(places)) == (["[1]"], ["[1]"])
    assert not steers(out.getvalue(), lines=True)
    print_error(text.replace("\n", " "))
    print_note(text, text)
    told = capsys.readouterr().err
    assert told.count("\n") == 2
    assert not steers(told, lines=True)


@every
def test_json_on_the_command_line_is_verbatim_and_harmless(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could steer is escaped, as JSON does, and is there for a program."""
    print_json(hostile_answer(text).as_dict(), indent=2)
    written = capsys.readouterr().out
    assert json.loads(written)["citations"][0]["quote"] == text
    assert not steers(written, lines=True)


RENDERER = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(
    ["linkify", "table", "strikethrough"]
)


def tokens_of(source: str) -> Iterator[Token]:
    """All tokens of a text as CommonMark with HTML, tables and links of bare addresses reads it."""
    for token in RENDERER.parse(source):
        yield token
        yield from token.children or ()


def check_markdown(source: str, text: str, *, headings: int = 0) -> str:
    """No picture, no HTML, no code but numbers, no link but ours; the text that is shown."""
    found = list(tokens_of(source))
    kinds = {token.type for token in found}
    assert not kinds & {
        "image",
        "html_inline",
        "html_block",
        "fence",
        "code_block",
        "table_open",
        "hr",
        "s_open",
    }
    assert sum(token.type == "heading_open" for token in found) == headings
    links = {str(token.attrs["href"]) for token in found if token.type == "link_open"}
    assert links <= {ADDRESS}
    assert all(NUMBER.search(token.content) for token in found if token.type == "code_inline")
    plain = "".join(token.content for token in found if token.type in ("text", "text_special"))
    assert set(NUMBER.findall(plain)) <= {"[1]"}
    shown = "".join(
        token.content if token.type in ("text", "text_special", "code_inline") else "\n"
        for token in found
        if token.type != "inline"
    )
    assert not steers(shown, lines=True)
    assert squeezed(text) in squeezed(shown)
    return plain


@every
@pytest.mark.parametrize("url", [ADDRESS, None], ids=["linked", "a file"])
def test_markdown_for_programs_shows_the_words(text: str, url: str | None) -> None:
    """In an answer of OpenAI's protocol and of the tool `ask`, whose numbers stand where it is said."""
    answer = hostile_answer(text, url=url)
    plain = check_markdown(with_sources(answer), text)
    assert NUMBER.findall(plain) == ["[1]", "[1]"]
    told = completion(answer, {})["choices"][0]["message"]
    assert told["content"] == with_sources(answer)
    (annotation,) = told["annotations"]
    place = annotation[annotation["type"]]
    assert told["content"][place["start_index"] : place["end_index"]] == "[1]"
    assert annotation["citation"]["quote"] == text
    deltas = [chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks(answer, None)]
    assert "".join(deltas) == told["content"]
    check_markdown(with_sources(hostile_answer(text, refused=True)), text)


@every
@pytest.mark.parametrize("url", [ADDRESS, None], ids=["linked", "a file"])
def test_a_saved_conversation_shows_the_words(text: str, url: str | None) -> None:
    """With a heading of its own and one for the question."""
    saved = markdown([hostile_answer(text, url=url)], Fileless())
    check_markdown(saved, text, headings=2)


@every
def test_a_passage_for_agents_stays_one(text: str) -> None:
    """Below its own number, no line of it looks like another's."""
    shown = _passage(hostile_answer(text, refused=True).passages[0])
    where, *lines = shown.split("\n")
    assert where.startswith("1. ")
    assert all(line.startswith("> ") for line in lines)
    assert squeezed(text) in squeezed(
        "".join(
            token.content
            for token in tokens_of(shown)
            if token.type in ("text", "text_special", "code_inline")
        )
    )


@every
def test_markdown_is_a_line(text: str) -> None:
    """At the head of a line, behind words and between two blanks, alone and twice."""
    written = markdown_text(text)
    assert "\n" not in written
    for source in (written, f"Note: {written}", f"a\n{written}\n\n{written}", f"* {written}", f"*{written}*"):
        check_markdown(source, text)


class Page(HTMLParser):
    """What a browser reads: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: list[str] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name in ("style", "srcdoc")]

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


def card(text: str, url: str | None = ADDRESS, video: str | None = None) -> ArticleCard:
    """An article of which all is hostile."""
    return ArticleCard(harmless(text), text, text, "wiki", text, text, video, 9, 1, url, "2021-02-31", text)


def pages(text: str) -> list[str]:
    """Every page that needs no script, with a text wherever it can stand."""
    block = ShownBlock("text", 0, [Piece(text, marked=True)], speaker=text)
    return [
        answer_html(hostile_answer(text)),
        answer_html(hostile_answer(text, refused=True)),
        source_html(card(text), [block]),
        problem_html(text),
        plain_html(
            "sources.html", title=text, root="./", base="page", rows=[Row(card(text), "text", 1)], found=1,
            articles=1, q=text, page=1, pages=1, before=None, after=None,
        ),
        plain_html("problem.html", title=text, root="./", base="page", message=text, missing=False),
        page_html(problem_html(text), title=text, base="page", modules=[], unasked=text),
    ]  # fmt: skip


@every
def test_pages_without_scripts_show_the_words(text: str) -> None:
    """An answer, a refusal, a source, the list of them, a problem; a stray tag is none."""
    for html, plain in zip(pages(text), pages("pay"), strict=True):
        page = Page(html)
        assert page.tags == Page(plain).tags
        assert page.handlers == []
        assert all(
            link.startswith(("./", "#", "page/", "?", "https://www.youtube.com/")) or link == ADDRESS
            for link in page.links
        )
        assert not steers(page.text, lines=True)
        assert squeezed(text) in squeezed(page.text)


@every
def test_the_report_page_shows_the_words(text: str) -> None:
    """As text."""
    page = Page(f"<p>{escape(text)}</p>")
    assert page.tags == {"p"}
    assert squeezed(page.text) == squeezed(text)
    assert not steers(page.text, lines=True)


def logged(text: str) -> logging.LogRecord:
    """A record that holds a text wherever it can, also in the error that it tells of."""
    try:
        raise ValueError(text)
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "%s", (text,), sys.exc_info())
    record.fields = {"question": text, "route": "/"}
    return record


@every
def test_a_log_has_one_line_for_an_event(text: str) -> None:
    """JSON says what it was; text has it escaped, and a traceback further in than any line of ours."""
    told = JsonLines().format(logged(text))
    assert not steers(told)
    assert "\n" not in told
    read = json.loads(told)
    assert (read["message"], read["question"]) == (text, text)
    first, *rest = re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", TextLines().format(logged(text)))
    assert all(line.startswith("    ") for line in rest)
    assert not steers(first + "".join(rest))
    assert first.endswith(" route=/")


@every
def test_an_event_is_one_line_of_json(text: str) -> None:
    """Whatever ends a line elsewhere, and half a character too."""
    answer = hostile_answer(text)
    for _, data in answer_events([answer]):
        assert not steers(data)
        assert len(data.splitlines()) == 1
        assert json.loads(data)["question"] == text


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_is_none_is_no_link(address: str) -> None:
    """In no door: neither as a citation's, nor as an article's."""
    assert web_url(address, "") is None
    assert address not in Page(source_html(card("x", address), [])).links


@pytest.mark.parametrize("address", GOOD_ADDRESSES)
def test_an_address_that_is_one_opens_in_every_door(address: str) -> None:
    """Markdown cannot be left by it, and it leads where it says."""
    answer = hostile_answer("pay", url=web_url(address, ""))
    assert address in Page(answer_html(answer)).links
    for source in (with_sources(answer), markdown([answer], Fileless())):
        found = [str(token.attrs["href"]) for token in tokens_of(source) if token.type == "link_open"]
        assert found
        assert {link.replace("%28", "(").replace("%29", ")").replace("%3B", ";") for link in found} <= {
            address, "http://localhost:8000/x", RENDERER.normalizeLink(address)
        }  # fmt: skip


def test_a_video_is_named_by_what_its_address_may_hold() -> None:
    """An older index may hold anything."""
    assert video_url("a&b=c#d\x1b", 5) == "https://www.youtube.com/watch?v=a%26b%3Dc%23d%1B&t=5s"


SIGNS = (
    "[",
    "[1]",
    "[1",
    "［1］",
    "&a",
    "/",
    "a.",
    "a@",
    "`",
    "\\",
    "\x1b]",
    "\x9b1",
    "\u200c",
    "\ufe0f",
    "say that ",
    "Say: ",
)
LINEAR = """
import resource, sys
from ingest import escaped, harmless, masked, one_line, web_address
from service.answering.markdown import markdown_address, markdown_text
from service.answering.numbers import unnumbered
from service.phrasing.draft import is_plain
from service.phrasing.reported import reported
from service.phrasing.wording import read_wording
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
said = read_wording("We never quit.")
for text in (sign * (100_000 // len(sign)) for sign in eval(sys.argv[1])):
    for made in (escaped, harmless, masked, one_line, web_address, markdown_text, markdown_address, unnumbered):
        made(text)
    is_plain(text, [])
    reported(said, text)
"""


def test_no_text_is_slow_to_write() -> None:
    """100 KB of what a pattern is tempted by, in all ways of writing, within seconds of a processor."""
    done = subprocess.run([sys.executable, "-c", LINEAR, repr(SIGNS)], cwd=ROOT, check=False)
    assert done.returncode == 0
