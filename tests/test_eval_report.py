"""Figures as a table of plain text."""

from eval.judgement import Judgement
from eval.report import render
from eval.run import summarise

ROW = Judgement(
    "q1",
    "yesno",
    True,
    True,
    30,
    True,
    1,
    2,
    1,
    0.9,
    10.0,
    precision=1.0,
    recall=0.5,
    time_errors=(2, 10),
    quote_precision=1.0,
)


def test_render_lines_the_figures_up() -> None:
    """Kinds as rows, overall last, two decimals, `-` where a figure does not apply, plain characters."""
    near = Judgement("q4", "near", False, False, None, False, None, 0, 0, 0.2, 120.0)
    left = [
        "kind     n  ev@60  ev@120  ev@300  first  hit@1  hit@3  hit@5   MRR  quote-prec    F1",
        "yesno    1   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00        1.00  0.67",
        "near     1      -       -       -      -      -      -      -     -           -     -",
        "overall  2   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00        1.00  0.67",
    ]
    right = [
        "  times  refused-right  refused-wrong  AUROC  p50 ms  p99 ms",
        "   0.50              -           0.00      -    10.0    10.0",
        "      -           1.00              -      -   120.0   120.0",
        "   0.50           1.00           0.00   1.00    10.0   120.0",
    ]
    assert render(summarise([ROW, near])).split("\n") == [
        first + other for first, other in zip(left, right, strict=True)
    ]


def test_render_of_no_judgements() -> None:
    """Nothing asked is a table of one row without figures."""
    assert render(summarise([])).split("\n")[1].split() == ["overall", "0", *"-" * 16]
