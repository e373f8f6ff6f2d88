"""A run as one HTML file that needs nothing else.

Figures, plots, and every question with its answer and sources.
"""

import os
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from string import Template

from eval.escaping import escape
from eval.judgement import Asked, Judgement
from eval.measures import Measure, measure, shown_in
from eval.metrics import reliability, risk_coverage
from eval.plots import latency_plot, reliability_plot, risk_plot, time_plot
from eval.row import COLUMNS, OUTCOMES, outcome, row_html
from eval.run import OVERALL, Figures, Summary

Row = tuple[Asked, Judgement]

CALIBRATION = measure("calibration_error")
TEMPLATE, STYLE, SCRIPT = (Path(__file__).with_name(name) for name in ("page.html", "page.css", "page.js"))


def page(rows: Sequence[Row], summary: Summary, about: Mapping[str, str]) -> str:
    """The page; `about` is names and values, such as digests, in the order in which they are shown."""
    style, script = (path.read_text(encoding="utf-8") for path in (STYLE, SCRIPT))
    judgements = [judgement for _, judgement in rows]
    outcomes = Counter(map(outcome, judgements))
    kinds = Counter(judgement.kind for judgement in judgements)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        policy=f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'",
        style=style,
        script=script,
        about="".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in about.items()
        ),
        headlines=_headlines(summary[OVERALL]),
        figures=_figures(summary),
        meanings="".join(map(_meaning, dict.fromkeys(each.meaning for each in shown_in("run")))),
        plots=_plots(judgements),
        kinds=_options(kinds, len(rows)),
        outcomes=_options({name: outcomes[name] for name in OUTCOMES}, len(rows)),
        columns="".join(
            f'<th scope="col" class="{name}"><button type="button">{label}</button></th>'
            for name, label in COLUMNS.items()
        ),
        rows="\n".join(
            row_html(place, *asked, judgement) for place, (asked, judgement) in enumerate(rows, start=1)
        ),
    )


def write_report(path: Path, rows: Sequence[Row], summary: Summary, about: Mapping[str, str]) -> None:
    """Write the page in one step: who reads `path` sees the old page or the new one.

    Raises OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(
            page(rows, summary, about).encode("utf-8", "replace")
        )  # JSON may hold half a surrogate pair
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _headlines(figures: Figures) -> str:
    """The figures that are worth a line at the top of the page."""
    top = [each for each in shown_in("run") if each.headline]
    return "".join(f"<li><b>{_figure(each, figures[each.name])}</b> {each.headline}</li>" for each in top)


def _figures(summary: Summary) -> str:
    """The table of figures: kinds as rows, overall last."""
    measures = shown_in("run")
    names = [escape(each.label).replace("@", "<wbr>@") for each in measures]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = ""
    for kind in [*(name for name in summary if name != OVERALL), OVERALL]:
        cells = "".join(f"<td>{_figure(each, summary[kind][each.name])}</td>" for each in measures)
        body += f'<tr><th scope="row">{escape(kind)}</th>{cells}</tr>'
    return f'<thead><tr><th scope="col">kind</th>{head}</tr></thead><tbody>{body}</tbody>'


def _figure(of: Measure, value: float | int | None) -> str:
    return "–" if value is None else format(value, of.form)


def _meaning(said: str) -> str:
    name, _, sentence = said.partition(": ")
    return f"<div><dt>{name}</dt><dd>{sentence}</dd></div>"


def _plots(judgements: Sequence[Judgement]) -> str:
    """The four figures, each with a sentence that says how to read it; a note instead of an empty plot."""
    plots = (
        _reliability(judgements),
        _risk(judgements),
        _time_error(judgements),
        _latency(judgements),
    )
    return "".join(
        f"<figure><h3>{name}</h3>{plot or '<p>Nothing to show.</p>'}<figcaption>{said}</figcaption></figure>"
        for name, plot, said in plots
    )


Plot = tuple[str, str, str]  # its name, the drawing or "", how to read it


def _reliability(judgements: Sequence[Judgement]) -> Plot:
    confidences, right = _given(judgements)
    said = (
        "The share of right answers at each confidence; below the dashed line is overconfident. The numbers "
        f"count answers. Calibration error: {_figure(CALIBRATION, CALIBRATION.of(judgements))}."
    )
    return "Reliability", reliability_plot(reliability(confidences, right)) if confidences else "", said


def _risk(judgements: Sequence[Judgement]) -> Plot:
    confidences, right = _given(judgements)
    risks = risk_coverage(confidences, [not truth for truth in right])
    points = [(coverage * len(confidences) / len(judgements), risk) for coverage, risk in risks]
    said = (
        "The share of wrong answers if only the surest questions were answered; "
        "the dot is the system as it runs."
    )
    return "Risk and coverage", risk_plot(points) if points else "", said


def _time_error(judgements: Sequence[Judgement]) -> Plot:
    errors = [error for judgement in judgements for error in judgement.time_errors]
    untimed = sum(judgement.times_cited for judgement in judgements) - len(errors)
    cited = len(errors) + untimed
    said = f"{cited} citations quote gold with stamps; up to 2 s counts as right."
    return "Time error", time_plot(errors, untimed) if cited else "", said


def _latency(judgements: Sequence[Judgement]) -> Plot:
    took = [judgement.took_ms for judgement in judgements if judgement.took_ms is not None]
    said = "Time from question to answer; the last bar holds all that took longer."
    return "Latency", latency_plot(took) if took else "", said


def _given(judgements: Sequence[Judgement]) -> tuple[list[float], list[bool]]:
    """Confidences of the answers given, and whether each is right."""
    given = [(row.confidence, row.right) for row in judgements if row.answered and row.confidence is not None]
    return [confidence for confidence, _ in given], [right for _, right in given]


def _options(counts: Mapping[str, int], total: int) -> str:
    options = "".join(
        f'<option value="{escape(name)}">{escape(name)} ({count})</option>' for name, count in counts.items()
    )
    return f'<option value="">all ({total})</option>{options}'


def _hash(content: str) -> str:
    """The source expression that lets a browser run this inline content and no other."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
