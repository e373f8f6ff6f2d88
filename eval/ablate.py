"""What each hand-written pattern or word list gains: all is asked with it, then what it touched without it.

A pattern that never matched while a question was answered cannot have changed that answer, so that question is
not asked again.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from eval.compare import SCORES, Difference, difference
from eval.public import Tell, every_nth, prepare
from eval.questions import Question, QuestionSetError, read_questions
from eval.run import OVERALL, Judgement, judge
from eval.sets import missing_file, read_set, write_set
from eval.switches import Recorded, Switch, find_switches, forget
from index import Encoding, Hit, Index, PassageTokens, update_index
from ingest import Article, Chunking, SourceFile, read_source, scan_folder
from service.answering.answer import answer

DEV_SETS = ("career", "transcripts")
OWN = "own"

Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class QuestionSources:
    """A question set, the folder of the sources it is asked of, and their index."""

    name: str
    questions: Sequence[Question]
    sources: Path
    index: Path


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


class Remembering:
    """An index that encodes each question once, and searches for it once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._encodings: dict[str, Encoding] = {}
        self._hits: dict[tuple[Any, ...], list[Hit]] = {}
        self._tokens: dict[int, PassageTokens] = {}
        self.encoder = self

    def __getattr__(self, name: str) -> Any:
        """Whatever else the index has."""
        return getattr(self._index, name)

    def encode_question(self, question: str) -> Encoding:
        """As the index's encoder."""
        if question not in self._encodings:
            self._encodings[question] = self._index.encoder.encode_question(question)
        return self._encodings[question]

    def search(self, question: str, encoding: Encoding, *count: int) -> list[Hit]:
        """As the index."""
        key = (question, *count)
        if key not in self._hits:
            self._hits[key] = self._index.search(question, encoding, *count)
        return self._hits[key]

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """As the index."""
        missing = [row for row in rows if row not in self._tokens]
        if missing:
            self._tokens |= self._index.tokens(missing)
        return {row: self._tokens[row] for row in rows}


class Asked:
    """One set asked with everything switched on, and what of it each switch touched."""

    def __init__(self, of: QuestionSources, switches: Sequence[Switch]) -> None:
        self.of = of
        self._index = Index.open(of.index)
        self._remembering = Remembering(self._index)
        self._files = {one.path: one for one in scan_folder(of.sources) if isinstance(one, SourceFile)}
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
                self.answers[question.id] = _ask(self._remembering, question)
        self.judgements = {one.id: judge(one, self.answers[one.id]) for one in of.questions}

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
        """The answers while it is off, of the questions that it may touch; `otherwise` as of `read_otherwise`."""
        if not otherwise:
            touched = [one for one in self.of.questions if self._is_touched(switch, one.id)]
            with switch.replaced(switch.off()):
                return self._ask_again(self._remembering, touched)
        with TemporaryDirectory() as folder, switch.replaced(switch.off()):
            forget()
            index = Index.open(self._read_again(Path(folder), otherwise))
            try:
                return self._ask_again(index, self.of.questions)
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
        update_index(sources, index)
        return index

    def _ask_again(self, index: "Index | Remembering", questions: Sequence[Question]) -> Answers:
        forget()
        return {one.id: _ask(index, one) for one in questions}

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


def _ask(index: "Index | Remembering", question: Question) -> dict[str, Any]:
    return answer(cast("Index", index), question.question, question.history).as_dict()


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
    asked: list[Asked] = []
    try:
        for one in sets:
            tell(f"{one.name}: reading {one.sources}, asking {len(one.questions)} questions")
            asked.append(Asked(one, switches))
        for switch in switches:
            yield _ablation(switch, asked)
    finally:
        for each in asked:
            each.close()


def _ablation(switch: Switch, asked: Sequence[Asked]) -> Ablation:
    articles = again = 0
    changed: dict[str, list[str]] = {}
    pairs: list[tuple[Judgement, Judgement]] = []
    for each in asked:
        otherwise = each.read_otherwise(switch)
        answers = each.without(switch, otherwise)
        articles += len(otherwise)
        again += len(answers)
        changed[each.of.name] = [
            name for name, told in answers.items() if _shown(told) != _shown(each.answers[name])
        ]
        for question in each.of.questions:
            before = after = each.judgements[question.id]
            if question.id in changed[each.of.name]:
                before = judge(question, answers[question.id])
            pairs.append((before, after))
    gains = [difference(OVERALL, measure, pairs) for measure in SCORES] if any(changed.values()) else []
    return Ablation(switch.name, articles, again, changed, [one for one in gains if one.before != one.after])


def prepare_sets(
    questions: Path,
    sources: Path,
    folder: Path,
    work: Path,
    limit: int | None = None,
    tell: Tell = lambda _: None,
) -> list[QuestionSources]:
    """Our own set and `DEV_SETS` of the data's `folder`, each with its index below `work`."""
    own = read_questions(questions)
    sets = [QuestionSources(OWN, own, sources, prepare(work / OWN, sources, None, tell))]
    for name in DEV_SETS:
        if missing := missing_file(name, folder):
            raise QuestionSetError(f"{name} cannot be asked: there is no {folder / missing}")
        found = read_set(name, folder)
        write_set(found, work / name)
        articles = work / name / "articles"
        sets.append(
            QuestionSources(name, found.questions, articles, prepare(work / name, articles, None, tell))
        )
    return [
        QuestionSources(one.name, every_nth(one.questions, limit), one.sources, one.index) for one in sets
    ]


def render(one: Ablation) -> str:
    """Some lines of plain text: the switch and what it touches, then each measure that it changes."""
    changed = ", ".join(f"{len(ids)} {name}" for name, ids in one.changed.items())
    read = f", {one.articles} articles read otherwise" if one.articles else ""
    count = sum(map(len, one.changed.values()))
    lines = [f"{one.switch}: {count} answers changed ({changed}) of {one.asked} asked again{read}"]
    for gain in one.gains:
        if gain.before is not None and gain.after is not None and gain.interval is not None:
            low, high = gain.interval
            figures = (
                f"{gain.after - gain.before:+.4f} ({low:+.4f} to {high:+.4f})  p {gain.p:.3f}  n {gain.count}"
            )
            lines.append(f"    {gain.measure:<14} {figures}")
    return "\n".join(lines)
