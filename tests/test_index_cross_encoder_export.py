"""A cross-encoder at ingest: what is refused, what is exported, and what the next generation keeps."""

import json
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from index import LocalStore, cross_encoder_export
from index.cross_encoder_export import NAME, cross_encoder_digest, export_cross_encoder
from index.encoder import TOKENIZER
from index.model import ModelError, find_model
from index.parts import CROSS_ENCODER, ENCODER
from tests.conftest import Desk, write_tiny_cross_encoder

FILES = {f"{NAME}.onnx", TOKENIZER, f"{NAME}.json"}


def two_outputs(folder: Path, _: Path) -> None:
    """A model that says two numbers of a pair."""
    write_tiny_cross_encoder(folder, num_labels=2)


def own_code(folder: Path, ranker: Path) -> None:
    """A model whose configuration names a program that comes with it."""
    shutil.copytree(ranker, folder, dirs_exist_ok=True)
    named = {"model_type": "mystery", "auto_map": {"AutoConfig": "mystery.Mystery"}}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | named
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "mystery.py").write_text("raise SystemExit('it was run')", encoding="utf-8")


def an_encoder(folder: Path, ranker: Path) -> None:
    """A model that makes vectors, and says no number."""
    transformers: Any = import_module("transformers")  # its types are incomplete
    shutil.copytree(ranker, folder, dirs_exist_ok=True)
    transformers.AutoModel.from_pretrained(ranker).save_pretrained(folder)


def broken(folder: Path, ranker: Path) -> None:
    """Weights that are none."""
    shutil.copytree(ranker, folder, dirs_exist_ok=True)
    (folder / "model.safetensors").write_bytes(b"rubbish")


def empty(_: Path, __: Path) -> None:
    """A folder with nothing in it."""


Spoil = Callable[[Path, Path], None]
REFUSED = [
    pytest.param(two_outputs, "has 2 outputs; a cross-encoder that ranks has one", id="several outputs"),
    pytest.param(own_code, "it needs program code of its own, which is never run", id="code of its own"),
    pytest.param(an_encoder, "its weights lack classifier.bias", id="an encoder"),
    pytest.param(broken, "is no cross-encoder: ", id="broken weights"),
    pytest.param(empty, "is no cross-encoder: ", id="an empty folder"),
]


@pytest.mark.parametrize(("spoil", "reason"), REFUSED)
def test_what_cannot_rank_is_refused_in_one_line_and_loses_nothing(
    spoil: Spoil, reason: str, tiny_cross_encoder: Path, desk: Desk, tmp_path: Path
) -> None:
    """The published index stays, and the next ingest goes on with it."""
    folder = tmp_path / "spoilt"
    folder.mkdir()
    spoil(folder, tiny_cross_encoder)
    before = LocalStore(desk.root).version()
    with pytest.raises(ModelError) as refused:
        desk.ingest(reranker=folder)
    assert str(refused.value).startswith(f"{folder} ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert LocalStore(desk.root).version() == before
    LocalStore(desk.root).open().close()
    assert len(desk.ingest().unchanged) == 4


def test_a_model_that_there_is_not_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything else is done."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"^no model 'nobody/nothing': neither a folder nor to be had"):
        desk.ingest(reranker="nobody/nothing")
    assert CROSS_ENCODER not in LocalStore(desk.root).open().manifest.parts


def test_the_digest_names_the_weights(tiny_cross_encoder: Path, tmp_path: Path) -> None:
    """Another byte of the weights is another part."""
    shutil.copytree(tiny_cross_encoder, tmp_path / "other")
    weights = tmp_path / "other" / "model.safetensors"
    same = cross_encoder_digest(find_model(str(tmp_path / "other")))
    weights.write_bytes(weights.read_bytes() + b" ")
    other = cross_encoder_digest(find_model(str(tmp_path / "other")))
    assert same == cross_encoder_digest(find_model(str(tiny_cross_encoder))) != other


def test_floats_are_kept_where_whole_bytes_say_something_else(
    crossed_desk: Desk, tiny_cross_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what weights another model has; two pairs tell."""
    monkeypatch.setattr(cross_encoder_export, "WHOLE_BYTES", 0.0)
    export_cross_encoder(find_model(str(tiny_cross_encoder)), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    carried = LocalStore(crossed_desk.root).open().part(CROSS_ENCODER)
    assert carried is not None
    graph = f"{NAME}.onnx"
    assert (tmp_path / graph).stat().st_size > 1.2 * (carried / graph).stat().st_size


def test_the_part_is_handed_on_until_it_is_no_longer_asked_for(
    crossed_desk: Desk, tiny_cross_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next generation takes the files of the last over, also with other articles; without the option it has none."""
    desk = crossed_desk.copy(tmp_path)
    desk.write("more.txt", "More to Read\n\nKeep a list of what you did. It helps when you ask.\n")

    def never(*_: object) -> None:
        raise AssertionError("it is exported again")

    monkeypatch.setattr(cross_encoder_export, "export_cross_encoder", never)
    first = LocalStore(desk.root).open()
    report = desk.ingest(reranker=tiny_cross_encoder)
    assert (report.added, report.notes) == (["more"], [])
    second = LocalStore(desk.root).open()
    folders = [index.part(CROSS_ENCODER) for index in (first, second)]
    assert folders[0] is not None
    assert folders[1] is not None
    assert {path.name for path in folders[1].iterdir()} == FILES
    for name in FILES:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert desk.ingest(reranker=tiny_cross_encoder).digest == report.digest
    dropped = desk.ingest()
    assert dropped.notes == [
        (str(desk.root), "without its cross-encoder from now on: no --reranker was given")
    ]
    assert (dropped.encoded, dropped.digest != report.digest) == (0, True)
    third = LocalStore(desk.root).open()
    assert set(third.manifest.parts) == {ENCODER}
    assert third.cross_encoder is None
    for index in (first, second, third):
        index.close()
