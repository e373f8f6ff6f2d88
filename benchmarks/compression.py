"""What keeping token vectors as whole bytes costs.

Bytes a passage, and hit@1 and hit@5 against the vectors as they were computed.

python -m benchmarks.compression INDEX QUESTIONS
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.judgement import judge
from eval.measures import measure
from eval.questions import read_questions
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
    questions = [question for question in read_questions(options.questions) if question.answerable]
    for name, kind in (("whole bytes", LocalSnapshot), ("float32", Uncompressed)):
        index = kind.open(LocalStore(options.index).current())
        assistant = Assistant(Fixed(index))
        rows = [judge(asked, assistant.ask(asked.question, asked.history).as_dict()) for asked in questions]
        stored = sum(path.stat().st_size for path in (index.folder / "tokens").iterdir()) * (
            1 if kind is LocalSnapshot else 4
        )
        size = stored / index.manifest.passages
        hits = ", ".join(f"{hit} {measure(hit).of(rows):.3f}" for hit in ("hit@1", "hit@5"))
        print(f"{name}: {size:.0f} bytes a passage, {hits} of {len(questions)} questions")


if __name__ == "__main__":
    main()
