"""How answers look: on real screens of several widths, in a pipe, without colour, without links."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from index import LocalStore, Snapshot
from service.answering.answer import Answer, answer
from service.answering.citation import Citation
from service.answering.text import SaidSentence, said_sentences
from service.terminal.places import Places
from service.terminal.printed import print_answer, print_sentences, shortened
from tests.conftest import Desk
from tests.pseudo_terminal import PseudoTerminal

QUESTION = "should I do an exit interview?"
FOUND_AT = "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s"
HYPERLINK = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\")
ESCAPE = re.compile(r"\x1b(?:\][^\x1b]*\x1b\\|\[[0-9;?]*[a-z])")


def on_screen(*words: str, columns: int, index: Path, **environment: str) -> PseudoTerminal:
    """The terminal after `careerqa ask`."""
    with PseudoTerminal("ask", *words, columns=columns, environment={"CAREERQA_INDEX": str(index), **environment}) as shown:
        assert shown.end() == 0
    return shown


def in_pipe(*words: str, index: Path, **environment: str) -> str:
    """What `careerqa ask` writes into a pipe."""
    own = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    program = [sys.executable, "-c", "from service.cli import main; main()", "ask", *words]
    environment = {**own, "CAREERQA_INDEX": str(index), **environment}
    return subprocess.run(program, capture_output=True, text=True, env=environment, timeout=120, check=True).stdout


def printed(index: Snapshot, found: Answer, width: int = 60) -> str:
    """What a plain terminal of a width shows of an answer."""
    out = Console(file=io.StringIO(), width=width, height=25, soft_wrap=True, highlight=False)
    print_answer(out, index, found)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_an_answer_at_sixty_columns(seeds_root: Path) -> None:
    """The answer's sentences, then the article, the section in short, and each number with its time and whole address."""
    shown = on_screen("are they mandatory?", "--history", QUESTION, columns=60, index=seeds_root)
    assert shown.lines == [
        "understood as: are they mandatory? (should I do an exit",
        "  interview?)",
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
        *shown.lines[12:],
    ]
    assert re.fullmatch(r"Confidence \d+ %, high", shown.lines[12])
    assert shown.lines[14].startswith("Also in the sources: ")


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
def test_words_are_whole_at_every_width(seeds_index: Snapshot, question: str, columns: int) -> None:
    """No line is wider than the terminal but an address that is alone in its own, none ends in a blank, and no word is lost or cut."""
    found = answer(seeds_index, question)
    rows = printed(seeds_index, found, columns).splitlines()
    assert all(cell_len(row) <= columns or "/" in row.split()[0] for row in rows)
    assert all(row == row.rstrip() for row in rows)
    told = " ".join(row.removeprefix("• ") for row in rows)
    assert " ".join(found.answer.split()) in " ".join(told.split()) or found.unanswered
    assert all(word in " ".join(rows).split() for word in found.answer.split() + " ".join(found.related).split())


def test_each_number_is_said_and_placed(seeds_index: Snapshot) -> None:
    """All numbers stand in the answer and among the places, none at the beginning of a line of the answer."""
    found = answer(seeds_index, QUESTION)
    said, _, places = printed(seeds_index, found, 50).partition("\n\n")
    for one in found.citations:
        assert f"[{one.number}]" in said
        assert f"  [{one.number}] " in places
    assert not any(row.startswith("[") for row in said.splitlines())


def test_places_are_grouped_by_article_and_section(seeds_index: Snapshot) -> None:
    """An article is named once, however its citations are mixed; those of one place share a line."""
    found = answer(seeds_index, "how do I follow up after an interview?")
    first, *_, last = found.citations
    assert first.article != last.article
    mixed = replace(found, citations=[first, replace(last, number=2), replace(first, number=3)], answer=f"{first.quote} [1] [2] [3]")
    shown = printed(seeds_index, mixed, 100)
    assert shown.count(first.title) == 1
    assert re.search(r"\[1\] \[3\] line \d+ ", shown)
    assert "reply by Janet" in shown


