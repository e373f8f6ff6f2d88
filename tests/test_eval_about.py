"""What the report page says of a run."""

import platform
import re
from hashlib import sha256
from pathlib import Path

import pytest

from eval import about
from eval.about import describe
from index import Snapshot

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"


def test_a_run_is_described_by_its_digests(seeds_index: Snapshot) -> None:
    """Whoever has the same three digests measures the same."""
    described = describe(seeds_index, OURS)
    assert list(described) == ["Question set", "Index", "Encoder", "Date", "careerqa", "Machine"]
    assert described["Question set"] == f"questions.jsonl, sha256 {sha256(OURS.read_bytes()).hexdigest()}"
    assert described["Index"].startswith(f"{seeds_index.manifest.digest}, 4 articles, ")
    assert described["Encoder"].endswith(f"digest {seeds_index.manifest.encoder['digest']}")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", described["Date"])


def test_a_run_read_from_a_file_is_described_by_it(tmp_path: Path) -> None:
    """Another system's run has no index of ours; the file's digest stands for it."""
    run = tmp_path / "run.jsonl"
    run.write_text("{}", encoding="utf-8")
    described = describe(None, OURS, run)
    assert described["Run"] == f"run.jsonl, sha256 {sha256(b'{}').hexdigest()}"
    assert "Index" not in described


def test_a_machine_that_does_not_name_its_processor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Outside Linux the kind of machine has to do."""
    monkeypatch.setattr(about, "CPUS", tmp_path / "no-such-file")
    assert describe(None, OURS)["Machine"].startswith(f"{platform.machine()}, ")
