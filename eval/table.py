"""What is measured on each public set, and the table of all, with 95 % intervals and paired differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.judgement import Judgement
from eval.measures import Measure, measure
from eval.resampling import Floats, aurocs, interval, means

_CAREER = ("hit@1", "hit@5", "evidence@60", "evidence@120", "quote_precision")
# The measures of each set, by their names in eval/measures.py.
MEASURES = {
    "clapnq": ("auroc", "f1"),
    "squad2": ("hit@1", "hit@5", "auroc"),
    "mtragun": ("auroc", "underspecified_refused", "follow_up_hit@5", "gain_by_history"),
    "tutorialvqa": ("time_in_segment", "inside_gold"),
    "tutorialvqa-subtitles": ("time_in_segment", "inside_gold"),
    "career": _CAREER,
    "transcripts": _CAREER,
}
LEGEND = """\
Each cell is the figure with its 95 % interval, by bootstrap over questions; differences are paired. A refusal counts as a miss.

* `untrained`: this program with the published all-MiniLM-L6-v2; `dense`: the nearest passages by that encoder's pooled vectors alone, read from their beginnings; `careerqa`: this program as it comes.
* hit@k: a shown passage holds a gold quotation. evidence@w: one has been read to its end within the first w words of the quotes.
* auroc: how well `confidence` (for `dense`, the best cosine) tells answerable questions, partly answerable ones included, from unanswerable ones.
* quote precision: share of an answer's quotes that are evidence or marked as fine beside it, over the questions that every system answered.
* f1: cited sentences against the gold ones. time in segment: of the answer's first sentence. inside gold: share of an answer's.
* gain by history: hit@5 of follow-ups asked with the questions before them, less the same asked without. `dense` reads no history."""  # noqa: E501 - a paragraph of Markdown is one line


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: samples, the figure as measured first, by system."""

    set: str
    measure: str
    questions: str
    samples: dict[str, Floats]


def table_rows(name: str, judged: Mapping[str, Sequence[Judgement]], measures: Sequence[str]) -> list[Row]:
    """One row for each measure that some question counts for, whichever system answers.

    All systems were asked the same questions in order.
    """
    answerable = np.array([row.answerable for row in next(iter(judged.values()))])
    rows = []
    for each in map(measure, measures):
        values = np.array([_values(each, judgements) for judgements in judged.values()])
        counted = ~np.isnan(values).any(axis=0)
        parts = (answerable, ~answerable) if each.separates else (np.ones_like(answerable),)
        groups = [values[:, counted & part] for part in parts]
        if all(group.shape[1] for group in groups):
            samples = (aurocs if each.separates else means)(*groups)
            count = " + ".join(str(group.shape[1]) for group in groups)
            rows.append(Row(name, each.label, count, dict(zip(judged, samples, strict=True))))
    return rows


def _values(of: Measure, judgements: Sequence[Judgement]) -> list[float]:
    """Each question's score; not a number where it does not count."""
    assert of.score is not None  # only such measures are named above
    return [float("nan") if score is None else float(score) for score in map(of.score, judgements)]


def render_table(rows: Sequence[Row], systems: Sequence[str]) -> str:
    """The rows as a Markdown table, with the last system's differences, and what the columns mean."""
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
