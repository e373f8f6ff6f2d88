"""The file of keys: made, read, changed by several at once, and never holding a key."""

import json
import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.web.doors.keyring import Keyring
from service.web.doors.keys import Key, KeysError, add_key, digest_of, find_key, read_keys, remove_key


def test_a_key_opens_and_is_not_in_the_file(tmp_path: Path) -> None:
    """It has a prefix and 160 bits; the file is its owner's alone and holds a digest."""
    file = tmp_path / "new" / "keys.jsonl"
    secret = add_key(file, "phone")
    assert secret.startswith("cqa_")
    assert len(bytes.fromhex(secret.removeprefix("cqa_"))) == 20
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret not in file.read_text()
    (key,) = read_keys(file)
    assert (key.name, key.changes, find_key([key], secret.encode())) == ("phone", False, key)
    assert [path.name for path in file.parent.iterdir()] == ["keys.jsonl"]


def test_what_is_no_key_finds_none(tmp_path: Path) -> None:
    """Neither a part of one, nor more than one, nor its digest, nor nothing."""
    secret = add_key(tmp_path / "keys", "phone")
    keys = read_keys(tmp_path / "keys")
    for given in ("", secret[:-1], f"{secret}0", secret.upper(), keys[0].sha256, "é", "x" * 2**20):
        assert find_key(keys, given.encode()) is None


def test_of_two_keys_that_are_one_the_later_counts() -> None:
    """All are compared, also behind one that was found."""
    first, second = Key.of("first", "same"), Key.of("second", "same", changes=True)
    assert find_key([first, second, Key.of("third", "another")], b"same") == second


def test_keys_are_taken_out_by_name(tmp_path: Path) -> None:
    """The file stays when it is empty; a name that is there, or is none, is refused."""
    file = tmp_path / "keys"
    add_key(file, "phone")
    add_key(file, "robot", changes=True)
    with pytest.raises(KeysError, match="a key phone already"):
        add_key(file, "phone")
    remove_key(file, "phone")
    assert [(key.name, key.changes) for key in read_keys(file)] == [("robot", True)]
    with pytest.raises(KeysError, match="no key phone in"):
        remove_key(file, "phone")
    remove_key(file, "robot")
    assert (file.read_text(), read_keys(file)) == ("", ())


@pytest.mark.parametrize("name", ["", "two words", "a\nb", "é", "x" * 65, "a/b", '"'])
def test_what_is_no_name_is_refused(name: str, tmp_path: Path) -> None:
    """A name stands in the log and in a list."""
    with pytest.raises(KeysError, match="is no name of a key"):
        add_key(tmp_path / "keys", name)
    assert not (tmp_path / "keys").exists()


def test_several_may_add_at_once(tmp_path: Path) -> None:
    """None is lost."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: add_key(tmp_path / "keys", f"key{number}"), range(24)))
    keys = read_keys(tmp_path / "keys")
    assert sorted(key.name for key in keys) == sorted(f"key{number}" for number in range(24))
    assert all(find_key(keys, secret.encode()) for secret in made)


GOOD = {"name": "a", "sha256": digest_of(b"a"), "changes": False, "made": "2026-11-30"}


@pytest.mark.parametrize(
    "line",
    [
        "cqa_secret",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(GOOD | {"sha256": "cqa_secret"}),
        json.dumps(GOOD | {"changes": "cqa_secret"}),
        json.dumps(GOOD | {"name": "cqa secret"}),
        json.dumps(GOOD | {"name": 7}),
        json.dumps(GOOD | {"more": "cqa_secret"}),
    ],
    ids=lambda line: line[:30],
)
def test_a_line_that_is_no_key_is_named_and_not_shown(line: str, tmp_path: Path) -> None:
    """By its number: somebody may have put a key there."""
    (tmp_path / "keys").write_text(f"{json.dumps(GOOD)}\n{line}\n")
    with pytest.raises(KeysError, match="keys:2: this is no key") as told:
        read_keys(tmp_path / "keys")
    assert "secret" not in str(told.value)


def test_what_is_no_file_of_keys_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe that would be waited for, what is no text or far too long."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "long").write_bytes(b" " * (2**20 + 1))
    for name in ("folder", "pipe", "bytes", "long"):
        with pytest.raises(KeysError):
            read_keys(tmp_path / name)
    with pytest.raises(KeysError, match="cannot be written"):
        add_key(tmp_path / "bytes" / "keys", "phone")
    assert read_keys(tmp_path / "nothing") == ()


def test_a_file_that_others_may_read_is_told_once_a_change(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where only its mode changes; one that is its owner's alone is not spoken of."""
    file, now = tmp_path / "keys", [0.0]
    add_key(file, "phone")
    ring = Keyring(file, clock=lambda: now[0])
    told = []
    with caplog.at_level(logging.WARNING):
        for mode in (0o600, 0o640, 0o640, 0o604, 0o600):
            file.chmod(mode)
            now[0] += 1
            assert ring.wanted()
            told.append([record.getMessage() for record in caplog.records])
            caplog.clear()
    assert [[message.partition("has ")[2] for message in messages] for messages in told] == [
        [],
        ["the mode 640; only its owner should have it: chmod 600"],
        [],
        ["the mode 604; only its owner should have it: chmod 600"],
        [],
    ]
