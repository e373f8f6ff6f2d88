"""Plots as inline SVG, drawn by hand: no library, no script; the page's style sheet gives the colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.escaping import escape
from eval.metrics import Bin, percentile

WIDTH, HEIGHT = 360, 230  # units of the drawing; about a phone's pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 18, 16, 42  # margins
SHARES = tuple((tenth / 10, f"{tenth * 10} %") for tenth in (0, 2, 4, 6, 8, 10))
SECONDS = (
    ("0", -1, 0),
    ("1–2", 0, 2),
    ("3–5", 2, 5),
    ("6–10", 5, 10),
    ("11–30", 10, 30),
    ("31–60", 30, 60),
    (">60", 60, math.inf),
)
LATENCY_BARS = 18

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes from 0 to `right` and from 0 to `top`."""

    right: float
    top: float

    def x(self, value: float) -> float:
        """Where a value lies across the drawing."""
        return round(LEFT + value / self.right * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        """Where a value lies down the drawing."""
        return round(HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM), 1)

    def bar(self, start: float, end: float, height: float, note: str) -> str:
        """A bar with a note that a pointer shows."""
        left, upper = self.x(start) + 1, self.y(height)
        size = f'width="{max(self.x(end) - left - 1, 1):.1f}" height="{self.y(0) - upper:.1f}"'
        return f'<rect class="bar" x="{left:.1f}" y="{upper}" {size}><title>{escape(note)}</title></rect>'

    def text(self, x: float, y: float, words: str, *, lift: float = 0, kind: str = "count") -> str:
        """Words centred over a point, `lift` units above it."""
        return f'<text class="{kind}" x="{self.x(x)}" y="{self.y(y) - lift:.1f}">{escape(words)}</text>'

    def draw(self, title: str, across: tuple[str, Ticks], up: tuple[str, Ticks], body: str) -> str:
        """The whole drawing; each axis is its name and its ticks."""
        grid = "".join(f'<path class="grid" d="M{LEFT} {self.y(at)}H{WIDTH - RIGHT}"/>' for at, _ in up[1])
        marks = "".join(
            f'<text class="tick up" x="{LEFT - 6}" y="{self.y(at) + 4:.1f}">{escape(words)}</text>'
            for at, words in up[1]
        )
        marks += "".join(
            f'<text class="tick" x="{self.x(at)}" y="{HEIGHT - BOTTOM + 15}">{escape(words)}</text>'
            for at, words in across[1]
        )
        middle = (HEIGHT - BOTTOM + TOP) / 2
        names = (
            f'<text class="name" x="{(WIDTH + LEFT - RIGHT) / 2}" y="{HEIGHT - 6}">{escape(across[0])}</text>'
        )
        names += f'<text class="name" transform="translate(10 {middle}) rotate(-90)">{escape(up[0])}</text>'
        opening = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        return f"{opening}{grid}{marks}{names}{body}</svg>"


def reliability_plot(bins: Sequence[Bin]) -> str:
    """The share of right answers in each bin of confidence, against what the confidence promises."""
    frame = Frame(1, 1)
    body = "".join(frame.bar(each.low, each.high, each.share, _bin_note(each)) for each in bins if each.count)
    body += f'<path class="ideal" d="M{frame.x(0)} {frame.y(0)}L{frame.x(1)} {frame.y(1)}"/>'
    for each in bins:
        if each.count:
            body += (
                f'<circle class="point" cx="{frame.x(each.confidence)}" cy="{frame.y(each.share)}" r="3.5"/>'
            )
            body += frame.text((each.low + each.high) / 2, 0, str(each.count), lift=5)
    return frame.draw("Reliability diagram", ("confidence", SHARES), ("right", SHARES), body)


def risk_plot(points: Sequence[tuple[float, float]]) -> str:
    """Risk over coverage as a line from the surest answer to the last; its end is how the system runs."""
    frame = Frame(1, 1)
    line = " ".join(f"{frame.x(coverage)},{frame.y(risk)}" for coverage, risk in points)
    body = f'<polyline class="line" points="{line}"/>'
    for coverage, risk in points[-1:]:
        body += f'<circle class="point" cx="{frame.x(coverage)}" cy="{frame.y(risk)}" r="4"/>'
        body += frame.text(
            coverage, risk, f"{risk:.0%} wrong at {coverage:.0%}", lift=10, kind="count near-end"
        )
    return frame.draw(
        "Risk-coverage curve",
        ("questions answered, the surest first", SHARES),
        ("wrong of those", SHARES),
        body,
    )


def time_plot(errors: Sequence[float], untimed: int) -> str:
    """How many citations are how many seconds off, and how many have no time at all."""
    bars = [(name, sum(low < error <= high for error in errors)) for name, low, high in SECONDS] + [
        ("none", untimed)
    ]
    frame = Frame(len(bars), _top(max(count for _, count in bars)))
    body = "".join(
        frame.bar(at + 0.1, at + 0.9, count, f"{name}: {count}") for at, (name, count) in enumerate(bars)
    )
    body += "".join(frame.text(at + 0.5, count, str(count), lift=4) for at, (_, count) in enumerate(bars))
    names = [(at + 0.5, name) for at, (name, _) in enumerate(bars)]
    return frame.draw(
        "Time error histogram",
        ("seconds from the nearest gold stamp", names),
        ("citations", _ticks(frame.top)),
        body,
    )


def latency_plot(took_ms: Sequence[float]) -> str:
    """How many questions took how long, up to the 99th percentile and beyond it; p50 and p99 are lines."""
    half, last = percentile(took_ms, 50) or 0.0, percentile(took_ms, 99) or 0.0
    step = _step(last / LATENCY_BARS)
    places = [min(int(value / step), int(last / step)) for value in took_ms]
    counts = [places.count(place) for place in range(int(last / step) + 1)]
    frame = Frame(len(counts) * step, _top(max(counts)))
    body = ""
    for place, count in enumerate(counts):
        until = f"{(place + 1) * step:g} ms" if place + 1 < len(counts) else "more"
        body += frame.bar(place * step, (place + 1) * step, count, f"{place * step:g} ms to {until}: {count}")
    for value, name in ((half, "p50"), (last, "p99")):
        body += f'<path class="ideal" d="M{frame.x(value)} {TOP}V{frame.y(0)}"/>' + frame.text(
            value, frame.top, name, lift=4
        )
    return frame.draw(
        "Latency distribution", ("milliseconds", _ticks(frame.right)), ("questions", _ticks(frame.top)), body
    )


def _bin_note(answers: Bin) -> str:
    figures = f"mean confidence {answers.confidence:.2f}, right {answers.share:.2f}"
    return f"{answers.low:.0%} to {answers.high:.0%}: {answers.count} answers, {figures}"


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, … (and tenths and so on) that is at least so much."""
    if least <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(least))
    return next(float(times * power) for times in (1, 2, 5, 10) if times * power >= least)


def _ticks(top: float) -> Ticks:
    step = _step(top / 5)
    return [(place * step, f"{place * step:g}") for place in range(int(top / step + 1e-9) + 1)]


def _top(count: float) -> float:
    """A round number at or above a count, at least 5."""
    step = _step(max(count, 5) / 5)
    return math.ceil(max(count, 5) / step) * step
