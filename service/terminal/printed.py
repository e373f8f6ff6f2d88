"""How an answer looks in a terminal: its sentences as they come, then where they stand; a refusal with what is near."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.style import Style
from rich.text import Text

from index import Snapshot
from service.answering.answer import PARTLY, Answer, ShownPassage
from service.answering.citation import Citation
from service.answering.confidence import THRESHOLD
from service.answering.text import SaidSentence, said_sentences
from service.terminal.console import Lines, clean, linked, print_line
from service.terminal.places import Place, Places

NEAREST, SHORT_PASSAGE = 3, 160
HIGH, FAIR = 0.8, 0.6
LEAST_OF_FIRST = 16  # columns of a first heading that are worth showing
NUMBER = Style(color="cyan")
_NUMBER = re.compile(r" ?\[(\d+)\]")


def print_answer(out: Console, index: Snapshot, found: Answer, *, offered: bool = False) -> None:
    """The whole of an answer; in a conversation, the headings named below it are `offered`."""
    places = Places(index)
    print_understood(out, found)
    print_sentences(out, places, said_sentences(found))
    print_rest(out, places, found)
    if found.related:
        out.print()
        _print_related(out, found.related, offered=offered)
    if found.explanation:
        out.print()
        print_explanation(out, found.explanation)


def print_understood(out: Console, found: Answer) -> None:
    """What the question was read as, where that is not what was asked."""
    if found.standalone_question != found.question:
        print_line(out, ("understood as:", "dim"), (found.standalone_question, ""))
        out.print()


def print_sentences(out: Console, places: Places, said: Iterable[SaidSentence]) -> None:
    """The sentences that cite, each as it comes; an item of a list and one that opens with its article's title begin a line."""
    lines, item = Lines(out), None
    for one in said:
        if not one.citations:
            continue  # our own words: `print_rest` has them
        if one.item != item:
            lines.end()
            lines, item = Lines(out, hang=2 if one.item else 0), one.item
            if one.item:
                lines.write("•")
        elif one.text.lstrip().startswith(f"{one.citations[0].title}:"):
            lines.end()
        lines.write(_with_links(out, one, places))
    lines.end()


def _with_links(out: Console, one: SaidSentence, places: Places) -> Text:
    """A sentence whose numbers open what they stand for; a number never begins a line."""
    links = {cited.number: places.of(cited).link for cited in one.citations}
    text, at = clean(one.text), 0
    laid = Text()
    for found in _NUMBER.finditer(text):
        if int(found[1]) in links:
            laid.append(text[at : found.start()]).append("\xa0")
            laid.append(f"[{found[1]}]", NUMBER + linked(out, links[int(found[1])]))
            at = found.end()
    return laid.append(text[at:])


def print_rest(out: Console, places: Places, found: Answer) -> None:
    """What follows the sentences: what is not answered, a note, the sources, the confidence; for a refusal the nearest passages."""
    if not found.citations:
        print_line(out, (found.answer, "yellow" if found.status == "not_in_sources" else ""), hang=0)
    for part in found.unanswered:
        out.print()
        print_line(out, (PARTLY.format(part), "yellow"))
    said_with = notes(found)
    if said_with:
        out.print()
    for note in said_with:
        print_line(out, (note, "yellow"))
    if found.citations:
        out.print()
        _print_places(out, places, found.citations)
        out.print()
        print_line(out, (f"Confidence {_percent(found.confidence)}, {_word(found.confidence)}", "dim"))
    elif found.passages:
        print_line(out, (f"Confidence {_percent(found.confidence)}; an answer needs {_percent(THRESHOLD)}", "dim"))
        out.print()
        print_line(out, ("Nearest passages, which may be about something else:", ""), hang=0)
        for passage in found.passages[:NEAREST]:
            _print_passage(out, passage)


