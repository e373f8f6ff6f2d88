"""What the service counts and times, in Prometheus' text format; docs/operations.md has the table.

Several workers write to files in the folder that `PROMETHEUS_MULTIPROC_DIR` names, and whichever is asked
adds them up.
"""

import os
import platform
import time
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index import IndexUnusable
from service.answering.trace import Trace
from service.assistant import Opened

REQUEST_BUCKETS = (
    0.005,
    0.01,
    0.02,
    0.03,
    0.05,
    0.075,
    0.1,
    0.15,
    0.25,
    0.5,
    1,
    2,
    5,
    15,
)  # the last two for a language model
STAGE_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
CONTENT_TYPE = CONTENT_TYPE_LATEST
WORKERS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The metrics of one app. No label takes a value that a client chooses."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self.in_flight = Gauge(
            "careerqa_http_requests_in_flight",
            "Requests that are being answered, this one included.",
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self._requests = Counter(
            "careerqa_http_requests",
            "Requests that ended, by what they came to.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._durations = Histogram(
            "careerqa_http_request_duration_seconds",
            "From a request's first byte here to the last of its response.",
            ["route"],
            buckets=REQUEST_BUCKETS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "careerqa_question_stage_duration_seconds",
            "Time of a question in each of its stages.",
            ["stage"],
            buckets=STAGE_BUCKETS,
            registry=self._registry,
        )
        self._answers = Counter(
            "careerqa_answers", "Questions, by what became of them.", ["outcome"], registry=self._registry
        )
        self._feedback = Counter(
            "careerqa_feedback", "Feedback that was kept.", ["thumbs"], registry=self._registry
        )
        self._opened = Counter(
            "careerqa_index_opens",
            "Generations of the index that workers tried to open.",
            ["result"],
            registry=self._registry,
        )

    def ended(self, route: str, method: str, status: int | None, seconds: float, trace: Trace) -> None:
        """Count a request; it has no status where nobody waited for its response."""
        self._requests.labels(route, method if method in METHODS else "other", status or "none").inc()
        self._durations.labels(route).observe(seconds)
        for stage, spent in trace.seconds.items():
            self._stages.labels(stage).observe(spent)
        if trace.outcome:
            self._answers.labels(trace.outcome).inc()

    def kept(self, thumbs: str) -> None:
        """Count feedback."""
        self._feedback.labels(thumbs).inc()

    def opened(self, whole: bool) -> None:
        """Count an attempt to open a generation of the index."""
        self._opened.labels("opened" if whole else "failed").inc()

    def text(self, opened: Opened) -> bytes:
        """All metrics of all workers, and what is served."""
        registry, folder = self._registry, os.environ.get(WORKERS_FOLDER)
        if folder:
            forget_dead_workers(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(Served(opened))


class Served(Collector):
    """What is being served, looked up when it is asked for.

    So that it is the same whichever worker is asked.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def collect(self) -> Iterable[Metric]:
        """The program, and the index where there is one."""
        built = {"version": version("careerqa"), "python": platform.python_version()}
        yield InfoMetricFamily("careerqa_build", "The program.", built)
        try:
            manifest = self._opened.get().manifest
        except IndexUnusable:
            return
        age = max(
            0.0, time.time() - datetime.fromisoformat(manifest.created).timestamp()
        )  # a clock may be set back
        yield InfoMetricFamily("careerqa_index", "The index that is served.", {"digest": manifest.digest})
        yield GaugeMetricFamily("careerqa_index_age_seconds", "Since the index was built.", age)
        yield GaugeMetricFamily("careerqa_index_articles", "Articles in the index.", manifest.articles)
        yield GaugeMetricFamily("careerqa_index_passages", "Passages in the index.", manifest.passages)


def forget_dead_workers(folder: Path) -> None:
    """Remove what dead workers said of the moment; what they counted stays."""
    for path in folder.glob("gauge_live*_*.db"):
        try:
            os.kill(int(path.stem.rpartition("_")[2]), 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)
