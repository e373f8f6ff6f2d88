"""An index folder damaged in every way at many places, one after the other, in a process of its own.

Run as `python -m tests.damaging ROOT SEED COUNT`; it prints a line of JSON for each damage, and ends with 0 if
no library took the interpreter down.
"""

import json
import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from typer.testing import CliRunner

from index import IndexUnusable, LocalStore
from service.answering.tuning import open_tuned
from service.cli import app

Damage = Callable[[Path, random.Random, Path], None]


def flip(path: Path, chance: random.Random, _: Path) -> None:
    """One byte is another."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    path.write_bytes(data)


def truncate(path: Path, chance: random.Random, _: Path) -> None:
    """It ends early."""
    os.truncate(path, chance.randrange(path.stat().st_size))


def extend(path: Path, chance: random.Random, _: Path) -> None:
    """It has bytes behind its end."""
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.randrange(1, 5000)))


def empty(path: Path, _: random.Random, __: Path) -> None:
    """Nothing is in it."""
    path.write_bytes(b"")


def delete(path: Path, _: random.Random, __: Path) -> None:
    """It is gone."""
    path.unlink()


def swap(path: Path, _: random.Random, other: Path) -> None:
    """It has the content of another, and that has its."""
    content = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(content)


def folder(path: Path, _: random.Random, __: Path) -> None:
    """A folder has its name."""
    path.unlink()
    path.mkdir()


def pipe(path: Path, _: random.Random, __: Path) -> None:
    """A pipe has its name, that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def dangling(path: Path, _: random.Random, __: Path) -> None:
    """A link to nothing has its name."""
    path.unlink()
    path.symlink_to("nowhere")


STRUCTURAL: tuple[Damage, ...] = (truncate, extend, empty, delete, swap, folder, pipe, dangling)


def files_of(root: Path) -> list[str]:
    """Every file of an index folder, by name."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def damages(root: Path, count: int) -> Iterator[tuple[Damage, str]]:
    """Every file damaged in each way but one, then as many flipped bytes as are wanted, over all files."""
    names = [name for name in files_of(root) if (root / name).stat().st_size]
    for name in names:
        yield from ((damage, name) for damage in STRUCTURAL)
    for name in files_of(root):
        if name not in names:  # locks
            yield from ((damage, name) for damage in (extend, delete, folder, pipe, dangling))
    yield from ((flip, names[number % len(names)]) for number in range(count))


def tried(root: Path) -> dict[str, object]:
    """What opening the index and the doctor come to."""
    told: dict[str, object] = {}
    try:
        index = open_tuned(LocalStore(root))
        hits = index.search("when do I ask for money?", index.encoder.encode_question("money"), 3)
        told["seen"] = [index.version, *(hit.passage.text for hit in hits)]
        index.close()
    except IndexUnusable as error:
        told["refused"] = str(error)
    except BaseException:  # noqa: BLE001 - of a library too: every other error is a failure to tell
        told["failed"] = traceback.format_exc()
    done = CliRunner().invoke(app, ["doctor", "--index", str(root), "--no-sources"])
    told["doctor"] = done.exit_code
    told["output"] = done.output
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        told["failed"] = "".join(traceback.format_exception(done.exception))
    return told


def main(root: Path, seed: int, count: int) -> None:
    """Damage, try, put everything back, and so on."""
    chance = random.Random(seed)
    kept = root.with_name("kept")
    shutil.copytree(root, kept)
    for damage, name in damages(root, count):
        other = chance.choice([other for other in files_of(kept) if other != name])
        damage(root / name, chance, root / other)
        same = damage is swap and (kept / name).read_bytes() == (kept / other).read_bytes()
        told = {"damage": damage.__name__, "name": name, "other": other, "same": same, **tried(root)}
        print(json.dumps(told), flush=True)  # noqa: T201 - to whoever started it
        for changed in (name, other):
            _put_back(root / changed, kept / changed)


def _put_back(path: Path, kept: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)
    shutil.copy2(kept, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
