"""careerqa by the same protocol; CAREERQA_PEER_ENCODER names an encoder other than its default."""

import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.protocol import Answer, Ask, main


def ingest(sources: Path, out: Path) -> None:
    """Build an index with the default settings."""
    from index import LocalStore, update_index
    from service.answering.tuning import kept_tuning

    update_index(sources, LocalStore(out), model=os.environ.get("CAREERQA_PEER_ENCODER"), tuning=kept_tuning)


def opened(root: Path) -> Ask:
    """Answers as every door gives them."""
    from index import LocalStore
    from service.assistant import Assistant, Fixed

    index = LocalStore(root).open()

    def ask(question: str, history: Sequence[str]) -> Answer:
        return Assistant(Fixed(index)).ask(question, history).as_dict()

    return ask


if __name__ == "__main__":
    main(ingest, opened)
