"""What a generation carries beside its articles."""

import json

import pytest

from index import LocalStore
from index.encoder import SETTINGS
from index.model import PUBLISHED_MODEL, TUNED_MODEL, find_model
from index.parts import ENCODER, READING, parts_of
from index.passage_encoder import PassageEncoder
from tests.conftest import Desk


def test_the_encoder_is_a_part_named_by_its_digest(built_desk: Desk) -> None:
    """Every index has it, whole, under the digest of the weights that it was exported from."""
    index = LocalStore(built_desk.root).open()
    digest = find_model(str(built_desk.model)).digest()
    assert index.manifest.parts == {ENCODER: digest}
    folder = index.part(ENCODER)
    assert folder is not None
    assert json.loads((folder / SETTINGS).read_text(encoding="utf-8"))["digest"] == digest
    assert index.part("nothing") is None
    index.close()


@pytest.mark.parametrize(
    ("name", "names"),
    [
        pytest.param(TUNED_MODEL, [ENCODER, READING], id="the tuned encoder"),
        pytest.param(PUBLISHED_MODEL, [ENCODER], id="the published one"),
    ],
)
def test_the_reading_model_goes_with_its_encoder(name: str, names: list[str]) -> None:
    """Naming the parts loads no model; the digest of each is that of what it is exported from."""
    told: list[str] = []
    encoder = PassageEncoder(find_model(name), lambda stage, *_: told.append(stage))
    parts = parts_of(encoder)
    assert [part.name for part in parts] == names
    assert parts[0].digest == find_model(name).digest()
    assert told == []