def test_a_refusal_reads_otherwise_than_an_answer(seeds_root: Path) -> None:
    """By its words: no answer, how far it was from one, and a few lines that may be about something else."""
    shown = on_screen("what is the boiling point of water on Mount Everest?", columns=60, index=seeds_root, NO_COLOR="1")
    assert shown.lines[0] == "The sources do not answer this."
    assert re.fullmatch(r"Confidence \d+ %; an answer needs 39 %", shown.lines[1])
    assert shown.lines[3] == "Nearest passages, which may be about something else:"
    assert len(shown.lines) < 25


def test_what_is_not_answered_is_a_paragraph_of_its_own(seeds_index: Snapshot) -> None:
    """Between the answer and its places."""
    found = answer(seeds_index, "should I do an exit interview and how do I bake bread?")
    assert found.unanswered == ["how do I bake bread?"]
    assert "\n\nThe sources do not answer this part: how do I bake bread?\n\ncareer advice" in printed(seeds_index, found)


def test_small_talk_is_one_line(seeds_root: Path) -> None:
    """No places, no confidence."""
    assert on_screen("thanks!", columns=60, index=seeds_root).lines == ["You are welcome."]


def test_who_phrased_it_and_a_note_stand_with_the_answer(seeds_index: Snapshot) -> None:
    """Where the answer has them; harmless, like all that comes from outside."""
    found = answer(seeds_index, QUESTION)
    phrased = replace(found, model="a\x1b[2Jmodel", note="it was slow")
    shown = printed(seeds_index, phrased)
    assert "Phrased by a�[2Jmodel, each sentence compared with its\n  quotes.\nNote: it was slow\n" in shown
    assert "Phrased by" not in printed(seeds_index, found)


def test_sentences_are_shown_as_they_come(seeds_index: Snapshot) -> None:
    """Each is on the screen before the next is asked for."""
    out = Console(file=io.StringIO(), width=60, height=25, soft_wrap=True, highlight=False)
    assert isinstance(out.file, io.StringIO)
    screen = out.file
    sentences = said_sentences(answer(seeds_index, QUESTION))
    seen: list[int] = []

    def slowly() -> Iterator[SaidSentence]:
        for number, one in enumerate(sentences):
            assert screen.getvalue().count("[") == number
            seen.append(number)
            yield one

    print_sentences(out, Places(seeds_index), slowly())
    assert seen == list(range(len(sentences)))
    assert " ".join(screen.getvalue().replace("\n•", "\n").split()) == "".join(one.text for one in sentences)


def test_items_of_a_list_begin_lines(seeds_index: Snapshot) -> None:
    """Two sentences of one item share its line; what follows the list begins another."""
    first = replace(said_sentences(answer(seeds_index, QUESTION))[0], text="To leave: [1]")
    told = [first]
    for text, item in (("Go.", 5), ("Go soon.", 5), ("Stay.", 6), ("Rest.", None)):
        told.append(SaidSentence(f" {text} [1]", [replace(first.citations[0], quote=text, item=item)]))
    out = Console(file=io.StringIO(), width=60, height=25, soft_wrap=True, highlight=False)
    print_sentences(out, Places(seeds_index), told)
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().splitlines() == ["To leave: [1]", "• Go. [1] Go soon. [1]", "• Stay. [1]", "Rest. [1]"]


def test_articles_that_differ_begin_lines(seeds_index: Snapshot) -> None:
    """Each under its title."""
    first, second = said_sentences(answer(seeds_index, QUESTION))[:2]
    titled = [replace(one, text=f" {one.citations[0].title}:{one.text}") for one in (first, second)]
    out = Console(file=io.StringIO(), width=1000, height=25, soft_wrap=True, highlight=False)
    print_sentences(out, Places(seeds_index), titled)
    assert isinstance(out.file, io.StringIO)
    assert [row.startswith("career advice and job search strategies:") for row in out.file.getvalue().splitlines()] == [True, True]


