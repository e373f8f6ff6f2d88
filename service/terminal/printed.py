"""How an answer looks in a terminal: its sentences, then where they stand; a refusal with what is near."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.style import Style
from rich.text import Text

from service.answering.answer import Answer, ShownPassage
from service.answering.citation import Citation
from service.answering.said import Said, closed
from service.assistant import Assistant
from service.terminal.console import Lines, clean, linked, print_line, quoted
from service.terminal.places import Place, place_of

NEAREST = 3
LEAST_OF_FIRST = 16  # columns of a first heading that are worth showing
NUMBER = Style(color="cyan")
Places = Mapping[int, Place]  # by the citation's number


def print_answer(out: Console, assistant: Assistant, answer: Answer, *, offered: bool = False) -> None:
    """The whole of an answer; in a conversation, the headings named below it are `offered`."""
    places = {citation.number: place_of(citation, assistant) for citation in answer.citations}
    print_understood(out, answer)
    print_said(out, answer.said, places, refused=answer.status == "not_in_sources")
    print_rest(out, places, answer)
    if answer.related:
        out.print()
        _print_related(out, answer.related, offered=offered)
    if answer.explanation:
        out.print()
        print_explanation(out, answer.explanation)


def print_understood(out: Console, answer: Answer) -> None:
    """How the question was read, and where was looked, where that is not as it was asked or everywhere."""
    if answer.understood:
        print_line(out, (quoted(answer.understood), "dim"))
    if answer.within:
        print_line(out, ("looked only in:", "dim"), (quoted(", ".join(answer.within)), ""))
    if answer.understood or answer.within:
        out.print()


def print_said(out: Console, said: Sequence[Said], places: Places, *, refused: bool) -> None:
    """What is said: sentences in a paragraph, an item of a list and our own words on lines of their own."""
    for cites, group in groupby(said, key=lambda entry: bool(entry.citations)):
        entries = list(group)
        if cites:
            _print_quotes(out, entries, places)
            continue
        for number, entry in enumerate(entries):
            under = number and entries[number - 1].head
            if entry is not said[0] and not under:
                out.print()
            style = "bold" if entry.head else "yellow" if refused or len(said) > 1 else ""
            print_line(out, (quoted(entry.text), style), hang=0)


def _print_quotes(out: Console, said: Sequence[Said], places: Places) -> None:
    for item, group in groupby(said, key=attrgetter("item")):
        lines = Lines(out, hang=2 if item else 0)
        if item:
            lines.write("•")
        for entry in group:
            lines.write(_with_links(out, entry, places))
        lines.end()


def _with_links(out: Console, entry: Said, places: Places) -> Text:
    """A sentence whose numbers open what they stand for; a number never begins a line."""
    laid = Text(quoted(closed(entry)))
    for number in entry.citations:
        laid.append("\xa0").append(f"[{number}]", NUMBER + linked(out, places[number].link))
    return laid


def print_rest(out: Console, places: Places, answer: Answer) -> None:
    """What follows: a note, the sources, the confidence; for a refusal the nearest passages."""
    said_with = notes(answer)
    if said_with:
        out.print()
    for note in said_with:
        print_line(out, (quoted(note), "yellow"))
    if answer.citations:
        out.print()
        _print_places(out, places, answer.citations)
        out.print()
        if not answer.parts:  # each of which says so itself
            print_line(out, (how_sure(answer), "yellow" if unsure(answer) else "dim"))
    elif answer.passages and not (answer.sureness and answer.sureness.degree == "far"):
        out.print()
        print_line(out, ("Nearest, which may be about something else:", "dim"), hang=0)
        for passage in answer.passages[:NEAREST]:
            _print_passage(out, passage)


def how_sure(answer: Answer) -> str:
    """How sure the answer is, in words; the number is told with what explains it."""
    if answer.sureness:
        return f"{answer.sureness.words}."
    return f"Score {answer.confidence:.2f}, not calibrated for this encoder: how sure it is, is not known"


def unsure(answer: Answer) -> bool:
    """Whether an answer is not a sure one."""
    return answer.sureness is not None and answer.sureness.degree != "sure"


def notes(answer: Answer) -> list[str]:
    """Who phrased the answer, if not the sources, and what is to be said with it."""
    told = [f"Phrased by {answer.model}, each sentence compared with its quotes."] if answer.model else []
    return [*told, *([f"Note: {answer.note}"] if answer.note else [])]


def _print_places(out: Console, places: Places, citations: Sequence[Citation]) -> None:
    """The citations by article and section; those that open at the same place share a line."""
    articles: dict[tuple[str, str], dict[tuple[str, ...], dict[Place, list[int]]]] = {}
    for citation in citations:
        sections = articles.setdefault((citation.article, citation.title), {})
        numbers = sections.setdefault(_path(citation), {}).setdefault(places[citation.number], [])
        numbers.append(citation.number)
    for (_, title), below in articles.items():
        print_line(out, (quoted(title), "bold"))
        for path, cited in below.items():
            if path:
                print_line(out, (shortened(path, out.width - 2), "cyan"), indent=2)
            for place, numbers in cited.items():
                _print_place(out, place, numbers)


def _path(citation: Citation) -> tuple[str, ...]:
    """The section, whose last heading says whose words they are if not the article's."""
    *above, last = citation.section or [""]
    return tuple(part for part in (*above, ", ".join(filter(None, (last, citation.speaker)))) if part)


