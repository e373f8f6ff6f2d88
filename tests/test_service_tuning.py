"""The numbers that decide an answer.

Kept as JSON, named by digest, and never used for what they were not fitted for.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from importlib.resources import files
from typing import Any

import pytest

from index import LocalStore, Snapshot
from service.answering.tuning import (
    LATE_INTERACTION,
    Calibration,
    Composing,
    Ranking,
    Readings,
    Tuning,
    TuningError,
    tuning_for,
)
from service.assistant import Assistant, Fixed
from tests.conftest import ROOT, Desk

FITTED = Calibration("f584", "late-interaction", 0.39, -7.5, {"sentence": 5.9, "dense": 3.0})
TUNINGS = [
    pytest.param(Tuning(), id="not calibrated"),
    pytest.param(Tuning(calibration=FITTED), id="calibrated"),
    pytest.param(
        Tuning(Ranking(late=0.9), Composing(most_words=60), Readings(surer=0.1), FITTED), id="all changed"
    ),
]


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with each number or word in it changed by itself, and where that is."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for where, other in changed(getattr(value, field.name)):
                yield f"{field.name}.{where}", replace(value, **{field.name: other})
    elif isinstance(value, Mapping):
        for name in value:
            yield name, {**value, name: value[name] + 1}
    elif isinstance(value, str):
        yield "", f"{value}2"
    elif value is not None:
        yield "", value + 1


@pytest.mark.parametrize("tuning", TUNINGS)
def test_a_tuning_is_kept_as_json(tuning: Tuning) -> None:
    """What is read again is the same, by value and by digest."""
    again = Tuning.of(json.loads(json.dumps(tuning.as_dict())))
    assert (again, again.digest) == (tuning, tuning.digest)


def test_any_number_changes_the_digest() -> None:
    """Also one of the calibration, and whether there is one."""
    tuning = Tuning(calibration=FITTED)
    variants = dict(changed(tuning))
    assert {
        "ranking.late.",
        "composing.margin.",
        "readings.surer.",
        "calibration.weights.dense",
    } <= variants.keys()
    digests = [tuning.digest, Tuning().digest, *(variant.digest for variant in variants.values())]
    assert len(set(digests)) == len(variants) + 2


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param({}, id="empty"),
        pytest.param({**Tuning().as_dict(), "ranking": {"colour": 1}}, id="a number that there is none of"),
        pytest.param({**Tuning().as_dict(), "composing": None}, id="none of a group"),
        pytest.param({**Tuning().as_dict(), "calibration": {"encoder": "f584"}}, id="half a calibration"),
    ],
)
def test_a_tuning_of_another_version_is_refused(plain: dict[str, Any]) -> None:
    """With what to run."""
    with pytest.raises(TuningError, match=r"tuned for another version of this program"):
        Tuning.of(plain)


def test_the_default_encoder_has_a_calibration(seeds_index: Snapshot) -> None:
    """For the reranker that it was fitted with, by the encoder's digest."""
    tuning = tuning_for(seeds_index.encoder.settings.digest, LATE_INTERACTION)
    assert tuning.calibration is not None
    assert (tuning.calibration.encoder, tuning.calibration.reranker) == (
        seeds_index.encoder.settings.digest,
        LATE_INTERACTION,
    )
    assert tuning.threshold == tuning.calibration.threshold
    assert replace(tuning, calibration=None) == Tuning()


@pytest.mark.parametrize("what", ["encoder", "reranker"])
def test_what_nothing_was_fitted_for_has_no_calibration(what: str, seeds_index: Snapshot) -> None:
    """Never numbers that were fitted for something else."""
    names = {"encoder": seeds_index.encoder.settings.digest, "reranker": LATE_INTERACTION} | {what: "another"}
    assert tuning_for(**names) == Tuning()
    assert Tuning().threshold is None


def test_calibrations_go_where_the_program_goes() -> None:
    """They are files of the package, which the wheel takes along."""
    listed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"service.answering" = ["calibrations/*.json"]' in listed
    kept = files("service.answering").joinpath("calibrations").iterdir()
    assert {path.name.rpartition(".")[2] for path in kept} == {"json"}


@pytest.mark.parametrize("question", ["when should I ask for more money?", "zzz qqq 123"])
def test_an_answer_without_a_calibration_says_so(question: str, built_desk: Desk) -> None:
    """Whatever may be quoted is said, with its raw score marked as such.

    There is no threshold to refuse by.
    """
    index = LocalStore(built_desk.root).open()
    assistant = Assistant(Fixed(index))
    answer = assistant.ask(question, explain=True)
    assert (answer.status, answer.calibrated, answer.threshold) == ("answered", False, None)
    assert 0 <= answer.confidence <= 1
    assert answer.tuning == Tuning().digest
    assert answer.explanation is not None
    assert answer.explanation["parts"][0]["reason"].endswith("not calibrated for this encoder and reranker")
    index.close()


def test_without_a_calibration_only_nothing_is_refused(desk: Desk) -> None:
    """An index that holds nothing which may be quoted refuses."""
    for path in desk.sources.rglob("*.*"):
        path.unlink()
    desk.write("none.txt", "A\n\n42\n")
    desk.ingest(confirmed=True)
    index = LocalStore(desk.root).open()
    answer = Assistant(Fixed(index)).ask("why do I leave?")
    assert (answer.status, answer.calibrated, answer.citations) == ("not_in_sources", False, [])
    index.close()
