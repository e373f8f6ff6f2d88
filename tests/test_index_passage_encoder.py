"""Passages encoded at ingest."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.context import encoding_key
from index.model import find_model
from index.passage_encoder import PassageEncoder
from ingest import Passage
from tests.conftest import Read
from tests.memory_store import MemoryStore


@pytest.fixture
def passages(read: Read) -> dict[str, tuple[str, Passage]]:
    """Seven passages of the title `pay`, the last the longest, by key."""
    (passage,) = read("Ask early.").passages
    texts = [("Ask. " * count).strip() for count in range(1, 8)]
    made = [replace(passage, sentences=(replace(passage.sentences[0], text=text),)) for text in texts]
    return {encoding_key("pay", passage): ("pay", passage) for passage in made}


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_each_passage_is_encoded_once_and_kept(
    tiny_model: Path,
    passages: dict[str, tuple[str, Passage]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    """The writer keeps all, no more than asked for are held, and a second time nothing is encoded."""
    monkeypatch.setattr("index.passage_encoder.PASSAGES_AT_ONCE", at_once)
    encoder = PassageEncoder(find_model(str(tiny_model)), lambda *_: None)
    with MemoryStore(tmp_path).writer() as writer:
        at_hand = encoder.encodings(passages, writer)
        assert encoder.encoded == 7
        kept = writer.kept(passages)
        assert list(kept) == list(passages)
        assert min(7, at_once) <= len(at_hand) <= 2 * at_once
        assert all(at_hand[key] is kept[key] for key in at_hand)
        encoder.encodings(passages, writer)
    assert encoder.encoded == 7


def test_progress_tells_what_is_left(
    tiny_model: Path,
    passages: dict[str, tuple[str, Passage]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The model is loaded at the first passage, the shortest come first, and the count goes on over calls."""
    monkeypatch.setattr("index.passage_encoder.ENCODE_BATCH", 3)
    heard: list[tuple[str, int, int]] = []
    encoder = PassageEncoder(find_model(str(tiny_model)), lambda *said: heard.append(said))
    keys = list(passages)
    with MemoryStore(tmp_path).writer() as writer:
        encoder.encodings({key: passages[key] for key in keys[:1]}, writer)
        encoder.encodings(passages, writer)
    assert heard == [
        ("encoding", 0, 1),
        ("loading the encoder", 0, 1),
        ("encoding", 1, 1),
        ("encoding", 1, 7),
        ("encoding", 4, 7),
        ("encoding", 7, 7),
    ]
