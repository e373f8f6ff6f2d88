"""How well claims that quotes bear out are told from those that they do not.

    python -m benchmarks.support [--faults]

Prints precision and recall on benchmarks/support.jsonl, by part and kind; `--faults` lists every claim that is misjudged.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from service.support import evidence, fault

CLAIMS = Path(__file__).with_name("support.jsonl")
PARTS = ("development", "opened", "held-back", "unseen")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", action="store_true", help="list the claims that are misjudged")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    options = parser.parse_args()
    claims = [json.loads(line) for line in CLAIMS.read_text(encoding="utf-8").splitlines()]
    parts = [part for part in PARTS if options.part in (None, part)]
    print("| part | claims | supported, kept | unsupported, dropped | precision | recall |\n|---|---|---|---|---|---|")
    wrong: list[str] = []
    for part in parts:
        judged: Counter[tuple[bool, bool]] = Counter()
        for one in claims:
            if one["part"] != part:
                continue
            told, _ = fault(one["claim"], [evidence(quote) for quote in one["quotes"]])
            judged[one["supported"], not told] += 1
            if one["supported"] != (not told):
                wrong.append(f"{part} {one['kind']}: {one['claim']}\n    {' | '.join(one['quotes'])}\n    {told or 'kept'}")
        print(_row(part, judged))
    if options.faults:
        print("", *wrong, sep="\n")


def _row(part: str, judged: Counter[tuple[bool, bool]]) -> str:
    kept, lost, let, dropped = judged[True, True], judged[True, False], judged[False, True], judged[False, False]
    share = f"{kept / (kept + let):.3f} | {kept / (kept + lost):.3f}" if kept else "- | -"
    return f"| {part} | {sum(judged.values())} | {kept} of {kept + lost} | {dropped} of {let + dropped} | {share} |"


if __name__ == "__main__":
    main()
