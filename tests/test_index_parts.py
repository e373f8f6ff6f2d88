"""What a generation carries beside its articles."""

import json
from pathlib import Path

from index import LocalStore
from index.encoder import SETTINGS
from index.model import Model, find_model
from index.parts import ENCODER, parts_of
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


def test_no_model_is_loaded_to_name_the_parts(tiny_model: Path) -> None:
    """Only a part that is exported loads what it is exported from."""
    loaded: list[str] = []

    def load() -> Model:
        loaded.append("loaded")
        return Model(find_model(str(tiny_model)))

    (part,) = parts_of("digest", load)
    assert (part.name, part.digest, loaded) == (ENCODER, "digest", [])
