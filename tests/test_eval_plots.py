"""Plots, with positions worked out by hand: the axes span x 56 to 342 and y 188 to 16."""

import re
from xml.etree import ElementTree

import pytest

from eval.metrics import Bin
from eval.plots import latency_plot, reliability_plot, risk_plot, time_plot

BINS = [Bin(0.0, 0.5, 4, 0.25, 0.5), Bin(0.5, 1.0, 2, 0.75, 1.0)]


def bars(svg: str) -> list[str]:
    """What a pointer is told of each bar."""
    return [title.text or "" for title in ElementTree.fromstring(svg).iter("title")]


@pytest.mark.parametrize(
    "svg",
    [
        pytest.param(reliability_plot(BINS), id="reliability"),
        pytest.param(risk_plot([(0.5, 0.0), (1.0, 0.5)]), id="risk"),
        pytest.param(time_plot([0, 1, 700], 2), id="time"),
        pytest.param(latency_plot([1.0, 3.0, 250.0]), id="latency"),
        pytest.param(latency_plot([0.0]), id="no time at all"),
    ],
)
def test_a_plot_is_well_formed_and_named(svg: str) -> None:
    """It parses, has a name for those who do not see it, and draws nothing outside its box."""
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    width, height = (float(length) for length in root.attrib["viewBox"].split()[2:])
    for node in root.iter():
        assert 0 <= float(node.get("x", 0)) <= width
        assert 0 <= float(node.get("y", 0)) <= height


def test_reliability_has_a_bar_and_a_point_for_each_bin() -> None:
    """Half of four answers at a mean confidence of one quarter: the point is a quarter across and half up."""
    svg = reliability_plot(BINS)
    assert '<circle class="point" cx="127.5" cy="102.0" r="3.5"/>' in svg
    assert '<circle class="point" cx="270.5" cy="16.0" r="3.5"/>' in svg
    assert bars(svg)[0] == "0% to 50%: 4 answers, mean confidence 0.25, right 0.50"


def test_the_risk_curve_ends_where_the_system_runs() -> None:
    """The line goes through every point, and its end is named."""
    svg = risk_plot([(0.5, 0.0), (1.0, 0.5)])
    assert 'points="199.0,188.0 342.0,102.0"' in svg
    assert "50% wrong at 100%" in svg


def test_time_errors_are_counted_by_size() -> None:
    """Each error is in one bar, also one between whole seconds; citations without a time have their own."""
    counts = [
        int(note.rpartition(": ")[2]) for note in bars(time_plot([0, 0, 1, 2, 2.5, 5, 60, 61, 9000], 3))
    ]
    assert counts == [2, 2, 2, 0, 0, 1, 2, 3]


def test_latency_gathers_the_slowest_in_the_last_bar() -> None:
    """One answer of a hundred that took very long does not squeeze the others into one bar."""
    svg = latency_plot([float(value) for value in range(1, 100)] + [9000.0])
    assert sum(int(note.rpartition(": ")[2]) for note in bars(svg)) == 100
    assert re.fullmatch(r"90 ms to more: 11", bars(svg)[-1])
    assert {"p50", "p99"} <= {node.text for node in ElementTree.fromstring(svg).iter("text")}
