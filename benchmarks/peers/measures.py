"""Run one system's commands in fresh processes and note their time, memory and size on disk.

Only the standard library is imported here: on Linux a child's peak memory starts from that of the process it
was started by, so this one has to stay smaller than whatever it measures.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.peers.systems import ROOT, System

COLD_RUNS = 3
MEASURES, RUN = "measures.json", "run.jsonl"
REQUIREMENTS = (Path(__file__).with_name("requirements.txt"), ROOT / "constraints.txt")
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "ignore",
}
_MEBIBYTE = 2**20
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class PeerError(RuntimeError):
    """A system that could not be installed or run, or whose run cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What one system's processes took. Sizes are of the packages without the encoder's weights.

    `at` is when it began, `others` the share of the processors that other programs took meanwhile, None where
    the system does not tell; `inputs` names what was measured on.
    """

    ingest_seconds: float
    ingest_mebibytes: float
    cold_seconds: list[float]
    cold_processor_seconds: list[float]
    ask_mebibytes: float
    install_megabytes: float
    install_to_ingest_megabytes: float | None
    versions: dict[str, str]
    machine: str
    at: str
    others: float | None
    inputs: str

    @property
    def cold(self) -> float:
        """Median of the fresh processes, in seconds."""
        return statistics.median(self.cold_seconds)

    @property
    def cold_processor(self) -> float:
        """Median of the processor time that they took, which other programs on the machine change less."""
        return statistics.median(self.cold_processor_seconds)


@dataclass(frozen=True, slots=True)
class Process:
    """What one child process took.

    Wall and processor time in seconds and the peak of its resident memory in MiB.
    """

    seconds: float
    processor_seconds: float
    mebibytes: float


def install(venv: Path, *, timeout: float) -> Path:
    """The python of the peers' own environment, made where it is missing or for other requirements."""
    python = venv / "bin" / "python"
    stamp = venv / "installed"
    wanted = sha256(b"".join(path.read_bytes() for path in REQUIREMENTS)).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    requirements, constraints = REQUIREMENTS
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--constraint",
        str(constraints),
        "--requirement",
        str(requirements),
    ]
    for command in ([sys.executable, "-m", "venv", str(venv)], pip):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise PeerError(f"not installable here: {command[2]} took longer than {timeout:.0f} s") from None
        if done.returncode:
            raise PeerError(f"not installable here: {last_line(done.stderr)}")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def measure(
    system: System, python: Path, folder: Path, sources: Path, questions: Path, *, timeout: float
) -> Measures:
    """Ingest, ask all questions, then ask the first one in fresh processes.

    Leaves the run and the measures in `folder`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index, run, first, log = folder / "index", folder / RUN, folder / "first.jsonl", folder / "log"
    first.write_text(questions.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    at, began, busy = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), time.perf_counter(), busy_seconds()
    command = [str(python), "-m", f"benchmarks.peers.{system.module}"]
    environment = {**os.environ, **OFFLINE, **system.environment}

    def child(*arguments: object) -> Process:
        return watch([*command, *map(str, arguments)], environment, log, timeout=timeout)

    ingest = child("ingest", sources, index)
    asks = [child("ask", index, questions, run)]
    asks += [child("ask", index, first, folder / "first-run.jsonl") for _ in range(COLD_RUNS)]
    seconds, own = time.perf_counter() - began, sum(process.processor_seconds for process in (ingest, *asks))
    others = (
        None
        if busy is None
        else max(0.0, (busy_seconds() or 0) - busy - own) / seconds / (os.cpu_count() or 1)
    )
    size, versions = installed(system, python, system.requires)
    measures = Measures(
        ingest_seconds=ingest.seconds,
        ingest_mebibytes=ingest.mebibytes,
        cold_seconds=[process.seconds for process in asks[1:]],
        cold_processor_seconds=[process.processor_seconds for process in asks[1:]],
        ask_mebibytes=max(process.mebibytes for process in asks),
        install_megabytes=size,
        install_to_ingest_megabytes=installed(system, python, system.requires_to_ingest)[0]
        if system.requires_to_ingest
        else None,
        versions=versions,
        machine=machine(),
        at=at,
        others=others,
        inputs=inputs(sources, questions),
    )
    (folder / MEASURES).write_text(json.dumps(asdict(measures), indent=1), encoding="utf-8")
    return measures


def saved(folder: Path, sources: Path, questions: Path) -> Measures | None:
    """The measures of an earlier run on the same sources and questions, if there are any."""
    try:
        measures = Measures(**json.loads((folder / MEASURES).read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError, TypeError):
        return None
    return measures if measures.inputs == inputs(sources, questions) else None


def watch(command: Sequence[str], environment: Mapping[str, str], log: Path, *, timeout: float) -> Process:
    """Run a command in the repository's root to its end.

    Raises `PeerError` with its last line where it fails.
    """
    with log.open("w+", encoding="utf-8", errors="replace") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL, stderr=output
        )
        stopper = threading.Timer(timeout, process.kill)
        stopper.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:  # whoever stops this program stops what it measures
            late = not stopper.is_alive()
            stopper.cancel()
            process.kill()
        output.seek(0)
        if late:
            raise PeerError(f"failed: {command[3]} took longer than {timeout:.0f} s")
        if process.returncode:
            raise PeerError(f"failed: {last_line(output.read())}")
    return Process(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _MAXRSS_UNIT / _MEBIBYTE)


def installed(system: System, python: Path, requires: Sequence[str]) -> tuple[float, dict[str, str]]:
    """Megabytes of the packages that are required, with our own code where it is ours, and their versions."""
    command = [str(python), "-m", "benchmarks.peers.sizes", *requires]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(f"failed: {last_line(done.stderr)}")
    sizes: dict[str, Any] = json.loads(done.stdout)
    code = [
        path
        for stage in ("ingest", "index", "service", "eval")
        for path in (ROOT / stage).rglob("*")
        if path.is_file()
    ]
    own = sum(path.stat().st_size for path in code) if system.ours else 0
    return (sizes["bytes"] + own) / 1e6, {} if system.ours else sizes["versions"]


def inputs(sources: Path, questions: Path) -> str:
    """A digest of the sources and the questions."""
    digest = sha256(questions.read_bytes())
    for path in sorted(path for path in sources.rglob("*") if path.is_file()):
        digest.update(f"\n{path.relative_to(sources)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def busy_seconds() -> float | None:
    """Seconds that all processors together have spent on programs since the start of the machine.

    None off Linux.
    """
    if not Path("/proc/stat").exists():
        return None
    user, nice, system, _idle, _waiting, irq, softirq = map(
        int, Path("/proc/stat").read_text(encoding="utf-8").split()[1:8]
    )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """Processor, cores, memory and system of this machine."""
    name = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def last_line(text: str) -> str:
    """The last line of a program's output that holds anything."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it printed nothing")
