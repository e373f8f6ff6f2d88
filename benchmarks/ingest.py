"""Time and peak memory of an ingest, by the number of articles.

    python -m benchmarks.ingest FOLDER [--articles 100 2000] [--encoder real|small] [--program ROOT]

For each number, so many articles of FOLDER (every n-th by path) are copied and ingested three times by fresh
`careerqa ingest` processes: into nothing, again without a change, and with one article changed. Peak memory
is that of the process (`ru_maxrss`). As encoding takes most of the time, `small` encodes with one layer of
random weights behind the default encoder's word pieces, as wide as that one, so that vectors take the same
bytes.
`--program` measures a checkout elsewhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from index.model import PUBLISHED_MODEL, find_model

COMMAND = [sys.executable, "-W", "ignore", "-c", "from service.cli import main; main()", "ingest"]
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--encoder", choices=["real", "small"], default="real")
    parser.add_argument("--program", type=Path, default=ROOT)
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    print("articles     MB  ingest     seconds   cpu s  peak MB  said")
    for count in options.articles:
        chosen = paths[:: max(1, len(paths) // count)][:count]
        with tempfile.TemporaryDirectory() as work:
            sources = copied(chosen, Path(work) / "sources")
            size = sum(path.stat().st_size for path in sources.iterdir()) / 1e6
            model = [] if options.encoder == "real" else ["--model", small_model(Path(work) / "model")]
            for name in ("first", "again", "changed"):
                if name == "changed":
                    with min(sources.iterdir()).open("a", encoding="utf-8") as file:
                        file.write("\n\nOne more paragraph that was not there before.\n")
                command = [*COMMAND, str(sources), "--index", str(Path(work) / "index"), *model]
                seconds, cpu, peak, said = measured(command, options.program)
                print(
                    f"{count:8} {size:6.1f}  {name:9} {seconds:8.1f} {cpu:7.1f} {peak:8.0f}  {said}",
                    flush=True,
                )


def copied(paths: list[Path], folder: Path) -> Path:
    """The files in one folder, under names of their own."""
    folder.mkdir()
    for number, path in enumerate(paths):
        shutil.copyfile(path, folder / f"{number:06d}-{path.name}")
    return folder


def measured(command: list[str], folder: Path) -> tuple[float, float, float, str]:
    """Wall and processor seconds, peak memory in MB and the last line of a command, run in a folder."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None  # it is a pipe
    said = process.stdout.read().strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (command, said)
    seconds = time.perf_counter() - began
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, said[-1]


def small_model(folder: Path) -> str:
    """A new folder with a small model, by a process of its own.

    A child's peak memory begins with its parent's.
    """
    maker = get_context("spawn").Process(target=write_small_model, args=(folder,))
    maker.start()
    maker.join()
    return str(folder / "small")


def write_small_model(folder: Path) -> None:
    """Write a model of one layer of random weights, with the published model's word pieces and width."""
    import torch
    from sentence_transformers import SentenceTransformer

    transformers: Any = import_module("transformers")  # its types are incomplete
    tokenizer = transformers.AutoTokenizer.from_pretrained(find_model(PUBLISHED_MODEL).folder)
    torch.manual_seed(7)
    shape = {"hidden_size": 384, "num_hidden_layers": 1, "num_attention_heads": 6, "intermediate_size": 192}
    transformers.BertModel(transformers.BertConfig(vocab_size=len(tokenizer), **shape)).save_pretrained(
        folder / "bert"
    )
    tokenizer.save_pretrained(folder / "bert")
    model = SentenceTransformer(str(folder / "bert"), device="cpu")
    model.max_seq_length = 256
    model.save(str(folder / "small"))


if __name__ == "__main__":
    main()
