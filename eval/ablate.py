"""What each hand-written pattern or word list gains: all is asked with it, then what it touched without it.

A pattern that never matched while a question was answered cannot have changed that answer, so that question
is not asked again.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.compare import Difference, difference, side_by_side
from eval.judgement import Judgement, judge
from eval.measures import measure, shown_in
from eval.public import Tell, every_nth, prepare
from eval.questions import Question, QuestionSetError, read_questions
from eval.remembering import remembering
from eval.run import OVERALL
from eval.sets import missing_file, read_set, write_set
from eval.switches import Recorded, Switch, find_switches, forget
from index import LocalStore, update_index
from ingest import Article, Chunking, SourceFile, read_source, scan_folder
from service.answering.tuning import kept_tuning
from service.assistant import Assistant

DEV_SETS = ("career", "transcripts")
TIMED = (measure("p50_ms"), measure("p99_ms"))
OWN = "own"

Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class QuestionSources:
    """A question set, the folder of its sources, their index, and the encoder that this is made with."""

    name: str
    questions: Sequence[Question]
    sources: Path
    index: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Ablation:
    """What a switch gains: `gains` are differences from the answers without it to those with it.

    So many `articles` are read otherwise without it, so many questions were `asked` again; `changed` has the
    ids, by set, of those whose answer or passages are others then. Measures that stay the same have no gain.
    """

    switch: str
    articles: int
    asked: int
    changed: Mapping[str, Sequence[str]]
    gains: Sequence[Difference]


class Baseline:
    """One set asked with everything switched on, and what of it each switch touched."""

    def __init__(self, of: QuestionSources, switches: Sequence[Switch]) -> None:
        self.of = of
        self._index = LocalStore(of.index).open()
        self._assistant = remembering(self._index)
        self._files = {file.path: file for file in scan_folder(of.sources) if isinstance(file, SourceFile)}
        self._touched: dict[str, set[str]] = {switch.name: set() for switch in switches}
        self.articles: dict[str, Article] = {}
        self.answers: Answers = {}
        self._unit = ""
        forget()
        with self._recording(switches):
            for path, file in self._files.items():
                self._unit = f"file {path}"
                self.articles[path] = read_source(file, Chunking())
            for question in of.questions:
                self._unit = question.id
                self.answers[question.id] = _ask(self._assistant, question)
        self.judgements = {
            question.id: judge(question, self.answers[question.id]) for question in of.questions
        }

    def read_otherwise(self, switch: Switch) -> list[str]:
        """Paths of the files that are read otherwise while the switch is off."""
        with switch.replaced(switch.off()):
            forget()
            return [
                path
                for path, file in self._files.items()
                if self._is_touched(switch, f"file {path}")
                and read_source(file, Chunking()) != self.articles[path]
            ]

    def without(self, switch: Switch, otherwise: Sequence[str]) -> Answers:
        """The answers while it is off, of the questions that it may touch.

        `otherwise` as of `read_otherwise`.
        """
        if not otherwise:
            touched = [question for question in self.of.questions if self._is_touched(switch, question.id)]
            with switch.replaced(switch.off()):
                return self._ask_again(self._assistant, touched)
        with TemporaryDirectory() as folder, switch.replaced(switch.off()):
            forget()
            index = LocalStore(self._read_again(Path(folder), otherwise)).open()
            try:
                return self._ask_again(remembering(index), self.of.questions)
            finally:
                index.close()

    def close(self) -> None:
        """Release the index."""
        self._index.close()

    def _read_again(self, folder: Path, otherwise: Sequence[str]) -> Path:
        """An index in which these files are read anew: a blank line at the end makes each a changed one."""
        sources, index = folder / "sources", folder / "index"
        shutil.copytree(self.of.sources, sources)
        shutil.copytree(self.of.index, index)
        for path in otherwise:
            with (sources / path).open("ab") as file:
                file.write(b"\n")
        update_index(sources, LocalStore(index), model=self.of.model, tuning=kept_tuning)
        return index

    def _ask_again(self, assistant: Assistant, questions: Sequence[Question]) -> Answers:
        forget()
        return {question.id: _ask(assistant, question) for question in questions}

    @contextmanager
    def _recording(self, switches: Sequence[Switch]) -> Iterator[None]:
        """Note what matches while a file is read or a question answered."""
        with ExitStack() as stack:
            for switch in switches:
                if isinstance(switch.value, re.Pattern):
                    stack.enter_context(switch.replaced(Recorded(switch.value, self._noting(switch))))
            yield

    def _noting(self, switch: Switch) -> Callable[[], None]:
        return lambda: self._touched[switch.name].add(self._unit)

    def _is_touched(self, switch: Switch, unit: str) -> bool:
        """Whether it matched there; a word list is taken to match always."""
        return not isinstance(switch.value, re.Pattern) or unit in self._touched[switch.name]


def _ask(assistant: Assistant, question: Question) -> dict[str, Any]:
    return assistant.ask(question.question, question.history).as_dict()


def _shown(told: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of an answer a reader sees; figures that only order, offsets and digests are left out."""
    quotes = [(cited["article"], cited["quote"]) for cited in told["citations"]]
    return (
        told["status"],
        told["answer"],
        quotes,
        [(near["article"], near["text"]) for near in told["passages"]],
    )


