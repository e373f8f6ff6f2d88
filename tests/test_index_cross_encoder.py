"""Any cross-encoder at question time, on a tiny one of random weights that an ingest exported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import CrossEncoder, LocalSnapshot, LocalStore
from index.cross_encoder_export import load_cross_encoder, torch_scores
from index.model import find_model
from tests.conftest import Desk

QUESTION = "when do I ask for more money?"
TEXTS = [
    "Ask in spring, when the budgets are open.",
    "leaving well | The Last Week\nHand over your routines in writing. Thank the people who taught you something.",
    "heliotrope",
    "Name the number first and then be silent. Silence is worth a bouquet. Nobody can say yes in winter.",
    "A former client makes the best reference of all.",
]
WHOLE_BYTES = 0.15  # what the bytes may change of a logit of this network, whose logits differ by about one


@pytest.fixture(scope="module")
def crossed(crossed_desk: Desk) -> Iterator[LocalSnapshot]:
    """The index that carries it, open."""
    index = LocalStore(crossed_desk.root).open()
    yield index
    index.close()


@pytest.fixture
def model(crossed: LocalSnapshot) -> CrossEncoder:
    """The cross-encoder that the index carries."""
    assert crossed.cross_encoder is not None
    return crossed.cross_encoder


def test_the_graph_says_what_the_model_says(model: CrossEncoder, tiny_cross_encoder: Path) -> None:
    """Its logits are those of torch but for what whole bytes cost, whatever else is in the batch."""
    network, tokenizer = load_cross_encoder(find_model(str(tiny_cross_encoder)))
    expected = torch_scores(network, tokenizer, QUESTION, TEXTS)
    assert expected.max() - expected.min() > 4 * WHOLE_BYTES
    assert model.score(QUESTION, TEXTS) == pytest.approx(expected, abs=WHOLE_BYTES)


def test_texts_keep_their_order_whatever_their_length(model: CrossEncoder) -> None:
    """They are read by length in groups and padded, but come back in order, each as if it were read alone."""
    alone = [float(model.score(QUESTION, [text])[0]) for text in TEXTS]
    assert model.score(QUESTION, TEXTS) == pytest.approx(alone, abs=WHOLE_BYTES)
    assert model.score(QUESTION, []).tolist() == []


def test_a_pair_is_cut_to_what_the_model_can_read(model: CrossEncoder) -> None:
    """Of the text the end; of a long question the middle."""
    settings = model.settings
    assert (settings.max_tokens, settings.question_tokens) == (96, 48)
    ask, rest = "ask " * 200, "silence " * 10
    assert model.score(QUESTION, [ask])[0] == model.score(QUESTION, [ask + rest])[0]
    told = [model.score(f"{ask} {middle} {ask}", TEXTS).tolist() for middle in (rest, "winter")]
    assert told[0] == told[1]
