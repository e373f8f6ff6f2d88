"""Draw how far confidence can be trusted, from a run.

A reliability diagram and a risk-coverage curve, as SVG and in figures.

    careerqa eval FILE --answers RUN.jsonl
    python -m benchmarks.refusal FILE RUN.jsonl OUT

writes OUT/reliability.svg and OUT/risk-coverage.svg and prints false refusals and false answers by threshold.
"""

import argparse
from pathlib import Path

from eval.judgement import judge
from eval.metrics import calibration_error, reliability, risk_coverage
from eval.plots import reliability_plot, risk_plot
from eval.questions import read_questions
from eval.runs import read_run

THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.35, 0.5)
STYLE = (
    "<style>svg{background:#fff;font:12px sans-serif}.bar{fill:#9cc3e6}"
    ".line{fill:none;stroke:#1f5fa8;stroke-width:2}.point{fill:#1f5fa8}"
    ".ideal{fill:none;stroke:#999;stroke-dasharray:4 4}.grid{stroke:#ddd;fill:none}"
    "text{fill:#333;text-anchor:middle}.up,.near-end{text-anchor:end}</style>"
)


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    judged = [judge(*asked) for asked in read_run(options.run, read_questions(options.questions))]
    known = [row for row in judged if row.confidence is not None]
    sure, held = [row.confidence or 0.0 for row in known], [row.answerable for row in known]
    options.out.mkdir(parents=True, exist_ok=True)
    for name, plot in (
        ("reliability", reliability_plot(reliability(sure, held))),
        ("risk-coverage", risk_plot(risk_coverage(sure, [not answerable for answerable in held]))),
    ):
        svg = plot.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        opening = svg.index(">") + 1
        (options.out / f"{name}.svg").write_text(svg[:opening] + STYLE + svg[opening:], encoding="utf-8")
    print(f"calibration error {calibration_error(sure, held):.3f} over {len(known)} questions\n")
    answerable = [confidence for confidence, right in zip(sure, held, strict=True) if right]
    others = [confidence for confidence, right in zip(sure, held, strict=True) if not right]
    print("| threshold | answerable refused | unanswerable answered |\n|---|---|---|")
    for threshold in THRESHOLDS:
        refused = sum(confidence < threshold for confidence in answerable) / len(answerable)
        answered = sum(confidence >= threshold for confidence in others) / len(others)
        print(f"| {threshold} | {refused:.3f} | {answered:.3f} |")


if __name__ == "__main__":
    main()