def ablate(
    sets: Sequence[QuestionSources], names: Sequence[str] = (), tell: Tell = lambda _: None
) -> Iterator[Ablation]:
    """What each switch, or each one named, gains on the sets together; raises `QuestionSetError`."""
    switches = find_switches(names)
    baselines: list[Baseline] = []
    try:
        for each in sets:
            tell(f"{each.name}: reading {each.sources}, asking {len(each.questions)} questions")
            baselines.append(Baseline(each, switches))
        for switch in switches:
            yield _ablation(switch, baselines)
    finally:
        for baseline in baselines:
            baseline.close()


def _ablation(switch: Switch, baselines: Sequence[Baseline]) -> Ablation:
    articles = asked = 0
    changed: dict[str, list[str]] = {}
    pairs: list[tuple[Judgement, Judgement]] = []
    for baseline in baselines:
        otherwise = baseline.read_otherwise(switch)
        answers = baseline.without(switch, otherwise)
        articles += len(otherwise)
        asked += len(answers)
        changed[baseline.of.name] = [
            name for name, told in answers.items() if _shown(told) != _shown(baseline.answers[name])
        ]
        for question in baseline.of.questions:
            after = baseline.judgements[question.id]
            before = judge(question, answers[question.id]) if question.id in answers else after
            pairs.append((before, after))
    measures = [each for each in shown_in("run") if each not in TIMED]
    gains = [difference(OVERALL, each, pairs) for each in measures if each.is_mean()]
    gains += [side_by_side(each, pairs) for each in measures if not each.is_mean()]
    return Ablation(
        switch.name, articles, asked, changed, [gain for gain in gains if gain.before != gain.after]
    )


def prepare_sets(
    questions: Path,
    sources: Path,
    folder: Path,
    work: Path,
    limit: int | None = None,
    tell: Tell = lambda _: None,
    model: str | None = None,
) -> list[QuestionSources]:
    """Our own set and `DEV_SETS` of the data's `folder`, each with its index below `work`."""
    parts = [(OWN, read_questions(questions), sources)]
    for name in DEV_SETS:
        if missing := missing_file(name, folder):
            raise QuestionSetError(f"{name} cannot be asked: there is no {folder / missing}")
        public_set = read_set(name, folder)
        write_set(public_set, work / name)
        parts.append((name, public_set.questions, work / name / "articles"))
    return [
        QuestionSources(name, every_nth(asked, limit), place, prepare(work / name, place, model, tell), model)
        for name, asked, place in parts
    ]


def render(ablation: Ablation) -> str:
    """Some lines of plain text: the switch and what it touches, then each measure that it changes."""
    changed = ", ".join(f"{len(ids)} {name}" for name, ids in ablation.changed.items())
    count = sum(map(len, ablation.changed.values()))
    read = f", {ablation.articles} articles read otherwise" if ablation.articles else ""
    head = f"{ablation.switch}: {count} answers changed ({changed}) of {ablation.asked} asked again{read}"
    return "\n".join([head, *(f"    {_gain(gain)}" for gain in ablation.gains)])


def _gain(gain: Difference) -> str:
    size = f"{(gain.after or 0.0) - (gain.before or 0.0):+.4f}"
    if gain.interval is None:
        return f"{gain.measure:<18} {size}"
    low, high = gain.interval
    return f"{gain.measure:<18} {size} ({low:+.4f} to {high:+.4f})  p {gain.p:.3f}  n {gain.count}"
