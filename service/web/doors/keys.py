"""Keys that open the service: a file of them, a JSON line each, that holds no key but its digest.

A key of ours has 160 random bits: nobody finds it by trying, however fast, so a plain SHA-256 keeps it as well
as the slow hashes do that passwords need, and costs a request nothing.
"""

import fcntl
import json
import logging
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

PREFIX = "cqa_"  # by which programs that look for leaked keys know one of ours
RANDOM_BYTES = 20
LARGEST_FILE = 2**20  # bytes; some 6,000 keys
CALLER = "careerqa.caller"  # in the scope of a request: the key that it gave, or None
NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
log = logging.getLogger(__name__)


class KeysError(RuntimeError):
    """A file of keys that cannot be read or changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its name and digest; `changes` is the right to add and remove sources."""

    name: str
    sha256: str
    changes: bool = False
    made: str = ""

    @classmethod
    def of(cls, name: str, secret: str, *, changes: bool = False) -> "Key":
        """What is kept of a key."""
        return cls(name, digest_of(secret.encode()), changes, datetime.now(UTC).date().isoformat())


def digest_of(secret: bytes) -> str:
    """The digest by which a key is known."""
    return sha256(secret).hexdigest()


def find_key(keys: Iterable[Key], secret: bytes) -> Key | None:
    """The key that was given, or None; every one is compared, whether one was found or not."""
    given, found = digest_of(secret), None
    for key in keys:
        if compare_digest(given, key.sha256):
            found = key
    return found


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file, none where there is no file; raises `KeysError` where it is none of keys.

    A file that others than its owner may read or write is told in the log.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_FILE:
            raise KeysError(f"{path} is no file of keys")
        mode = stat.S_IMODE(found.st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            log.warning("%s has the mode %o; only its owner should have it: chmod 600", path, mode)
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise KeysError(f"{path} cannot be read: {why}") from error
    return tuple(_key(path, number, line) for number, line in enumerate(lines, start=1) if line.strip())


def add_key(path: Path, name: str, *, changes: bool = False) -> str:
    """A new key of a name that no other has; it is told here, once, and kept nowhere."""
    if not NAME.fullmatch(name):
        raise KeysError(f"{name!r} is no name of a key: up to 64 letters, digits, dots, hyphens, underscores")
    secret = f"{PREFIX}{secrets.token_hex(RANDOM_BYTES)}"
    with _changing(path):
        keys = read_keys(path)
        if any(key.name == name for key in keys):
            raise KeysError(f"there is a key {name} already: careerqa keys remove {name} takes it out")
        _write(path, [*keys, Key.of(name, secret, changes=changes)])
    return secret


def remove_key(path: Path, name: str) -> None:
    """Take a key out. The file stays also when it is empty: it says that keys are asked for."""
    with _changing(path):
        keys = read_keys(path)
        kept = [key for key in keys if key.name != name]
        if len(kept) == len(keys):
            raise KeysError(f"there is no key {name} in {path}; careerqa keys list tells those there are")
        _write(path, kept)


def _key(path: Path, number: int, line: str) -> Key:
    wrong = KeysError(f"{path}:{number}: this is no key as careerqa keys add writes it")
    try:
        told = json.loads(line)
        key = Key(**told)
    except (ValueError, TypeError, RecursionError):
        raise wrong from None  # what stands there, maybe a key, is not told
    words = (key.name, key.sha256, key.made)
    if not all(isinstance(word, str) for word in words) or not isinstance(key.changes, bool):
        raise wrong
    if not NAME.fullmatch(key.name) or not re.fullmatch("[0-9a-f]{64}", key.sha256):
        raise wrong
    return key


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Keep others from changing the file meanwhile: the folder is locked, since the file is replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        raise KeysError(f"{path} cannot be written: {error.strerror}") from error


def _write(path: Path, keys: Iterable[Key]) -> None:
    """Put a file in place of the other, whole, for its owner's eyes alone.

    That owner is the folder's where root writes it: else a service that runs as somebody else could not read it.
    """
    text = "".join(json.dumps(asdict(key)) + "\n" for key in keys)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        made = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if os.geteuid() == 0:
                folder = path.parent.stat()
                os.fchown(file.fileno(), folder.st_uid, folder.st_gid)
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
