"""How answers look: on real screens of several widths, in a pipe, without colour, without links."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from index import Snapshot
from service.answering.answer import Answer
from service.answering.said import Said
from service.answering.sureness import of_degree
from service.assistant import Assistant
from service.terminal.places import place_of
from service.terminal.printed import how_sure, print_answer, print_said, shortened
from tests.conftest import Desk
from tests.pseudo_terminal import PseudoTerminal

QUESTION = "should I do an exit interview?"
FOUND_AT = "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s"
HYPERLINK = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\")
ESCAPE = re.compile(r"\x1b(?:\][^\x1b]*\x1b\\|\[[0-9;?]*[a-z])")


def on_screen(*words: str, columns: int, index: Path, **environment: str) -> PseudoTerminal:
    """The terminal after `careerqa ask`."""
    with PseudoTerminal(
        "ask", *words, columns=columns, environment={"CAREERQA_INDEX": str(index), **environment}
    ) as shown:
        assert shown.end() == 0
    return shown


def in_pipe(*words: str, index: Path, **environment: str) -> str:
    """What `careerqa ask` writes into a pipe."""
    own = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    program = [sys.executable, "-c", "from service.cli import main; main()", "ask", *words]
    environment = {**own, "CAREERQA_INDEX": str(index), **environment}
    return subprocess.run(
        program, capture_output=True, text=True, env=environment, timeout=120, check=True
    ).stdout


def printed(assistant: Assistant, answer: Answer, width: int = 60) -> str:
    """What a plain terminal of a width shows of an answer."""
    out = Console(file=io.StringIO(), width=width, height=25, soft_wrap=True, highlight=False)
    print_answer(out, assistant, answer)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def printed_rows(assistant: Assistant, said: list[Said], *, refused: bool = False) -> list[str]:
    """The lines of what is said, whose number 1 is that of a real citation."""
    cited = assistant.ask(QUESTION).citations[0]
    out = Console(file=io.StringIO(), width=60, height=25, soft_wrap=True, highlight=False)
    print_said(out, said, {1: place_of(cited, assistant)}, refused=refused)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue().splitlines()


def test_an_answer_at_sixty_columns(seeds_root: Path) -> None:
    """The sentences, then the article, the section in short, each number with its time and whole address."""
    shown = on_screen("are they mandatory?", "--history", QUESTION, columns=60, index=seeds_root)
    assert shown.lines == [
        "Read together with your earlier question “should I do an",
        "  exit interview?”",
        "",
        "They are not required: Companies cannot force you to",
        "participate or take adverse action, such as withholding a",
        "paycheck, if you decline. [1]",
        "",
        "career advice and job search strategies",
        "  … › Should You Participate in an Exit Interview?",
        "  [1] 00:03:41",
        "      https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s",
        "",
        "The sources answer this.",
    ]


def test_an_answer_at_a_hundred_and_twenty_columns(seeds_root: Path) -> None:
    """Lines of at most a hundred, the whole path of headings, the address beside the time."""
    shown = on_screen("are they mandatory?", "--history", QUESTION, columns=120, index=seeds_root)
    assert max(map(len, shown.lines)) <= 100
    assert "  Exit Interviews › Should You Participate in an Exit Interview?" in shown.lines
    assert "  [1] 00:03:41 https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s" in shown.lines


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "question",
    [
        pytest.param(QUESTION, id="answered"),
        pytest.param("how do I follow up after an interview?", id="replies in a thread"),
        pytest.param("should I do an exit interview and how do I bake bread?", id="answered in part"),
        pytest.param("what is the boiling point of water on Mount Everest?", id="refused"),
        pytest.param("shoud I do an exit interveiw?", id="misspelt"),
    ],
)
def test_words_are_whole_at_every_width(seeds_assistant: Assistant, question: str, columns: int) -> None:
    """No line but an address is wider than the terminal, none ends in a blank, no word is lost or cut."""
    answer = seeds_assistant.ask(question)
    rows = printed(seeds_assistant, answer, columns).splitlines()
    assert all(cell_len(row) <= columns or "/" in row.split()[0] for row in rows)
    assert all(row == row.rstrip() for row in rows)
    told = " ".join(row.removeprefix("• ") for row in rows)
    assert " ".join(answer.answer.split()) in " ".join(told.split()) or answer.unanswered
    assert all(
        word in " ".join(rows).split() for word in answer.answer.split() + " ".join(answer.related).split()
    )


def test_each_number_is_said_and_placed(seeds_assistant: Assistant) -> None:
    """All numbers stand in the answer and among the places, none at the beginning of a line of the answer."""
    answer = seeds_assistant.ask(QUESTION)
    said, _, places = printed(seeds_assistant, answer, 50).partition("\n\n")
    for citation in answer.citations:
        assert f"[{citation.number}]" in said
        assert f"  [{citation.number}] " in places
    assert not any(row.startswith("[") for row in said.splitlines())


def test_places_are_grouped_by_article_and_section(seeds_assistant: Assistant) -> None:
    """An article is named once, however its citations are mixed; those of one place share a line."""
    answer = seeds_assistant.ask("how do I follow up after an interview?")
    first = next(citation for citation in answer.citations if citation.kind == "reply")
    last = seeds_assistant.ask(QUESTION).citations[0]
    assert first.article != last.article
    citations = [first, replace(last, number=2), replace(first, number=3)]
    mixed = replace(answer, citations=citations, said=[Said(first.quote, (1, 2, 3))])
    shown = printed(seeds_assistant, mixed, 100)
    assert shown.count(first.title) == 1
    assert re.search(r"\[1\] \[3\] line \d+ ", shown)
    assert "a reply to a reader, by Janet" in shown


def test_a_refusal_reads_otherwise_than_an_answer(seeds_root: Path) -> None:
    """By its words: no answer, and where something near stands, without its text."""
    shown = on_screen(
        "how do I explain a two year gap on my resume?", columns=60, index=seeds_root, NO_COLOR="1"
    )
    assert shown.lines[:3] == [
        "The sources do not answer this.",
        "",
        "Nearest, which may be about something else:",
    ]
    assert len(shown.lines) == 6


def test_a_far_question_is_refused_in_one_line(seeds_assistant: Assistant) -> None:
    """With what the sources are about, and no passages, though the answer object has them."""
    answer = seeds_assistant.ask("what is the boiling point of water on Mount Everest?")
    assert answer.passages
    shown = printed(seeds_assistant, answer, 1000)
    assert shown.startswith("The sources do not answer this. Their topics: Exit Interviews")
    assert shown.count("\n") == 1


def test_what_is_not_answered_is_a_paragraph_of_its_own(seeds_assistant: Assistant) -> None:
    """Between the answer and its places."""
    answer = seeds_assistant.ask("should I do an exit interview and how do I bake bread?")
    assert answer.unanswered == ["how do I bake bread?"]
    shown = printed(seeds_assistant, answer)
    assert shown.startswith("Should I do an exit interview?\n")
    assert "\nGenerally, it is not" in shown
    assert "\n\nHow do I bake bread?\nThe sources do not answer this.\n\ncareer advice" in shown


def test_small_talk_is_one_line(seeds_root: Path) -> None:
    """No places, no confidence."""
    assert on_screen("thanks!", columns=60, index=seeds_root).lines == ["You are welcome."]


def test_who_phrased_it_and_a_note_stand_with_the_answer(seeds_assistant: Assistant) -> None:
    """Where the answer has them; harmless, like all that comes from outside."""
    answer = seeds_assistant.ask(QUESTION)
    phrased = replace(answer, model="a\x1b[2Jmodel", note="it was slow")
    shown = printed(seeds_assistant, phrased)
    assert "Phrased by a�[2Jmodel, each sentence compared with its\n  quotes.\nNote: it was slow\n" in shown
    assert "Phrased by" not in printed(seeds_assistant, answer)


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        pytest.param(
            [
                Said("To leave:", (1,)),
                Said("Go.", (1,), item=1),
                Said("Go soon", (1,), item=1),
                Said("Stay", (1,), item=2),
                Said("Rest.", (1,)),
            ],
            ["To leave: [1]", "• Go. [1] Go soon. [1]", "• Stay. [1]", "Rest. [1]"],
            id="items of a list",
        ),
        pytest.param(
            [
                Said("One article:", head=True),
                Said("Go.", (1,)),
                Said("Run.", (1,)),
                Said("Another:", head=True),
                Said("Perhaps."),
                Said("Stay.", (1,)),
            ],
            ["One article:", "Go. [1] Run. [1]", "", "Another:", "Perhaps.", "Stay. [1]"],
            id="heads, and our own words below one",
        ),
        pytest.param(
            [Said("See [2] there.", (1, 1)), Said("Nothing of bread."), Said("Nothing of wine.")],
            ["See (2) there. [1] [1]", "", "Nothing of bread.", "", "Nothing of wine."],
            id="our own words",
        ),
        pytest.param([Said("Nothing.")], ["Nothing."], id="our own words alone"),
    ],
)
def test_what_is_said_is_laid_out(said: list[Said], rows: list[str], seeds_assistant: Assistant) -> None:
    """Two sentences of one item share its line, what follows the list begins another.

    Our own words have lines of their own.
    """
    assert printed_rows(seeds_assistant, said) == rows


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"sureness": of_degree("sure")}, "The sources answer this.", id="sure"),
        pytest.param({"sureness": of_degree("likely")}, "Probably the answer.", id="likely"),
        pytest.param({"sureness": of_degree("barely")}, "May not be the answer.", id="barely"),
        pytest.param(
            {"calibrated": False, "sureness": None, "confidence": 0.87},
            "Score 0.87, not calibrated for this encoder: how sure it is, is not known",
            id="not calibrated",
        ),
    ],
)
def test_sureness_in_words(changes: dict[str, Any], words: str, seeds_assistant: Assistant) -> None:
    """As far as it is known."""
    assert how_sure(replace(seeds_assistant.ask(QUESTION), **changes)) == words


def test_a_pipe_has_one_address_a_line_and_no_escapes(seeds_root: Path) -> None:
    """Whatever its width is said to be."""
    shown = in_pipe(QUESTION, index=seeds_root, COLUMNS="40", TERM="xterm-256color")
    assert "\x1b" not in shown
    rows = [row for row in shown.splitlines() if "https://" in row]
    assert len(rows) > 3
    assert [row.split()[0] for row in rows] == [f"[{number}]" for number in range(1, len(rows) + 1)]
    assert rows[0] == f"  [1] 00:03:36 {FOUND_AT}"


def test_colour_that_is_asked_for_reaches_a_pipe_without_links(seeds_root: Path) -> None:
    """FORCE_COLOR is about colour; a hyperlink is a terminal's."""
    shown = in_pipe(QUESTION, index=seeds_root, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[36m[1]\x1b[0m" in shown
    assert not HYPERLINK.search(shown)
    assert ESCAPE.sub("", shown) == in_pipe(QUESTION, index=seeds_root)


def test_a_terminal_gets_colours_and_links(seeds_root: Path) -> None:
    """The numbers in the answer and below, the time and the address open the second of the video."""
    shown = on_screen(
        "are they mandatory?", "--history", QUESTION, columns=80, index=seeds_root
    ).written.decode()
    opened = [link for link in HYPERLINK.findall(shown) if link]
    assert opened == ["https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s"] * 4
    assert "\x1b[36m" in shown


def test_no_color_leaves_the_links(seeds_root: Path) -> None:
    """And bold; nothing is coloured."""
    shown = on_screen(QUESTION, columns=80, index=seeds_root, NO_COLOR="1").written.decode()
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown)
    assert FOUND_AT in HYPERLINK.findall(shown)


def test_a_dumb_terminal_gets_plain_words_at_its_own_width(seeds_root: Path) -> None:
    """No escape sequence at all."""
    shown = on_screen(QUESTION, columns=50, index=seeds_root, TERM="dumb").written.decode()
    assert "\x1b" not in shown
    assert 40 < max(cell_len(row) for row in shown.splitlines() if "https" not in row) <= 50


def test_the_linux_console_gets_colour_without_links(seeds_root: Path) -> None:
    """It would print their addresses."""
    shown = on_screen(QUESTION, columns=80, index=seeds_root, TERM="linux").written.decode()
    assert "\x1b[36m" in shown
    assert not HYPERLINK.search(shown)


def test_a_plain_article_opens_at_its_file(
    seeds_root: Path, seeds_index: Snapshot, seeds_assistant: Assistant
) -> None:
    """A file has a link where it still is; the line is in the text."""
    question = "how do I follow up after an interview?"
    shown = on_screen(question, columns=120, index=seeds_root).written.decode()
    file = Path(seeds_index.manifest.sources) / "003_0c5a6819a0cc41f0.txt"
    assert file.resolve().as_uri() in HYPERLINK.findall(shown)
    citation = seeds_assistant.ask(question).citations[0]
    line = file.read_text(encoding="utf-8").splitlines()[
        int(place_of(citation, seeds_assistant).point.removeprefix("line ")) - 1
    ]
    assert citation.quote in line


@pytest.mark.parametrize(
    ("path", "room", "shown"),
    [
        pytest.param(["One", "Two", "Three"], 20, "One › Two › Three", id="it fits"),
        pytest.param(["One", "Twenty-two", "Three"], 20, "One › … › Three", id="the middle is left out"),
        pytest.param(
            ["A title of many words", "Two", "Three"], 26, "A title of many w… › Three", id="the first is cut"
        ),
        pytest.param(["A title of many words", "Two", "Three"], 14, "… › Three", id="the first is left out"),
        pytest.param(["One", "A last heading of many words"], 12, "A last head…", id="the last is cut"),
        pytest.param(["A title of many words"], 10, "A title o…", id="only one"),
        pytest.param(["世界世界世界"], 8, "世界世…", id="wide characters"),
    ],
)
def test_a_path_of_headings_is_shortened(path: list[str], room: int, shown: str) -> None:
    """What is next to the sentence stays longest."""
    assert shortened(path, room) == shown
    assert cell_len(shown) <= room


@pytest.mark.parametrize("question", ["\x1b]0;owned\x07 what is a \x9b31mletter?", "what is \x1b[2J pay?"])
def test_a_question_cannot_steer_the_terminal(built_desk: Desk, question: str) -> None:
    """Neither where it is repeated as it was understood, nor as JSON."""
    for words in (
        [question],
        ["--json", question],
        ["--history", "how do I ask for more pay?", question],
        ["--explain", question],
    ):
        shown = on_screen(*words, columns=60, index=built_desk.root)
        assert not re.search(rb"\x1b\]0|\x1b\[2J|\xc2\x9b|\x07", shown.written)


def test_a_source_cannot_steer_the_terminal(desk: Desk) -> None:
    """Neither its sentences nor its title, as answer or as nearest passage."""
    desk.write(
        "nasty.txt",
        "Strange \x1b[2JNotice\n\n"
        "Give notice\x1b]0;owned\x07 in a letter of two\u202e lines. Bring \x9b31mit in person.\n",
    )
    desk.ingest()
    shown = on_screen("notice in a letter of two lines, in person", columns=60, index=desk.root)
    assert not re.search(rb"\x1b\]0|\x1b\[2J|\xc2\x9b|\x07|\xe2\x80\xae", shown.written)


def test_bytes_that_are_no_text_are_asked_as_question_marks(seeds_root: Path) -> None:
    """A question from a command line may hold any bytes."""
    program = [
        *map(os.fsencode, (sys.executable, "-c", "from service.cli import main; main()", "ask")),
        b"should I \xff do an exit interview?",
    ]
    done = subprocess.run(
        program,
        capture_output=True,
        env={**os.environ, "CAREERQA_INDEX": str(seeds_root)},
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"not recommended to participate" in done.stdout