def test_a_pipe_has_one_address_a_line_and_no_escapes(seeds_root: Path) -> None:
    """Whatever its width is said to be."""
    shown = in_pipe(QUESTION, index=seeds_root, COLUMNS="40", TERM="xterm-256color")
    assert "\x1b" not in shown
    rows = [row for row in shown.splitlines() if "https://" in row]
    assert len(rows) == 7
    assert rows[0] == f"  [1] 00:03:36 {FOUND_AT}"


def test_colour_that_is_asked_for_reaches_a_pipe_without_links(seeds_root: Path) -> None:
    """FORCE_COLOR is about colour; a hyperlink is a terminal's."""
    shown = in_pipe(QUESTION, index=seeds_root, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[36m[1]\x1b[0m" in shown
    assert not HYPERLINK.search(shown)
    assert ESCAPE.sub("", shown) == in_pipe(QUESTION, index=seeds_root)


def test_a_terminal_gets_colours_and_links(seeds_root: Path) -> None:
    """The number in the answer, the number below, the time and the address all open the second of the video."""
    shown = on_screen("are they mandatory?", "--history", QUESTION, columns=80, index=seeds_root).written.decode()
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


def test_a_plain_article_opens_at_its_file(seeds_root: Path, seeds_index: Snapshot) -> None:
    """A file has a link where it still is; the line is in the text."""
    question = "how do I follow up after an interview?"
    shown = on_screen(question, columns=120, index=seeds_root).written.decode()
    file = Path(seeds_index.manifest.sources) / "003_0c5a6819a0cc41f0.txt"
    assert file.resolve().as_uri() in HYPERLINK.findall(shown)
    one = answer(seeds_index, question).citations[0]
    line = file.read_text(encoding="utf-8").splitlines()[int(Places(seeds_index).of(one).point.removeprefix("line ")) - 1]
    assert one.quote in line


def test_a_file_that_is_gone_is_named_without_a_link(desk: Desk) -> None:
    """As the index knows it."""
    desk.ingest(desk.root.parent / "own")
    index = LocalStore(desk.root.parent / "own").open()
    said = "Ask in spring, when the budgets are open."
    start = (desk.sources / "pay.txt").read_text(encoding="utf-8").index(said)
    one = Citation(
        1, "pay", "How to Ask for More Money", ["When to Ask"], "article", None, said, None, start, start + len(said), None, None, None
    )
    assert Places(index).of(one).link == (desk.sources / "pay.txt").as_uri()
    (desk.sources / "pay.txt").unlink()
    place = Places(index).of(one)
    assert (place.point, place.address, place.link) == ("line 7", "pay.txt", None)
    index.close()


@pytest.mark.parametrize(
    ("path", "room", "shown"),
    [
        pytest.param(["One", "Two", "Three"], 20, "One › Two › Three", id="it fits"),
        pytest.param(["One", "Twenty-two", "Three"], 20, "One › … › Three", id="the middle is left out"),
        pytest.param(["A title of many words", "Two", "Three"], 26, "A title of many w… › Three", id="the first is cut"),
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
    for words in ([question], ["--json", question], ["--history", "how do I ask for more pay?", question], ["--explain", question]):
        shown = on_screen(*words, columns=60, index=built_desk.root)
        assert not re.search(rb"\x1b\]0|\x1b\[2J|\xc2\x9b|\x07", shown.written)


def test_a_source_cannot_steer_the_terminal(desk: Desk) -> None:
    """Neither its sentences nor its title, as answer or as nearest passage."""
    desk.write(
        "nasty.txt", "Strange \x1b[2JNotice\n\nGive notice\x1b]0;owned\x07 in a letter of two\u202e lines. Bring \x9b31mit in person.\n"
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
    done = subprocess.run(program, capture_output=True, env={**os.environ, "CAREERQA_INDEX": str(seeds_root)}, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"not recommended to participate" in done.stdout
