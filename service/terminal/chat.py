"""A conversation at a prompt: questions that follow up, and commands."""

import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from service.answering.answer import LONGEST_HISTORY, Answer, AnswerOverdue, QuestionError
from service.answering.within import CollectionError
from service.assistant import Assistant
from service.terminal.console import console, print_error, print_line, print_row, print_sources
from service.terminal.places import place_of
from service.terminal.printed import print_answer, print_explanation
from service.terminal.prompt import lines_asked
from service.terminal.transcript import markdown

COMMANDS = {
    "/help": "list these commands",
    "/new": "begin anew: what was asked before is forgotten",
    "/in NAME": "ask only a collection, or several (a, b); without one, all",
    "/sources WORD": "list the articles whose title has a word; without one, all",
    "/open N": "open what number N of the last answer stands for",
    "/more N": "ask question N of those below the last answer",
    "/why": "show how the last answer came about",
    "/save FILE.md": "write the conversation into a file",
    "/quit": "leave, as Ctrl-D does",
}
MOST_SOURCES = 20
Numbered = TypeVar("Numbered")


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer, and the earlier questions that it was given with."""

    answer: Answer
    history: list[str]


@dataclass(slots=True)
class Chat:
    """A conversation about the sources of an index."""

    assistant: Assistant
    turns: list[Turn] = field(default_factory=list)
    saved: Path | None = None  # may be written again
    within: tuple[str, ...] = ()  # the collections that are asked; none: everything

    def greet(self) -> None:
        """What it answers from, and how to leave."""
        print_line(console(), (f"{self._asked()} /help lists commands, Ctrl-D leaves.", "dim"))

    def _asked(self) -> str:
        """How many articles answer, and in which collections."""
        count = len(self.assistant.articles(self.within))
        inside = f" in {', '.join(self.within)}" if self.within else ""
        return f"Answers from {count} article{'s' * (count != 1)}{inside}."

    def handle(self, line: str) -> bool:
        """Answer a question or obey a command; whether the conversation goes on."""
        word, _, rest = line.partition(" ")
        match word:
            case "/help":
                for name, does in COMMANDS.items():
                    print_row(console(), name, does, max(map(len, COMMANDS)))
            case "/new":
                self.turns.clear()
                self.saved = None
                print_line(console(), ("What was asked before is forgotten.", "dim"))
            case "/in":
                self._restrict(rest)
            case "/sources":
                print_sources(self.assistant, rest, MOST_SOURCES, self.within)
            case "/open":
                self._open(rest)
            case "/more":
                self._more(rest)
            case "/why":
                self._why()
            case "/save":
                self._save(rest)
            case "/quit":
                return False
            case _ if line.startswith("/"):
                print_error(f"no command {word}; /help lists them")
            case _:
                self._ask(line, self._history())
        return True

    def _history(self) -> list[str]:
        """The questions that a follow-up may lean on: those that the sources answered."""
        return [turn.answer.question for turn in self.turns if turn.answer.citations][-LONGEST_HISTORY:]

    def _ask(self, question: str, history: list[str]) -> None:
        try:
            answer = self.assistant.ask(question, history, within=self.within)
        except (QuestionError, AnswerOverdue) as error:
            print_error(str(error))
            return
        self.turns.append(Turn(answer, history))
        print_answer(console(), self.assistant, answer, offered=True)

    def _restrict(self, names: str) -> None:
        """Ask only the collections of these names, with commas between them, from now on."""
        wanted = [name for name in map(str.strip, names.split(",")) if name]
        there = self.assistant.collections()
        try:
            self.within = self.assistant.named([names] if names in there else wanted)
        except CollectionError as error:
            print_error(str(error))
            return
        print_line(console(), (self._asked(), "dim"))
        if not self.within and there:
            print_line(console(), ("Collections:", "dim"), (", ".join(there), ""))

    def _open(self, number: str) -> None:
        cited = _chosen(number, self.turns[-1].answer.citations if self.turns else [])
        if cited is None:
            print_error(f"the last answer has no number {number}" if number else "which number? /open N")
            return
        place = place_of(cited, self.assistant)
        if place.link is None:
            print_error(f"{place.address} is not where it was when it was ingested")
            return
        print_line(console(), (place.address, ""))
        if not webbrowser.open(place.link):
            print_line(console(), ("No browser was found that opens it.", "dim"))

    def _more(self, number: str) -> None:
        question = _chosen(number, self.turns[-1].answer.related if self.turns else [])
        if question is None:
            print_error(
                f"there is no question {number} below the last answer"
                if number
                else "which question? /more N"
            )
        else:
            print_line(console(), ("asked:", "dim"), (question, ""))
            console().print()
            self._ask(question, [])  # it stands for itself, whatever was asked before

    def _why(self) -> None:
        if not self.turns:
            print_error("nothing was asked yet")
            return
        last = self.turns[-1]
        asked = last.answer.question
        try:  # how a language model put the answer is not what is explained
            again = self.assistant.ask(
                asked, last.history, within=last.answer.within or (), explain=True, phrased=False
            )
        except (QuestionError, AnswerOverdue) as error:  # a collection may be gone meanwhile
            print_error(str(error))
            return
        if again.explanation:
            print_explanation(console(), again.explanation)
        else:
            print_line(console(), ("That was small talk; nothing was looked up.", ""))

    def _save(self, name: str) -> None:
        if not self.turns or not name:
            print_error("nothing was asked yet" if name else "into which file? /save FILE.md")
            return
        try:
            path = Path(name).expanduser()
            with path.open("w" if path == self.saved else "x", encoding="utf-8") as file:
                file.write(markdown([turn.answer for turn in self.turns], self.assistant))
        except FileExistsError:
            print_error(f"{name} is there already; name another file")
        except (OSError, RuntimeError, ValueError) as error:
            # the disk's, an unknown home, a name that no file can have
            print_error(f"{name} cannot be written: {getattr(error, 'strerror', None) or error}")
        else:
            self.saved = path
            print_line(console(), (f"Saved in {path}", "dim"))


def _chosen(number: str, entries: Sequence[Numbered]) -> Numbered | None:
    """The entry of a number that was typed, counted from 1; None where there is none."""
    return {str(place): entry for place, entry in enumerate(entries, start=1)}.get(number)


def converse(assistant: Assistant, memory: Path | None, within: Sequence[str] = ()) -> None:
    """Answer each line from standard input; at a terminal with a greeting, and Ctrl-C stops an answer.

    Raises `CollectionError` where one to begin with is not there.
    """
    chat = Chat(assistant, within=assistant.named(within))
    typed = sys.stdin.isatty()
    if typed:
        chat.greet()
    with assistant.checking():
        for line in lines_asked([name.partition(" ")[0] for name in COMMANDS], memory):
            if typed:
                console().print()
            try:
                if not chat.handle(line):
                    return
            except KeyboardInterrupt:
                if not typed:
                    raise
                console().print()
                print_line(console(), ("Stopped.", "yellow"))
            console().print()
