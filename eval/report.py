"""A summary as a table in plain text: kinds as rows, overall last."""

from collections.abc import Mapping

from eval.measures import shown_in
from eval.run import OVERALL, Summary


def render(summary: Summary) -> str:
    """The table, lines parted by line breaks, no blanks at their ends; `-` where a figure does not apply."""
    rows = [["kind", *(each.heading for each in shown_in("table"))]]
    rows += [_row(kind, figures) for kind, figures in summary.items() if kind != OVERALL]
    rows.append(_row(OVERALL, summary[OVERALL]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(kind: str, figures: Mapping[str, float | int | None]) -> list[str]:
    values = [(figures[each.name], each.form) for each in shown_in("table")]
    return [kind, *("-" if value is None else format(value, form) for value, form in values)]


def _line(row: list[str], widths: list[int]) -> str:
    """Names to the left, numbers to the right."""
    cells = [
        row[0].ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
    ]
    return "  ".join(cells).rstrip()
