"""The measured systems as one Markdown table, and the page that explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.peers.measures import Measures
from benchmarks.peers.protocol import TEXTS
from benchmarks.peers.systems import System

QUIET = 0.1  # the share of the processors that other programs may take before times are called too long
COLUMNS = (
    "system",
    "evidence in the first 60 / 120 / 300 words",
    "hit@1",
    "hit@5",
    "AUROC of refusal",
    "cold start, s (of processor)",
    "warm p50 / p99, ms",
    "ingest, s",
    "peak memory of ingest / asking, MiB",
    "installed, MB",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A system with what it took and how its answers were judged, or why there is neither."""

    system: System
    measures: Measures | None = None
    figures: Mapping[str, float | int | None] | None = None
    failed: str | None = None


def table(rows: Sequence[Row]) -> str:
    """The table; a system that did not run has its reason across the row."""
    return "\n".join(map(_line, (COLUMNS, ["---"] * len(COLUMNS), *(_cells(row) for row in rows))))


def page(rows: Sequence[Row], questions: int, answerable: int) -> str:
    """The whole page, ending in a line break."""
    head = _HEAD.format(texts=TEXTS, questions=questions, unanswerable=questions - answerable)
    return "\n\n".join((head, table(rows), notes(rows))) + "\n"


def notes(rows: Sequence[Row]) -> str:
    """A line on each system: its settings, its versions, when and where it was measured."""
    machines = dict.fromkeys(row.measures.machine for row in rows if row.measures)
    lines = [f"* {_note(row, alone=len(machines) < 2)}" for row in rows]
    busy = any((row.measures.others or 0) > QUIET for row in rows if row.measures)
    return "\n".join([*lines, "", f"Machine: {'; '.join(machines) or 'none'}." + (_BUSY if busy else "")])


def _note(row: Row, *, alone: bool) -> str:
    parts = [f"**{row.system.name}**: {row.system.settings}"]
    if row.measures:
        parts.append(", ".join(f"{name} {version}" for name, version in row.measures.versions.items()))
        where = "" if alone else f" on {row.measures.machine}"
        beside = (
            ""
            if row.measures.others is None
            else f", other programs taking {row.measures.others:.0%} of the processors"
        )
        parts.append(f"Measured {row.measures.at}{where}{beside}")
    return ". ".join(part for part in parts if part) + "."


def _cells(row: Row) -> list[str]:
    if row.measures is None or row.figures is None:
        return [
            row.system.name,
            (row.failed or "not measured").replace("|", "\\|"),
            *[""] * (len(COLUMNS) - 2),
        ]
    taken, judged = row.measures, row.figures
    extra = taken.install_to_ingest_megabytes
    return [
        row.system.name,
        " / ".join(_number(judged[f"evidence@{budget}"], ".2f") for budget in (60, 120, 300)),
        _number(judged["hit@1"], ".2f"),
        _number(judged["hit@5"], ".2f"),
        _number(judged["auroc"], ".2f"),
        f"{taken.cold:.1f} ({taken.cold_processor:.1f})",
        f"{_number(judged['p50_ms'], '.0f')} / {_number(judged['p99_ms'], '.0f')}",
        _number(taken.ingest_seconds, ".1f"),
        f"{taken.ingest_mebibytes:,.0f} / {taken.ask_mebibytes:,.0f}",
        f"{taken.install_megabytes:,.0f}" + ("" if extra is None else f"; {extra:,.0f} to ingest"),
    ]


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


_BUSY = (
    " **It was busy with other programs, so the times are too long and compare only roughly; "
    "the quality, memory and sizes hold.**"
)
_HEAD = """\
# Other systems on the same sources and questions

Made by `make peers` (`python -m benchmarks.peers --write docs/peers.md`); not edited by hand. The peers \
are installed in an environment of their own, `var/peers-venv`, with the versions of \
`benchmarks/peers/requirements.txt`.

Every system reads `seeds/`, encodes with the same all-MiniLM-L6-v2 from a local folder (careerqa also with \
its own fine-tuned form of it), and is asked the {questions} questions of `eval/questions.jsonl`, \
{unanswerable} of which the sources do not answer. Settings are the system's own defaults; what had to be \
chosen is said below the table. These questions were written for this project and its own settings were \
chosen with an eye on them, so careerqa has an advantage here that it would not have elsewhere.

* A peer's answer is the {texts} texts that it finds best, in its order, quoted whole; careerqa's is the \
sentences that it says, and a question that it refuses counts as a miss. Markup, time stamps and front \
matter are taken out of all texts before words are counted. A follow-up is put to a peer behind the \
questions before it, in one string; careerqa is given the history.
* Evidence: share of answerable questions for which a gold quotation has been read to its end within so \
many words. hit@k: one of the first k texts holds one. AUROC of refusal: how well the system's best score, \
for careerqa its confidence, tells answerable questions from others; 0.5 is chance.
* Cold start: a fresh process that loads the saved index and answers one question, median of three with a \
warm file cache, in brackets the processor time, which depends less on what else the machine was doing. \
Warm: in one process over all questions. Ingest: a fresh process from files to saved index. Memory: the \
processes' peak resident size.
* Installed: the recorded files of the required packages and all that these require, torch's CPU build \
among them where it is needed, without the encoder's weights."""
