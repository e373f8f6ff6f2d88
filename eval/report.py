"""A summary as a table in plain text: kinds as rows, overall last."""

from collections.abc import Mapping

from eval.run import OVERALL, Summary

_COLUMNS = {
    "questions": ("n", "d"),
    "evidence@60": ("ev@60", ".2f"),
    "evidence@120": ("ev@120", ".2f"),
    "evidence@300": ("ev@300", ".2f"),
    "first": ("first", ".2f"),
    "hit@1": ("hit@1", ".2f"),
    "hit@3": ("hit@3", ".2f"),
    "hit@5": ("hit@5", ".2f"),
    "mrr": ("MRR", ".2f"),
    "f1": ("F1", ".2f"),
    "times": ("times", ".2f"),
    "refused_right": ("refused-right", ".2f"),
    "refused_wrong": ("refused-wrong", ".2f"),
    "auroc": ("AUROC", ".2f"),
    "p50_ms": ("p50 ms", ".1f"),
    "p99_ms": ("p99 ms", ".1f"),
}


def render(summary: Summary) -> str:
    """The table, lines parted by line breaks, no blanks at their ends; `-` where a figure does not apply."""
    rows = [["kind", *(heading for heading, _ in _COLUMNS.values())]]
    rows += [_row(kind, figures) for kind, figures in summary.items() if kind != OVERALL]
    rows.append(_row(OVERALL, summary[OVERALL]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(kind: str, figures: Mapping[str, float | int | None]) -> list[str]:
    return [
        kind,
        *(
            "-" if figures[name] is None else format(figures[name], form)
            for name, (_, form) in _COLUMNS.items()
        ),
    ]


def _line(row: list[str], widths: list[int]) -> str:
    """Names to the left, numbers to the right."""
    cells = [
        row[0].ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
    ]
    return "  ".join(cells).rstrip()
