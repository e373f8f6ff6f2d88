"""The exported graph gives what the sentence-transformers model gives, without torch."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import LocalSnapshot, LocalStore
from index.context import encoded_text
from index.encoder import Encoder, Encoding, normalised, read_settings
from index.local import PARTS
from index.model import Model, find_model
from index.parts import ENCODER
from tests.conftest import ROOT, Desk

NEARLY = 1e-4


def assert_same(encoding: Encoding, other: Encoding) -> None:
    """Fail where two encodings of a text differ."""
    assert np.abs(encoding.vector - other.vector).max() < NEARLY
    assert encoding.ids.tolist() == other.ids.tolist()
    assert encoding.places.tolist() == other.places.tolist()
    assert encoding.tokens.shape == other.tokens.shape
    assert np.allclose(encoding.tokens, other.tokens, rtol=0, atol=NEARLY)


@pytest.mark.slow
def test_graph_equals_the_model_on_all_passages(seeds_index: LocalSnapshot) -> None:
    """Vectors of every passage of the seeds are the same from the graph as from the model itself."""
    texts = [
        encoded_text(card.title, passage)
        for card in seeds_index.articles()
        for passage in seeds_index._catalog.passages(seeds_index._catalog.rows_of(card.id)).values()
    ]
    texts.sort(key=len)
    assert len(texts) == seeds_index.manifest.passages
    encoder = seeds_index.encoder
    expected = Model(find_model()).encode(texts)
    for first in range(0, len(texts), 8):
        batch = encoder.encode(texts[first : first + 8], prompt=encoder.settings.document_prompt)
        for encoding, other in zip(batch, expected[first : first + 8], strict=True):
            assert_same(encoding, other)


def test_stored_vectors_are_the_graphs(seeds_index: LocalSnapshot) -> None:
    """What ingest stored is what a question is compared with: the same text from the graph has cosine 1."""
    (hit, *_) = seeds_index.search("exit interview", seeds_index.encoder.encode_question("exit interview"))
    again = seeds_index.encoder.encode(
        [encoded_text(hit.card.title, hit.passage)], seeds_index.encoder.settings.document_prompt
    )[0]
    assert seeds_index._catalog.vectors([hit.row])[0] @ again.vector == pytest.approx(1, abs=NEARLY)


@pytest.fixture(scope="module")
def tiny(tiny_model: Path) -> Model:
    """The tiny model, loaded."""
    return Model(find_model(str(tiny_model)))


@pytest.fixture(scope="module")
def tiny_graph(built_desk: Desk) -> Encoder:
    """The tiny model's graph, as ingest exported it."""
    return Encoder(LocalStore(built_desk.root).current() / PARTS / ENCODER)


@pytest.mark.parametrize(
    "text",
    ["ask early.", "", "a", "漢字 ☂", "word " * 200, "two\nlines", "Ünïcode’s “quotes”", "12 + 3 = fifteen"],
    ids=["plain", "empty", "letter", "unknown", "too-long", "lines", "accents", "digits"],
)
def test_another_models_graph_equals_it(tiny: Model, tiny_graph: Encoder, text: str) -> None:
    """Another model, with prompts of its own, gives the same from its graph, cut where it cuts."""
    assert tiny_graph.settings.document_prompt == "read: "
    assert_same(tiny_graph.encode([text], prompt="read: ")[0], tiny.encode([text])[0])


def test_batch_gives_what_each_gives_alone(tiny_graph: Encoder) -> None:
    """Padding changes nothing and the order is kept."""
    texts = ["ask early.", "", "wait for the letter and then sign it"]
    for encoding, text in zip(tiny_graph.encode(texts), texts, strict=True):
        assert_same(encoding, tiny_graph.encode([text])[0])


def test_places_count_from_the_text(tiny_graph: Encoder) -> None:
    """The prompt has no places; each token's offsets cut its characters out of the text."""
    encoding = tiny_graph.encode(["Ask, now"], prompt="read: ")[0]
    assert ["Ask, now"[start:end] for start, end in encoding.places] == list("Ask,now")
    assert len(encoding.tokens) == len(encoding.ids) == 7


def test_question_has_the_models_prompt_for_questions(tiny_graph: Encoder) -> None:
    """A model that was trained with a prompt for questions gets it."""
    asked = tiny_graph.encode_question("when?")
    assert_same(asked, tiny_graph.encode(["when?"], prompt="asked: ")[0])
    assert np.abs(asked.vector - tiny_graph.encode(["when?"])[0].vector).max() > NEARLY
    assert len(asked.ids) == len("when?")


def test_vectors_have_length_one(tiny_graph: Encoder) -> None:
    """Pooled and token vectors are of length one; a zero vector stays zero."""
    encoding = tiny_graph.encode(["ask early"])[0]
    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(encoding.tokens, axis=1) == pytest.approx(1, abs=1e-5)
    assert normalised(np.zeros((2, 3), np.float32)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_settings_name_the_model(built_desk: Desk) -> None:
    """The graph's settings carry the model's name, digest, dimensions, limit and prompts."""
    settings = read_settings(LocalStore(built_desk.root).current() / PARTS / ENCODER)
    assert settings.model == str(built_desk.model)
    assert settings.digest == find_model(str(built_desk.model)).digest()
    assert (settings.dimensions, settings.max_tokens) == (32, 160)
    assert (settings.query_prompt, settings.document_prompt) == ("asked: ", "read: ")


def test_encoding_a_question_imports_no_torch(built_desk: Desk) -> None:
    """The graph needs neither torch nor transformers."""
    program = (
        "import sys; from pathlib import Path; from index import LocalStore\n"
        "index = LocalStore(Path(sys.argv[1])).open()\n"
        "index.search('a', index.encoder.encode_question('a'))\n"
        "slow = {'torch', 'transformers', 'sentence_transformers', 'langchain_text_splitters', 'filelock'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(built_desk.root)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
