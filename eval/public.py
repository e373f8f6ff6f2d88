"""All public sets in one table: convert each, ingest it once for each encoder, ask every system, measure.

What was made stays in the working folder, SET/articles, SET/questions.jsonl, SET/index-MODEL and SET/run-SYSTEM.jsonl, so that
a second run encodes nothing and the ordinary commands run on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baselines import answer_dense
from eval.questions import Question, QuestionSetError
from eval.run import judge
from eval.runs import write_run
from eval.sets import SETS, PublicSet, missing_file, read_set, write_set
from eval.table import MEASURES, Asked, render_table, table_rows
from index import LocalStore, Snapshot, update_index
from index.model import PUBLISHED_MODEL, find_model
from service.answering.answer import Answer, QuestionError
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
    """The table of the sets that `folder` holds, or of those named, as Markdown; with `limit`, of that many questions each.

    Raises `QuestionSetError` where there is no such folder, set or system, where a set's file is damaged and where no set is there;
    `index.model.ModelError` where an encoder cannot be had.
    """
    _check(folder, names, systems, known)
    asked = {name: known[name] for name in known if not systems or name in systems}
    rows, left_out = [], []
    for name in names or SETS:
        if missing := missing_file(name, folder):
            left_out.append(f"left out: {name} (there is no {folder / missing})")
            continue
        found = read_set(name, folder)
        write_set(found, work / name)
        questions = (
            found.questions if limit is None else found.questions[:: -(-len(found.questions) // limit)]
        )
        answers = {
            label: _run(work / name, found, label, system, questions, tell) for label, system in asked.items()
        }
        rows += table_rows(name, answers, MEASURES[name])
    if not rows:
        raise QuestionSetError("; ".join(left_out))
    return "\n".join([render_table(rows, list(asked)), *(f"\n{line}" for line in left_out)])


def prepare(folder: Path, model: str | None, tell: Tell = lambda _: None) -> Snapshot:
    """The index of a converted set, brought up to date."""
    root = folder / f"index-{Path(find_model(model).name).name}"
    report = update_index(folder / "articles", LocalStore(root), model=model, tuning=kept_tuning)
    tell(f"{folder.name}: {report.passages} passages in {root.name}, {report.encoded} encoded now")
    return LocalStore(root).open()


def _run(
    folder: Path, found: PublicSet, label: str, system: System, questions: Sequence[Question], tell: Tell
) -> list[Asked]:
    index = prepare(folder, system.model, tell)
    tell(f"{folder.name}: asking {label} {len(questions)} of {len(found.questions)} questions")
    try:
        rows = [_ask(index, system, question) for question in questions]
    finally:
        index.close()
    write_run(folder / f"run-{label}.jsonl", ((one.question, one.answer) for one in rows))
    return rows


def _ask(index: Snapshot, system: System, question: Question) -> Asked:
    """Its answer, and for an answerable follow-up how the same question fares without what was asked before it."""
    try:
        told = system.ask(index, question.question, question.history).as_dict()
        alone = (
            system.ask(index, question.question, ()).as_dict()
            if question.history and question.answerable
            else None
        )
    except QuestionError as error:
        raise QuestionSetError(f"question {question.id}: {error}") from error
    return Asked(question, told, judge(question, told), judge(question, alone) if alone else None)


def _check(folder: Path, names: Sequence[str], systems: Sequence[str], known: Mapping[str, System]) -> None:
    if not folder.is_dir():
        raise QuestionSetError(
            f"{folder} is not a folder; give the one that holds {', '.join(SETS['clapnq'].files)} and the like"
        )
    for kind, given, there in (("set", names, list(SETS)), ("system", systems, list(known))):
        for name in given:
            if name not in there:
                raise QuestionSetError(f"there is no {kind} {name!r}; there are {', '.join(there)}")
