"""What keeping token vectors as whole bytes costs: bytes a passage, and hit@1 and hit@5 against the vectors as they were computed.

python -m benchmarks.compression INDEX QUESTIONS
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.metrics import hit_at
from eval.questions import read_questions
from eval.run import judge
from index import LocalSnapshot, LocalStore, PassageTokens
from index.context import encoded_text
from service.assistant import Assistant, Fixed


class Uncompressed(LocalSnapshot):
    """An index that encodes a passage again instead of reading its whole bytes."""

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """Token vectors in float32, not rounded; a component has four times the bytes."""
        passages = self._catalog.passages(rows)
        exact = {}
        for row, stored in super().tokens(rows).items():
            if row not in self._known:
                text = encoded_text(self._cards[passages[row].article].title, passages[row])
                prompt = self.encoder.settings.document_prompt
                self._known[row] = self.encoder.encode([text], prompt=prompt)[0].tokens
            exact[row] = replace(stored, vectors=self._known[row], unit=1.0)
        return exact

    _known: dict[int, np.ndarray] = {}  # noqa: RUF012 - one index a process


def main() -> None:
    """Ask both and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    questions = [one for one in read_questions(options.questions) if one.answerable]
    for name, kind in (("whole bytes", LocalSnapshot), ("float32", Uncompressed)):
        index = kind.open(LocalStore(options.index).current())
        ranks = [
            judge(one, Assistant(Fixed(index)).ask(one.question, one.history).as_dict()).rank
            for one in questions
        ]
        stored = sum(path.stat().st_size for path in (index.folder / "tokens").iterdir()) * (
            1 if kind is LocalSnapshot else 4
        )
        size = stored / index.manifest.passages
        print(
            f"{name}: {size:.0f} bytes a passage, hit@1 {hit_at(ranks, 1):.3f}, hit@5 {hit_at(ranks, 5):.3f} of {len(questions)} questions"
        )


if __name__ == "__main__":
    main()
