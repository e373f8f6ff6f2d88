"""All public sets in one table: convert each, ingest it once for each encoder, ask every system, measure.

What was made stays in the working folder, SET/articles, SET/questions.jsonl, SET/index-MODEL and
SET/run-SYSTEM.jsonl, so that a second run encodes nothing and the ordinary commands run on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.baselines import answer_dense
from eval.judgement import Asked, Judgement, judge
from eval.questions import Question, QuestionSetError
from eval.runs import write_run
from eval.sets import SETS, PublicSet, missing_file, read_set, write_set
from eval.table import MEASURES, render_table, table_rows
from index import LocalStore, Snapshot, update_index
from index.model import PUBLISHED_MODEL, find_model
from service.answering.answer import Answer, AnswerOverdue, QuestionError
from service.answering.tuning import kept_tuning
from service.assistant import Assistant, Fixed

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class System:
    """What answers, over an index made with which encoder (None: the default one)."""

    model: str | None
    ask: Callable[[Snapshot, str, Sequence[str]], Answer]


def answer_careerqa(index: Snapshot, question: str, history: Sequence[str] = ()) -> Answer:
    """What this program answers."""
    return Assistant(Fixed(index)).ask(question, history)


SYSTEMS = {
    "untrained": System(PUBLISHED_MODEL, answer_careerqa),
    "dense": System(PUBLISHED_MODEL, answer_dense),
    "careerqa": System(None, answer_careerqa),
}


def public(
    folder: Path,
    work: Path,
    names: Sequence[str] = (),
    systems: Sequence[str] = (),
    *,
    limit: int | None = None,
    tell: Tell = lambda _: None,
    known: Mapping[str, System] = SYSTEMS,
) -> str:
    """The table of the sets that `folder` holds, or of those named, as Markdown.

    With `limit`, of that many questions each.

    Raises `QuestionSetError` where there is no such folder, set or system, where a set's file is damaged and
    where no set is there; `index.model.ModelError` where an encoder cannot be had.
    """
    _check(folder, names, systems, known)
    asked = {name: known[name] for name in known if not systems or name in systems}
    rows, left_out = [], []
    for name in names or SETS:
        if missing := missing_file(name, folder):
            left_out.append(f"left out: {name} (there is no {folder / missing})")
            continue
        public_set = read_set(name, folder)
        write_set(public_set, work / name)
        questions = every_nth(public_set.questions, limit)
        judged = {
            label: _run(work / name, public_set, label, system, questions, tell)
            for label, system in asked.items()
        }
        rows += table_rows(name, judged, MEASURES[name])
    if not rows:
        raise QuestionSetError("; ".join(left_out))
    return "\n".join([render_table(rows, list(asked)), *(f"\n{line}" for line in left_out)])


def prepare(folder: Path, sources: Path, model: str | None, tell: Tell = lambda _: None) -> Path:
    """The folder of an index in a set's working folder, brought up to date with the set's sources."""
    root = folder / f"index-{Path(find_model(model).name).name}"
    report = update_index(sources, LocalStore(root), model=model, tuning=kept_tuning)
    tell(f"{folder.name}: {report.passages} passages in {root.name}, {report.encoded} encoded now")
    return root


def every_nth(questions: Sequence[Question], limit: int | None) -> Sequence[Question]:
    """At most so many questions, evenly spread over the set; all without a limit."""
    return questions if limit is None else questions[:: -(-len(questions) // limit)]


def _run(
    folder: Path, public_set: PublicSet, label: str, system: System, questions: Sequence[Question], tell: Tell
) -> list[Judgement]:
    index = LocalStore(prepare(folder, folder / "articles", system.model, tell)).open()
    tell(f"{folder.name}: asking {label} {len(questions)} of {len(public_set.questions)} questions")
    try:
        asked = [
            Asked(question, _answer(index, system, question, question.history)) for question in questions
        ]
        alone = {
            question.id: judge(question, _answer(index, system, question, ()))
            for question in questions
            if question.history and question.answerable
        }
    finally:
        index.close()
    write_run(folder / f"run-{label}.jsonl", asked)
    return [replace(judge(*each), alone=alone.get(each.question.id)) for each in asked]


def _answer(index: Snapshot, system: System, question: Question, history: Sequence[str]) -> dict[str, Any]:
    try:
        return system.ask(index, question.question, history).as_dict()
    except (QuestionError, AnswerOverdue) as error:
        raise QuestionSetError(f"question {question.id}: {error}") from error


def _check(folder: Path, names: Sequence[str], systems: Sequence[str], known: Mapping[str, System]) -> None:
    if not folder.is_dir():
        raise QuestionSetError(
            f"{folder} is not a folder; give the one that holds "
            f"{', '.join(SETS['clapnq'].files)} and the like"
        )
    for kind, given, there in (("set", names, list(SETS)), ("system", systems, list(known))):
        for name in given:
            if name not in there:
                raise QuestionSetError(f"there is no {kind} {name!r}; there are {', '.join(there)}")