def _print_place(out: Console, place: Place, numbers: Sequence[int]) -> None:
    """The numbers, the time or line, and the address, on its own line where the terminal is narrow."""
    link = linked(out, place.link)
    lines = Lines(out, indent=2, hang=4)
    for number in numbers:
        lines.write(Text(f"[{number}]", NUMBER + link))
    for words in (place.point, place.address):
        lines.write(Text(clean(words).replace(" ", "\xa0"), link))
    lines.end()


def shortened(path: Sequence[str], room: int) -> str:
    """A path of headings in so many columns: whole, or its ends, or part of the first and the last."""
    first, last = quoted(path[0]), quoted(path[-1])
    forms = (
        [" › ".join(map(quoted, path)), f"{first} › … › {last}"]
        if len(path) > 2
        else [" › ".join(map(quoted, path))]
    )
    for form in forms:
        if cell_len(form) <= room:
            return form
    left = room - cell_len(last) - 4
    if len(path) > 1 and left >= LEAST_OF_FIRST:
        return f"{_cut(first, left)}… › {last}"
    if len(path) > 1 and left >= -1:
        return f"… › {last}"
    return last if cell_len(last) <= room else f"{_cut(last, room - 1)}…"


def _cut(words: str, room: int) -> str:
    return set_cell_size(words, max(room, 1)).rstrip()


def _print_passage(out: Console, passage: ShownPassage) -> None:
    path = shortened([part for part in (passage.title, *passage.section) if part], out.width - 12)
    print_line(out, (path, "cyan"), (passage.timestamp or "", "dim"), indent=2)


def _print_related(out: Console, questions: Sequence[str], *, offered: bool) -> None:
    print_line(out, (f"The sources also answer{'; /more N asks one' if offered else ''}:", "dim"))
    for number, question in enumerate(questions, start=1):
        print_line(out, (f"{number} {quoted(question)}" if offered else quoted(question), ""), indent=2)


def print_explanation(out: Console, explanation: dict[str, Any]) -> None:
    """How an answer came about: corrections, readings, the reason, each candidate's signals."""
    for word, better in explanation["corrections"].items():
        print_line(out, ("corrected", "bold"), (f"{word} to {better}", ""))
    for part in explanation["parts"]:
        print_line(out, (part["resolved"], "bold"))
        for reading in part["readings"][1:]:
            print_line(out, (f"not read as: {reading['text']} ({reading['confidence']})", ""), indent=2)
        features = ", ".join(f"{name} {value}" for name, value in part["features"].items())
        print_line(out, (f"{part['reason']}; {features}", ""), indent=2)
        for place, row in enumerate(part["candidates"], start=1):
            signals = ", ".join(
                f"{name} {signal['score']:.3f} ({signal['rank']})" for name, signal in row["signals"].items()
            )
            score = f"score {row['score']:.3f}: {signals}"
            print_line(out, (f"{place}. {row['passage']}", "cyan"), (score, ""), indent=2, hang=3)
            tokens = (
                f"{pair['asked']}~{pair['matched']} {pair['cosine']:.2f}" for pair in row.get("tokens", ())
            )
            print_line(out, (", ".join(tokens), "dim"), indent=5, hang=0)
