"""Numbered comments: which numbers that open lines count the comments of a thread, and which a list."""

import re

from ingest.text.blocks import lines

DEEPEST_LIST = 20
_NUMBER = re.compile(r"(?:(?<=[\r\n])|\A\ufeff?)[ \t]*(\d{1,4})[.)][ \t]+(?=\S)")

Numbered = tuple[int, int, int, int]
"""The number of a comment, where its line begins, where it ends, and where its words begin."""


def numbered(raw: str, start: int, end: int) -> list[Numbered]:
    """The longest run of numbers 1, 2, 3 … that open lines, of equals the last, each up to the next."""
    run = _longest_count(raw, start, end)
    stops = [*(match.start() for match in run[1:]), *([_end_of_last(raw, run[-1].end(), end)] if run else [])]
    return [
        (int(match[1]), match.start(), match.start() + len(raw[match.start() : stop].rstrip()), match.end())
        for match, stop in zip(run, stops, strict=True)
    ]


def _longest_count(raw: str, start: int, end: int) -> list[re.Match[str]]:
    """The run of numbers.

    Runs nest, since a comment may hold a list: a number goes on in the innermost run that waits for it,
    rather one of its own indentation, and ends the runs within that.
    """
    runs: list[list[re.Match[str]]] = []
    longest: list[re.Match[str]] = []
    for match in _NUMBER.finditer(raw, start, end):
        number = int(match[1])
        waiting = [run for run in runs if len(run) + 1 == number]
        if number == 1:
            run = [match]
            runs = [*runs[-DEEPEST_LIST:], run]
        elif waiting:
            run = next(
                (run for run in reversed(waiting) if _indentation(run[0]) == _indentation(match)), waiting[-1]
            )
            run.append(match)
            del runs[runs.index(run) + 1 :]
        else:
            continue
        longest = run if len(run) >= len(longest) else longest
    return longest


def _indentation(match: re.Match[str]) -> int:
    return match.start(1) - match.start()


def _end_of_last(raw: str, body: int, end: int) -> int:
    """The last comment ends where a line is no longer indented as its continuation."""
    first, *rest = lines(raw, body, end)
    last = first[1]
    for start, stop in rest:
        if not raw[start].isspace():
            break
        last = stop
    return last