def notes(found: Answer) -> list[str]:
    """Who phrased the answer, if not the sources, and what is to be said with it."""
    told = [f"Phrased by {found.model}, each sentence compared with its quotes."] if found.model else []
    return [*told, *([f"Note: {found.note}"] if found.note else [])]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _word(share: float) -> str:
    return "high" if share >= HIGH else "fair" if share >= FAIR else "low"


def _print_places(out: Console, places: Places, citations: Sequence[Citation]) -> None:
    """The citations by article and section; those that open at the same place share a line."""
    articles: dict[tuple[str, str], dict[tuple[str, ...], dict[Place, list[int]]]] = {}
    for one in citations:
        sections = articles.setdefault((one.article, one.title), {})
        sections.setdefault(_path(one), {}).setdefault(places.of(one), []).append(one.number)
    for (_, title), below in articles.items():
        print_line(out, (title, "bold"))
        for path, cited in below.items():
            if path:
                print_line(out, (shortened(path, out.width - 2), "cyan"), indent=2)
            for place, numbers in cited.items():
                _print_place(out, place, numbers)


def _path(one: Citation) -> tuple[str, ...]:
    """The section, whose last heading says whose words they are if not the article's."""
    return (*one.section[:-1], ", ".join([*one.section[-1:], one.speaker])) if one.speaker else tuple(one.section)


def _print_place(out: Console, place: Place, numbers: Sequence[int]) -> None:
    """The numbers, the time or line, and the address: whole, on a line of its own where the terminal is too narrow."""
    link = linked(out, place.link)
    lines = Lines(out, indent=2, hang=4)
    for number in numbers:
        lines.write(Text(f"[{number}]", NUMBER + link))
    for words in (place.point, place.address):
        lines.write(Text(clean(words).replace(" ", "\xa0"), link))
    lines.end()


def shortened(path: Sequence[str], room: int) -> str:
    """A path of headings in so many columns: whole, or its ends, or the beginning of the first and the last."""
    first, last = clean(path[0]), clean(path[-1])
    forms = [" › ".join(map(clean, path)), f"{first} › … › {last}"] if len(path) > 2 else [" › ".join(map(clean, path))]
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
    flat = " ".join(passage.text.split())
    print_line(out, (flat if len(flat) <= SHORT_PASSAGE else flat[:SHORT_PASSAGE].rpartition(" ")[0] + "…", ""), indent=4, hang=0)


def _print_related(out: Console, headings: Sequence[str], *, offered: bool) -> None:
    if not offered:
        print_line(out, ("Also in the sources:", "dim"), (" · ".join(headings), ""))
        return
    print_line(out, ("Also in the sources; /more N asks about one:", "dim"))
    for number, heading in enumerate(headings, start=1):
        print_line(out, (f"{number} {heading}", ""), indent=2)


def print_explanation(out: Console, explanation: dict[str, Any]) -> None:
    """How an answer came about: corrections, readings, the reason, and each candidate with its signals and their ranks."""
    for word, better in explanation["corrections"].items():
        print_line(out, ("corrected", "bold"), (f"{word} to {better}", ""))
    for part in explanation["parts"]:
        print_line(out, (part["resolved"], "bold"))
        for reading in part["readings"][1:]:
            print_line(out, (f"not read as: {reading['text']} ({reading['confidence']})", ""), indent=2)
        features = ", ".join(f"{name} {value}" for name, value in part["features"].items())
        print_line(out, (f"{part['reason']}; {features}", ""), indent=2)
        for place, row in enumerate(part["candidates"], start=1):
            signals = ", ".join(f"{name} {row[name]['score']:.3f} ({row[name]['rank']})" for name in ("late", "sentence", "dense", "words"))
            tokens = ", ".join(f"{one['asked']}~{one['matched']} {one['cosine']:.2f}" for one in row["tokens"])
            print_line(out, (f"{place}. {row['passage']}", "cyan"), (f"score {row['score']:.3f}: {signals}", ""), indent=2, hang=3)
            print_line(out, (tokens, "dim"), indent=5, hang=0)
