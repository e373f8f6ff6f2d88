"""What must be said before a service starts that others reach, and what is logged of it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from service.serving.exposure import ExposureError, checked
from service.settings import Settings
from service.web.doors.keys import add_key

KEY = SecretStr("correct horse battery")
ALL = ("*",)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"host": "0.0.0.0"}, "others reach 0.0.0.0: careerqa keys add NAME --keys-file .*, or --open lets in all", id="beyond this machine"),
        pytest.param({"host": "::"}, "others reach ::: ", id="likewise"),
        pytest.param({"host": "careers.example"}, "others reach careers.example: ", id="a name"),
        pytest.param({"host": ""}, "others reach : ", id="every address"),
        pytest.param({"host": "0.0.0.0", "open": False}, "others reach", id="closed"),
        pytest.param({"host": "0.0.0.0", "api_key": SecretStr("")}, "others reach", id="an empty variable"),
        pytest.param({"open": False}, "a key is asked for and there is none: careerqa keys add NAME", id="closed here"),
        pytest.param({"keys_file": Path("/nowhere/keys")}, "there is none: careerqa keys add NAME --keys-file /nowhere/keys", id="a file that is not there"),
        pytest.param({"cors_origins": ALL}, r"with the origin \* any page", id="any page"),
        pytest.param({"api_key": SecretStr("short")}, "CAREERQA_API_KEY has at least 16 characters", id="a short key"),
    ],
)  # fmt: skip
def test_it_does_not_start_open_to_others_unsaid(given: dict[str, Any], told: str, tmp_path: Path) -> None:
    """One line says both ways."""
    with pytest.raises(ExposureError, match=told) as error:
        checked(Settings(index=tmp_path / "index", **given))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("given", "logged"),
    [
        pytest.param({}, [], id="this machine"),
        pytest.param({"host": "0.0.0.0", "open": True}, ["open to all who reach 0.0.0.0", "a web page may rebind"], id="open"),
        pytest.param({"host": "0.0.0.0", "open": True, "allowed_hosts": ("a.example",)}, ["open to all who reach 0.0.0.0"], id="open by a name"),
        pytest.param({"host": "0.0.0.0", "api_key": KEY}, [], id="a key"),
        pytest.param({"host": "0.0.0.0", "changes_key": KEY}, [], id="a key for changes"),
        pytest.param({"api_key": KEY, "open": True}, ["--open changes nothing: there are keys"], id="open in vain"),
        pytest.param({"cors_origins": ALL, "open": True}, [], id="any page, said"),
        pytest.param({"cors_origins": ALL, "api_key": KEY}, [], id="any page that has a key"),
    ],
)  # fmt: skip
def test_what_was_said_is_done(given: dict[str, Any], logged: list[str], tmp_path: Path) -> None:
    """What somebody may not have meant is told."""
    _, notes = checked(Settings(index=tmp_path / "index", **given))
    assert [note[: len(line)] for note, line in zip(notes, logged, strict=True)] == logged


def test_a_worker_that_is_started_later_asks_too(tmp_path: Path) -> None:
    """Whatever has become of the file of keys by then."""
    add_key(tmp_path / "keys.jsonl", "phone")
    settings, _ = checked(Settings(index=tmp_path / "index", open=True))
    (tmp_path / "keys.jsonl").unlink()
    assert settings.open is False


def test_a_file_that_is_none_of_keys_is_told(tmp_path: Path) -> None:
    """It does not start without the keys that were meant."""
    (tmp_path / "keys.jsonl").write_text("phone: secret\n")
    with pytest.raises(ExposureError, match=r"keys\.jsonl:1: this is no key"):
        checked(Settings(index=tmp_path / "index"))
