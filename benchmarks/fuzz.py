"""Readers given bytes that nobody would write, by atheris, until there were enough; what fails is kept.

python -m benchmarks.fuzz [--reader NAME] [--bytes N] [--seconds S] [--faults FOLDER]

Needs atheris: pip install -e '.[fuzz]'. Each reader is fuzzed in processes of its own, so that one that
crashes or is ended for its memory is told, too. Bytes count that the reader took for its format.
"""

import argparse
import mmap
import os
import re
import struct
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

BYTES = 10_000_000
SECONDS = 600
LONGEST = 4096  # bytes of an input
SLOW = 2.0  # seconds of processor time; inputs are far shorter than the 100 KB that may take so long
MEMORY = 1024  # MB of a process, with all libraries and atheris's own records in it
COUNTS = struct.Struct("4q")
_COVERED = re.compile(r"cov: (\d+)")


@dataclass(frozen=True, slots=True)
class Counted:
    """Inputs and their bytes, and those of them that the reader took."""

    inputs: int
    bytes: int
    taken: int
    taken_bytes: int


def main() -> None:
    """Fuzz one reader or each, and print a line for each."""
    from tests.fuzzed_formats import FORMATS

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reader", choices=sorted(FORMATS), help="one reader; without, each")
    parser.add_argument("--bytes", type=int, default=BYTES, help="that a reader shall have taken")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="that a reader is fuzzed at most")
    parser.add_argument(
        "--faults", type=Path, default=Path("var/fuzz"), help="where inputs that fail are kept"
    )
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _fuzz(given.reader, given.bytes, given.child, given.faults)
    faults = 0
    for name in [given.reader] if given.reader else FORMATS:
        faults += _told(name, given.bytes, given.seconds, given.faults)
    sys.exit(faults > 0)


def _told(name: str, enough: int, seconds: int, faults: Path) -> int:
    """Fuzz a reader, in one process after the other where they crash; print what came of it."""
    from tests.fuzzed_formats import FORMATS, starts

    kept = faults / name.replace(" ", "-")
    kept.mkdir(parents=True, exist_ok=True)
    began, covered, crashes = time.monotonic(), 0, 0
    with TemporaryDirectory() as place:
        corpus, counts = Path(place, "corpus"), Path(place, "counts")
        corpus.mkdir()
        counts.write_bytes(bytes(COUNTS.size))
        for data in starts(FORMATS[name]):
            (corpus / sha256(data).hexdigest()).write_bytes(data)
        nasty = Path(__file__).parent.parent / "tests" / "nasty"
        for path in nasty.iterdir():
            (corpus / path.name).write_bytes(b"\xff" + path.read_bytes())
        while (left := seconds - (time.monotonic() - began)) > 1 and _counted(counts).taken_bytes < enough:
            command = [sys.executable, "-m", "benchmarks.fuzz", "--child", str(counts), "--reader", name]
            command += ["--bytes", str(enough), "--faults", str(kept)]
            done = subprocess.run(
                command,
                env=os.environ
                | {"FUZZ_CORPUS": str(corpus), "FUZZ_SECONDS": str(int(left)), "PYTHONWARNINGS": "ignore"},
                capture_output=True,
                text=True,
                errors="replace",
            )  # fmt: skip
            covered = max(covered, *map(int, _COVERED.findall(done.stderr)), 0)
            if done.returncode:
                crashes += 1
                print(f"{name}: a process ended with {done.returncode}: {done.stderr[-1500:]}")
                if crashes > 9:
                    break
        counted = _counted(counts)
    found = sorted(path.name for path in kept.glob("*.txt"))
    print(
        f"{name}: {counted.inputs} inputs, {counted.bytes / 1e6:.1f} MB, of these {counted.taken} taken, "
        f"{counted.taken_bytes / 1e6:.1f} MB; {time.monotonic() - began:.0f} s, {covered} edges covered, "
        f"{len(found)} faults, {crashes} crashes",
        flush=True,
    )
    for one in found:
        print(f"  {kept / one}: {(kept / one).read_text(encoding='utf-8').splitlines()[-1]}")
    return len(found) + crashes


def _counted(counts: Path) -> Counted:
    return Counted(*COUNTS.unpack(counts.read_bytes()))


def _fuzz(name: str, enough: int, counts: Path, faults: Path) -> None:
    """In the child: give inputs to the reader until there were enough. Never returns."""
    import atheris

    with atheris.instrument_imports(include=["ingest"]):
        import ingest

        for module in walk_packages(ingest.__path__, "ingest."):
            import_module(module.name)
    from ingest import Article, Source, SourceError, read_article, reader_of
    from tests.fuzzed_formats import FORMATS, made
    from tests.test_ingest_article import assert_sound

    kind, reader = FORMATS[name], reader_of(name)
    with counts.open("r+b") as file:
        shared = mmap.mmap(file.fileno(), COUNTS.size)
    counted = list(COUNTS.unpack(shared[:]))

    def read(data: bytes) -> None:
        """Read it twice, and check all that holds for any article."""
        file = made(kind, data)
        counted[0] += 1
        counted[1] += len(file)
        source = Source(kind.path, file)
        began, reason = time.process_time(), ""
        try:
            if reader.recognises(source):
                counted[2] += 1
                counted[3] += len(file)
            article: Article | None = read_article(source, article_id="a")
        except SourceError as error:
            reason = str(error)
            article = None
        finally:
            took = time.process_time() - began
            shared[:] = COUNTS.pack(*counted)
        assert took < SLOW, f"took {took:.1f} s"
        if article is None:
            assert len(reason.splitlines()) == 1, "a reason is one line"
            return
        assert_sound(article)
        assert article == read_article(Source(kind.path, file), article_id="a"), "read twice, it is the same"

    def test(data: bytes) -> None:
        try:
            read(data)
        except Exception as error:  # noqa: BLE001 - each is a fault, and the search goes on
            place = traceback.extract_tb(error.__traceback__)[-1]
            kept = faults / f"{Path(place.filename).stem}-{place.lineno}-{type(error).__name__}"
            if not kept.exists() or len(data) < kept.stat().st_size:
                kept.write_bytes(data)
                kept.with_suffix(".txt").write_text(
                    traceback.format_exc(), encoding="utf-8", errors="replace"
                )
        if counted[3] >= enough:
            os._exit(0)

    atheris.Setup(
        [
            sys.argv[0],
            os.environ["FUZZ_CORPUS"],
            f"-max_total_time={os.environ['FUZZ_SECONDS']}",
            f"-max_len={LONGEST}",
            "-len_control=0",
            f"-rss_limit_mb={MEMORY}",
            "-timeout=20",
            f"-artifact_prefix={faults}/",
        ],
        test,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
