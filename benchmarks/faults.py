"""Ingests that something befalls: a system call that fails, a signal, at points drawn over all there are.

`python -m benchmarks.faults --points 1000 --seed 1` says how many there were of each kind, what they came to
and each that left something that is not as it must be (`tests/faulty_ingests.py` says how). A point takes
half a second of an idle core.
"""

import argparse
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from tests.conftest import DESK_ARTICLES, Desk, write_tiny_model
from tests.failing_calls import Call, Fault, why_not
from tests.faulty_ingests import befall, beginnings, exported_encoder, faults, ingests


def main() -> None:
    """Draw points, half of them of an index that changes, half of a first one, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; without it a temporary folder")
    wanted = parser.parse_args()
    if reason := why_not():
        raise SystemExit(reason)
    folder = Path(tempfile.mkdtemp(prefix="careerqa-faults-", dir=wanted.folder))
    try:
        lost = _sweep(folder, wanted.points, wanted.seed)
    finally:
        shutil.rmtree(folder)
    raise SystemExit(1 if lost else 0)


def _sweep(folder: Path, points: int, seed: int) -> int:
    """How many points left something wrong."""
    write_tiny_model(folder)
    built = Desk(folder / "sources", folder / "index", folder / "tiny")
    for path, content in DESK_ARTICLES.items():
        built.write(path, content)
    built.ingest()
    came_to: Counter[tuple[str, int]] = Counter()
    reached: set[tuple[str, str]] = set()
    lost = done = 0
    with ingests(exported_encoder(built)) as made:
        for name, before in beginnings(made, built, folder).items():
            for number, fault in enumerate(faults(before.calls, random.Random(seed), points // 2)):
                root = folder / f"{name}-{number}" / "index"
                root.parent.mkdir()
                try:
                    ran = befall(made, before, root, fault)
                except AssertionError as error:
                    lost += 1
                    print(f"{name}: {_told(fault, before.calls[fault.at])}: {error}", flush=True)
                else:
                    came_to[fault.what, ran.code] += 1
                    if fault.seconds is None:
                        reached.add((name, f"{fault.at} {fault.what}"))
                shutil.rmtree(root.parent)
                done += 1
                if done % 100 == 0:
                    print(f"{done} points, {lost} of them wrong", flush=True)
    for (what, code), count in sorted(came_to.items()):
        print(f"{what:8} exit code {code:4}: {count}")
    print(f"{done} points, {len(reached)} of them different; {lost} left something wrong")
    return lost


def _told(fault: Fault, call: Call) -> str:
    when = (
        f"after {fault.seconds:.3f} s"
        if fault.seconds is not None
        else f"at {fault.at}, {call.name} {call.path}"
    )
    return f"{fault.what}{' from then on' if fault.lasting else ''} {when}"


if __name__ == "__main__":
    main()
