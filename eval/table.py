"""What is measured on each public set, and the table of all of them with 95 % intervals and paired differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.bootstrap import Floats, aurocs, interval, means
from eval.metrics import quotes_gold, sentence_f1
from eval.questions import Question
from eval.run import Judgement


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with a system's answer and how it was judged; `alone` is an answerable follow-up judged without its history."""

    question: Question
    answer: Mapping[str, Any]
    judgement: Judgement
    alone: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure for each question, None where it is not counted; their mean, or how well they `separate` answerable questions."""

    name: str
    value: Callable[[Asked], float | None]
    separates: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: samples, the figure as measured first, by system."""

    set: str
    measure: str
    questions: str
    samples: dict[str, Floats]


def _hit(k: int) -> Measure:
    return Measure(
        f"hit@{k}", lambda one: _within(one.judgement.rank, k) if one.question.answerable else None
    )


def _evidence(words: int) -> Measure:
    return Measure(
        f"evidence@{words}",
        lambda one: _within(one.judgement.words_until, words) if one.question.answerable else None,
    )


def _within(place: int | None, limit: int) -> float:
    return float(place is not None and place <= limit)


def _follow_up(one: Asked) -> float | None:
    return _within(one.judgement.rank, 5) if one.alone else None


def _gain(one: Asked) -> float | None:
    return _within(one.judgement.rank, 5) - _within(one.alone.rank, 5) if one.alone else None


def _sentences(one: Asked) -> float | None:
    return sentence_f1(_quotes(one), one.question.gold) if one.question.answerable else None


def _time(one: Asked) -> float:
    """Whether the time of the answer's first sentence lies between the first and the last of the gold lines'."""
    if not one.answer["citations"] or one.answer["citations"][0]["seconds"] is None:
        return 0.0
    article, seconds = one.answer["citations"][0]["article"], one.answer["citations"][0]["seconds"]
    return float(
        any(
            gold.article == article and min(gold.stamps) <= seconds <= max(gold.stamps)
            for gold in one.question.gold
        )
    )


def _inside(one: Asked) -> float:
    """Share of the citations that lie in the gold lines; nothing is cited by a refusal, and its share is 0."""
    quotes = _quotes(one)
    return (
        sum(quotes_gold(article, text, one.question.gold) for article, text in quotes) / len(quotes)
        if quotes
        else 0.0
    )


def _quotes(one: Asked) -> list[tuple[str, str]]:
    return [(cited["article"], cited["quote"]) for cited in one.answer["citations"]]


def _confidence(one: Asked) -> float | None:
    return None if one.question.kind == "underspecified" else one.judgement.confidence


def _refused_underspecified(one: Asked) -> float | None:
    return float(not one.judgement.answered) if one.question.kind == "underspecified" else None


_REFUSAL = Measure("refusal AUROC", _confidence, separates=True)
_CAREER = (_hit(1), _hit(5), _evidence(60), _evidence(120))
MEASURES = {
    "clapnq": (_REFUSAL, Measure("sentence F1", _sentences)),
    "squad2": (_hit(1), _hit(5), _REFUSAL),
    "mtragun": (
        _REFUSAL,
        Measure("underspecified refused", _refused_underspecified),
        Measure("hit@5 of follow-ups", _follow_up),
        Measure("gain by their history", _gain),
    ),
    "tutorialvqa": (Measure("time in gold segment", _time), Measure("citations in gold lines", _inside)),
    "career": _CAREER,
    "transcripts": _CAREER,
}
LEGEND = """\
Each cell is the figure with its 95 % interval, by bootstrap over questions; differences are paired. A refusal counts as a miss.

* `untrained`: this program with the published all-MiniLM-L6-v2; `dense`: the nearest passages by that encoder's pooled vectors alone, read from their beginnings; `careerqa`: this program as it comes.
* hit@k: a shown passage holds a gold quotation. evidence@w: one has been read to its end within the first w words of the quotes.
* refusal AUROC: how well `confidence` (for `dense`, the best cosine) tells answerable questions, partly answerable ones included, from unanswerable ones.
* sentence F1: cited sentences against the selected ones. time in gold segment: of the answer's first sentence. citations in gold lines: share of an answer's.
* gain by their history: hit@5 of follow-ups asked with the questions before them, less the same asked without. `dense` reads no history."""  # noqa: E501 - a paragraph of Markdown is one line


def table_rows(name: str, answers: Mapping[str, Sequence[Asked]], measures: Sequence[Measure]) -> list[Row]:
    """One row for each measure that some question counts for; every system was asked the same questions in the same order."""
    rows = []
    for measure in measures:
        values = np.array([[_number(measure.value(one)) for one in asked] for asked in answers.values()])
        questions = [one.question for one in next(iter(answers.values()))]
        counted = ~np.isnan(values[0])
        answerable = np.array([question.answerable for question in questions])
        groups = [
            values[:, counted & part]
            for part in ((answerable, ~answerable) if measure.separates else (counted,))
        ]
        if all(group.shape[1] for group in groups):
            samples = (aurocs if measure.separates else means)(*groups)
            count = " + ".join(str(group.shape[1]) for group in groups)
            rows.append(Row(name, measure.name, count, dict(zip(answers, samples, strict=True))))
    return rows


def render_table(rows: Sequence[Row], systems: Sequence[str]) -> str:
    """The rows as a Markdown table with the last system's difference to each other one, and what the columns mean."""
    *others, ours = systems
    head = ["set", "measure", "questions", *systems, *(f"{ours} − {other}" for other in others)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        figures = [_figure(row.samples[name], "") for name in systems]
        differences = [_figure(row.samples[ours] - row.samples[other], "+") for other in others]
        lines.append("| " + " | ".join([row.set, row.measure, row.questions, *figures, *differences]) + " |")
    return "\n".join(["# Public sets", "", *lines, "", LEGEND])


def _figure(samples: Floats, sign: str) -> str:
    value, low, high = interval(samples)
    return f"{value:{sign}.2f} ({low:{sign}.2f} to {high:{sign}.2f})"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
