"""What a run was made of.

The digests of index, encoder and question set, the version, the date and the machine.
"""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from index import Manifest, Snapshot
from index.manifest import file_digest
from service.terminal.options import installed_version

CPUS = Path("/proc/cpuinfo")


def describe(index: Snapshot | None, questions: Path, run: Path | None = None) -> dict[str, str]:
    """Names and values for the report page.

    `run` is the file that the answers were read from, else they were asked now.
    """
    return {
        "Question set": f"{questions.name}, sha256 {file_digest(questions)}",
        **({"Run": f"{run.name}, sha256 {file_digest(run)}"} if run is not None else {}),
        **(_index(index.manifest) if index is not None else {}),
        "Date": datetime.now(UTC).isoformat(" ", "seconds"),
        "careerqa": installed_version(),
        "Machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
    }


def _index(manifest: Manifest) -> dict[str, str]:
    return {
        "Index": f"{manifest.digest}, {manifest.articles} articles, {manifest.passages} passages, "
        f"built {manifest.created}",
        "Encoder": f"{manifest.encoder['model']}, digest {manifest.encoder['digest']}",
    }


def _processor() -> str:
    """The processor's name where Linux tells it, else the kind of machine."""
    lines = CPUS.read_text(encoding="utf-8").splitlines() if CPUS.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
