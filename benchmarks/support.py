"""How well what quotes bear out is told from what they do not.

Single claims, and whole drafts over the seeds.

    python -m benchmarks.support [--part PART] [--faults]

Prints a row for each part of benchmarks/support.jsonl and tests/drafts.jsonl; `--faults` lists all that is
misjudged. What the parts are, and what was measured when, is in docs/language-model.md.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.phrasing.draft import drafted_sentences
from service.phrasing.judge import WordsJudge
from service.phrasing.support import evidence, fault

CLAIMS = Path(__file__).with_name("support.jsonl")
DRAFTS = Path(__file__).parent.parent / "tests" / "drafts.jsonl"
PARTS = ("development", "opened", "held-back", "unseen", "last")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote and the headings above it."""

    quote: str
    section: tuple[str, ...]


Judged = tuple[bool, str, str]  # whether it is supported, what was said to be wrong with it, and it


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--faults", action="store_true", help="list what is misjudged")
    options = parser.parse_args()
    print("| | supported, kept | unsupported, dropped | precision | recall |\n|---|---|---|---|---|")
    began = time.perf_counter()
    judged: list[Judged] = []
    for name, path, judges in (("claims", CLAIMS, claims), ("sentences of drafts", DRAFTS, drafts)):
        for part in PARTS if options.part is None else (options.part,):
            records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            verdicts = [verdict for record in records if record["part"] == part for verdict in judges(record)]
            print(row(f"{name}, {part}", verdicts))
            judged += verdicts
    print(f"\n{(time.perf_counter() - began) * 1000 / len(judged):.2f} ms each")
    if options.faults:
        print(
            *(f"{wrong or 'kept'}: {text}" for supported, wrong, text in judged if supported != (not wrong)),
            sep="\n",
        )


def claims(record: dict[str, Any]) -> Iterator[Judged]:
    """One claim, judged."""
    yield (
        record["supported"],
        fault(record["claim"], [evidence(quote) for quote in record["quotes"]])[0],
        record["claim"],
    )


def drafts(record: dict[str, Any]) -> Iterator[Judged]:
    """Every sentence of the drafts over one answer, judged."""
    pairs = zip(record["quotes"], record["headings"], strict=True)
    quotes = {number: Quote(quote, (heading,)) for number, (quote, heading) in enumerate(pairs, start=1)}
    misleading = [sentence["draft"] for sentence in record["misleading"]]
    for supported, texts in ((True, record["honest"]), (False, misleading)):
        for sentence in drafted_sentences(text + "\n" for text in texts):
            yield supported, WordsJudge().judge(sentence, quotes).reason, sentence.text


def row(name: str, judged: list[Judged]) -> str:
    """What was kept and dropped, as a row of the table."""
    kept = sum(supported and not wrong for supported, wrong, _ in judged)
    true = sum(supported for supported, _, _ in judged)
    dropped = sum(not supported and bool(wrong) for supported, wrong, _ in judged)
    let = len(judged) - true - dropped
    shares = f"{kept / (kept + let):.3f} | {kept / true:.3f}"
    return f"| {name} | {kept} of {true} | {dropped} of {dropped + let} | {shares} |"


if __name__ == "__main__":
    main()
