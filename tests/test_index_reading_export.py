"""The reading model at ingest: its weights and its graph."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index import LocalStore, Snapshot
from index.context import encoded_text, sentence_starts
from index.difference import write_difference
from index.encoder import TOKENIZER
from index.model import PUBLISHED_MODEL, ModelError, find_model
from index.reading import sentence_numbers
from index.reading_export import DIFFERENCE, load_network, reading_digest
from tests.conftest import Desk

QUESTION = "should I do an exit interview?"
WHOLE_BYTES = 1.0  # may change a logit so much; those of good and bad passages differ by about ten


def test_the_exported_graph_says_what_the_network_says(seeds_index: Snapshot) -> None:
    """On real passages its logits are those of the network but for what whole bytes cost."""
    assert seeds_index.reading is not None
    published = find_model(PUBLISHED_MODEL).folder
    network = load_network(published, DIFFERENCE)
    tokenizer = Tokenizer.from_file(str(published / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    hits = seeds_index.search(QUESTION, seeds_index.encoder.encode_question(QUESTION), 4)[:4]
    texts = [encoded_text(hit.card.title, hit.passage) for hit in hits]
    starts = [sentence_starts(text, hit.passage) for text, hit in zip(texts, hits, strict=True)]
    read = seeds_index.reading.read(QUESTION, list(zip(texts, starts, strict=True)))
    for own, text, begins in zip(read, texts, starts, strict=True):
        pair = tokenizer.encode(QUESTION, text)
        numbers = sentence_numbers(pair, begins)
        means = np.stack([(numbers == number) / (numbers == number).sum() for number in range(len(begins))])
        with torch.no_grad():
            passage, sentences = network(
                torch.tensor([pair.ids]), torch.tensor([pair.attention_mask]), torch.tensor([pair.type_ids]),
                torch.tensor(means[None], dtype=torch.float32),
            )  # fmt: skip
        assert own.logit == pytest.approx(float(passage), abs=WHOLE_BYTES)
        assert own.sentences == pytest.approx(sentences[0].numpy(), abs=WHOLE_BYTES)


def test_the_digest_names_the_weights(tmp_path: Path) -> None:
    """Another difference is another model."""
    other = tmp_path / "other.npz"
    other.write_bytes(DIFFERENCE.read_bytes() + b" ")
    assert reading_digest(other) != reading_digest()


def test_an_index_of_another_encoder_has_no_reading_model(built_desk: Desk) -> None:
    """It learned beside the scores of the tuned encoder, and is only exported with that."""
    index = LocalStore(built_desk.root).open()
    assert index.reading is None
    index.close()


@pytest.mark.parametrize("damage", ["missing", "rubbish", "for another model"])
def test_a_difference_that_does_not_fit_is_named(damage: str, tmp_path: Path) -> None:
    """One line says which file it is."""
    path = tmp_path / "reader.npz"
    if damage == "rubbish":
        path.write_bytes(b"rubbish")
    elif damage == "for another model":
        lone = {"no such weight": torch.zeros(3)}
        write_difference(path, lone, lone)
    with pytest.raises(ModelError) as refused:
        load_network(find_model(PUBLISHED_MODEL).folder, path)
    assert str(refused.value).startswith(f"{path} is no reading model: ")
    assert "\n" not in str(refused.value)
