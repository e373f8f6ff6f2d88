"""The keys of a running service: taken up while it runs, never lost by a file that is damaged or gone."""

import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from service.settings import Settings
from service.web.doors.keyring import LOOK_EVERY, Keyring, keyring_of
from service.web.doors.keys import Key, add_key, remove_key


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock at its start."""
    return Clock()


def test_changes_of_the_file_are_taken_up(tmp_path: Path, clock: Clock) -> None:
    """A key that was added opens, one that was removed does not, after half a second."""
    keyring = Keyring(tmp_path / "keys", clock=clock)
    assert (keyring.wanted(), keyring.find(b"")) == (False, None)
    secret = add_key(tmp_path / "keys", "phone").encode()
    assert keyring.find(secret) is None
    clock.now += LOOK_EVERY
    found = keyring.find(secret)
    assert found
    assert (found.name, keyring.wanted(), keyring.of_changes()) == ("phone", True, False)
    remove_key(tmp_path / "keys", "phone")
    clock.now += LOOK_EVERY
    assert (keyring.find(secret), keyring.wanted()) == (None, True)


def test_a_file_that_vanishes_opens_nothing(tmp_path: Path, clock: Clock) -> None:
    """Keys are asked for as before, and there is none."""
    secret = add_key(tmp_path / "keys", "phone").encode()
    keyring = Keyring(tmp_path / "keys", clock=clock)
    assert keyring.find(secret)
    (tmp_path / "keys").unlink()
    clock.now += LOOK_EVERY
    assert (keyring.find(secret), keyring.wanted()) == (None, True)


def test_a_damaged_file_leaves_the_keys_as_they_were(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once; where it was damaged from the start nothing opens."""
    secret = add_key(tmp_path / "keys", "phone").encode()
    keyring = Keyring(tmp_path / "keys", clock=clock)
    assert keyring.find(secret)
    (tmp_path / "keys").write_text("{")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            clock.now += LOOK_EVERY
            assert keyring.find(secret)
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "this is no key as careerqa keys add writes it; the keys stay as they were"
    ]
    damaged = Keyring(tmp_path / "keys", clock=clock)
    assert (damaged.wanted(), damaged.find(secret)) == (True, None)


def test_what_a_person_chose_can_be_left_out(tmp_path: Path) -> None:
    """A key of a file cannot be guessed and stays."""
    secret = add_key(tmp_path / "keys", "phone").encode()
    keyring = Keyring(tmp_path / "keys", [Key.of("chosen", "horse")])
    assert (keyring.find(b"horse", guessable=False), keyring.find(b"horse") is None) == (None, False)
    assert keyring.find(secret, guessable=False)


KEY = SecretStr("correct horse battery")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "127.9.9.9"}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "::"}, True),
        ({"host": ""}, True),
        ({"host": "localhost.example"}, True),
        ({"host": "0.0.0.0", "open": True}, False),
        ({"open": False}, True),
        ({"keys_file": Path("nowhere")}, True),
        ({"keys_file": Path("nowhere"), "open": True}, False),
        ({"api_key": KEY}, True),
        ({"api_key": KEY, "open": True}, True),
        ({"api_key": SecretStr("")}, False),
        ({"changes_key": KEY}, False),
        ({"changes_key": KEY, "host": "0.0.0.0"}, True),
        ({"changes_key": KEY, "host": "0.0.0.0", "open": True}, False),
    ],
)
def test_when_a_key_is_asked_for(given: dict[str, Any], wanted: bool, tmp_path: Path) -> None:
    """Beyond this machine, where a file is named and where there is a key; `open` waives the first two alone."""
    assert keyring_of(Settings(index=tmp_path / "index", **given)).wanted() is wanted
    (tmp_path / "keys.jsonl").touch()
    if "keys_file" not in given:
        assert keyring_of(Settings(index=tmp_path / "index", **given)).wanted()
