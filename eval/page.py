"""A run as one HTML file that needs nothing else: figures, plots, and every question with its answer and sources."""

import os
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from eval.metrics import calibration_error, reliability, risk_coverage
from eval.plots import latency_plot, reliability_plot, risk_plot, time_plot
from eval.questions import Question
from eval.row import COLUMNS, OUTCOMES, outcome, row_html
from eval.run import OVERALL, Judgement, Summary

Row = tuple[Question, Mapping[str, Any], Judgement]

TEMPLATE, STYLE, SCRIPT = (Path(__file__).with_name(name) for name in ("page.html", "page.css", "page.js"))
HEADLINES = {
    "evidence@120": "gold within 120 words",
    "hit@5": "gold in a shown passage",
    "times": "cited times right",
    "refused_right": "unanswerable questions refused",
    "refused_wrong": "answerable questions refused",
    "p50_ms": "ms for half of the answers",
}

MEANINGS = {
    "evidence@120": "evidence@n: share of answerable questions whose gold has been read to its end within n words of the answer’s quotes",
    "first": "first: the first quote holds it",
    "hit@5": "hit@k: one of the first k shown passages holds it",
    "mrr": "mrr: one over the rank of the first that does, on average",
    "precision": "precision: share of an answer’s quotes that are evidence",
    "recall": "recall: share of the gold quotations that are quoted",
    "f1": "f1: the harmonic mean of the two",
    "times": "times: share of cited times within 2 s of a gold stamp",
    "time_error": "time error: seconds from it, on average",
    "refused_right": "refused right: share of the unanswerable questions that were refused",
    "refused_wrong": "refused wrong: share of the answerable ones that were",
    "auroc": "auroc: how well confidence parts the two",
    "calibration_error": "calibration error: distance of confidence from the share of right answers",
    "risk_coverage_area": "risk coverage area: risk on average over all thresholds",
    "p50_ms": "p50, p99: milliseconds that half and 99 of 100 answers do not exceed",
}


def page(rows: Sequence[Row], summary: Summary, about: Mapping[str, str]) -> str:
    """The page; `about` is names and values, such as digests, in the order in which they are shown."""
    style, script = (path.read_text(encoding="utf-8") for path in (STYLE, SCRIPT))
    outcomes = Counter(outcome(row) for _, _, row in rows)
    kinds = Counter(row.kind for _, _, row in rows)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        policy=f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'",
        style=style,
        script=script,
        about="".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in about.items()
        ),
        headlines="".join(
            f"<li><b>{_figure(name, summary[OVERALL].get(name))}</b> {said}</li>"
            for name, said in HEADLINES.items()
        ),
        figures=_figures(summary),
        meanings="".join(_meaning(said) for name, said in MEANINGS.items() if name in summary[OVERALL]),
        plots=_plots(rows),
        kinds=_options(kinds, len(rows)),
        outcomes=_options({name: outcomes[name] for name in OUTCOMES}, len(rows)),
        columns="".join(
            f'<th scope="col" class="{name}"><button type="button">{label}</button></th>'
            for name, label in COLUMNS.items()
        ),
        rows="\n".join(row_html(place, *row) for place, row in enumerate(rows, start=1)),
    )


def write_report(path: Path, rows: Sequence[Row], summary: Summary, about: Mapping[str, str]) -> None:
    """Write the page in one step: who reads `path` sees the old page or the new one; raises OSError where it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(
            page(rows, summary, about).encode("utf-8", "replace")
        )  # JSON may hold half a surrogate pair
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _figures(summary: Summary) -> str:
    """The table of figures: kinds as rows, overall last."""
    names = list(summary[OVERALL])
    head = "".join(
        f'<th scope="col">{escape(name.replace("_", " ")).replace("@", "<wbr>@")}</th>' for name in names
    )
    body = ""
    for kind in [*(one for one in summary if one != OVERALL), OVERALL]:
        cells = "".join(f"<td>{_figure(name, summary[kind].get(name))}</td>" for name in names)
        body += f'<tr><th scope="row">{escape(kind)}</th>{cells}</tr>'
    return f'<thead><tr><th scope="col">kind</th>{head}</tr></thead><tbody>{body}</tbody>'


def _figure(name: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    return (
        str(value) if isinstance(value, int) else f"{value:.1f}" if name.endswith("_ms") else f"{value:.2f}"
    )


def _meaning(said: str) -> str:
    name, _, sentence = said.partition(": ")
    return f"<div><dt>{name}</dt><dd>{sentence}</dd></div>"


def _plots(rows: Sequence[Row]) -> str:
    """The four figures, each with a sentence that says how to read it; a note instead of one that has nothing to show."""
    answered = [
        (row.confidence, row.right) for _, _, row in rows if row.answered and row.confidence is not None
    ]
    confidences, right = [sure for sure, _ in answered], [one for _, one in answered]
    risks = risk_coverage(confidences, [not one for one in right])
    errors = [error for _, _, row in rows for error in row.time_errors]
    untimed = sum(row.times_cited for _, _, row in rows) - len(errors)
    took = [row.took_ms for _, _, row in rows if row.took_ms is not None]
    plots = (
        (
            "Reliability",
            answered and reliability_plot(reliability(confidences, right)),
            "The share of right answers at each confidence; below the dashed line is overconfident. The numbers count answers. "
            f"Calibration error: {_figure('', calibration_error(confidences, right))}.",
        ),
        (
            "Risk and coverage",
            answered
            and risk_plot([(coverage * len(answered) / len(rows), risk) for coverage, risk in risks]),
            "The share of wrong answers if only the surest questions were answered; the dot is the system as it runs.",
        ),
        (
            "Time error",
            (errors or untimed) and time_plot(errors, untimed),
            f"{len(errors) + untimed} citations quote gold with stamps; up to 2 s counts as right.",
        ),
        (
            "Latency",
            took and latency_plot(took),
            "Time from question to answer; the last bar holds all that took longer.",
        ),
    )
    return "".join(
        f"<figure><h3>{name}</h3>{plot or '<p>Nothing to show.</p>'}<figcaption>{said}</figcaption></figure>"
        for name, plot, said in plots
    )


def _options(counts: Mapping[str, int], total: int) -> str:
    options = "".join(
        f'<option value="{escape(name)}">{escape(name)} ({count})</option>' for name, count in counts.items()
    )
    return f'<option value="">all ({total})</option>{options}'


def _hash(content: str) -> str:
    """The source expression that lets a browser run this inline content and no other."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
