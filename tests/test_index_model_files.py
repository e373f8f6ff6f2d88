"""Models of the hub: pinned to a commit, kept to it, and never loaded from what can run programs."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from index import LocalStore, update_index
from index.manifest import read_manifest
from index.model import Model, ModelError, find_model
from service.answering.tuning import kept_tuning
from tests.conftest import Desk

OLD, NEW = "a" * 40, "b" * 40
NAME = "somebody/letters"


class Ran(Exception):  # noqa: N818 - what a pickle of an attacker would do
    """Raised where a pickle was loaded."""


def burst() -> None:
    """What the pickle below runs."""
    raise Ran


class Trap:
    """An object whose pickle runs a program."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """Run it when it is loaded."""
        return burst, ()


def publish(hub: Path, model: Path, commit: str, name: str = NAME) -> Path:
    """Keep a model in a hub's cache as its newest commit; the folder that it is in."""
    folder = hub / f"models--{name.replace('/', '--')}"
    shutil.copytree(model, folder / "snapshots" / commit)
    (folder / "refs").mkdir(exist_ok=True)
    (folder / "refs" / "main").write_text(commit, encoding="utf-8")
    return folder / "snapshots" / commit


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub, and no network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


@pytest.fixture
def other_model(tiny_model: Path, tmp_path: Path) -> Path:
    """The tiny encoder with another prompt."""
    folder = tmp_path / "other"
    shutil.copytree(tiny_model, folder)
    settings = folder / "config_sentence_transformers.json"
    fields = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps(fields | {"prompts": {"query": "q: ", "document": ""}}), encoding="utf-8")
    return folder


def test_a_revision_is_taken_as_it_is_named(hub: Path, tiny_model: Path, other_model: Path) -> None:
    """A commit, or the newest where none is named; the model's name is told without it."""
    publish(hub, tiny_model, OLD)
    publish(hub, other_model, NEW)
    newest, pinned = find_model(NAME), find_model(f"{NAME}@{OLD}")
    assert (newest.name, newest.revision, newest.folder.name) == (NAME, NEW, NEW)
    assert (pinned.name, pinned.revision, pinned.folder.name) == (NAME, OLD, OLD)
    assert find_model(f"{NAME}@main").revision == NEW
    assert find_model(NAME, {NAME: OLD}).revision == OLD
    assert find_model(f"{NAME}@main", {NAME: OLD}).revision == NEW
    assert Model(pinned).settings.query_prompt == "asked: "


@pytest.mark.parametrize("name", [f"{NAME}@{NEW}", f"{NAME}@v2", f"{NAME}@", f"@{OLD}", f"{NAME}@../../x"])
def test_an_unknown_revision_is_told_in_one_line(hub: Path, tiny_model: Path, name: str) -> None:
    """With what was asked for."""
    publish(hub, tiny_model, OLD)
    with pytest.raises(ModelError) as refused:
        find_model(name)
    assert str(refused.value).startswith(f"no model {name!r}: neither a folder nor to be had from the hub")
    assert "\n" not in str(refused.value)


def test_a_folder_may_have_that_sign_in_its_name(tiny_model: Path, tmp_path: Path) -> None:
    """It is a folder, not a revision."""
    shutil.copytree(tiny_model, tmp_path / "model@2")
    assert find_model(str(tmp_path / "model@2")).folder == tmp_path / "model@2"


def test_an_index_stays_at_the_commit_that_it_was_made_with(
    hub: Path, crossed_desk: Desk, tiny_cross_encoder: Path, tmp_path: Path
) -> None:
    """Until another one is named, whatever the hub has by then; the manifest has the commits of both models."""
    desk, ranker = crossed_desk.copy(tmp_path), "somebody/ranker"
    store = LocalStore(desk.root)

    def ingest(model: str) -> dict[str, str]:
        update_index(desk.sources, store, model=model, reranker=ranker, tuning=kept_tuning)
        return read_manifest(store.current()).revisions

    publish(hub, desk.model, OLD)
    publish(hub, tiny_cross_encoder, OLD, ranker)
    assert ingest(NAME) == {NAME: OLD, ranker: OLD}
    publish(hub, desk.model, NEW)
    publish(hub, tiny_cross_encoder, NEW, ranker)
    published = store.current()
    assert ingest(NAME) == {NAME: OLD, ranker: OLD}
    assert store.current() == published
    assert ingest(f"{NAME}@main") == {NAME: NEW, ranker: OLD}
    desk.write("later.md", "Leave on good terms. Write down who helped you.")
    assert ingest(NAME) == {NAME: NEW, ranker: OLD}


@pytest.mark.parametrize(
    "file", ["pytorch_model.bin", "weights.pt", "model.pkl", "1_Pooling/pytorch_model.bin"]
)
def test_a_pickle_is_never_loaded(tiny_model: Path, tmp_path: Path, file: str) -> None:
    """Neither as the weights of a model nor of one of its modules: it is refused before it is looked into."""
    shutil.copytree(tiny_model, tmp_path / "model")
    if "/" not in file:
        (tmp_path / "model" / "model.safetensors").unlink()
    path = tmp_path / "model" / file
    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(Ran):
        pickle.loads(path.read_bytes())
    with pytest.raises(ModelError) as refused:
        find_model(str(tmp_path / "model"))
    assert str(refused.value) == (
        f"{path} can run programs when it is read; only safetensors are, so convert it"
    )


def test_a_pickle_beside_safetensors_is_left_alone(tiny_model: Path, tmp_path: Path) -> None:
    """As trainers and exporters leave it there; under the weights' own name as well."""
    shutil.copytree(tiny_model, tmp_path / "model")
    (tmp_path / "model" / "openvino").mkdir()
    for name in ("training_args.bin", "pytorch_model.bin", "openvino/openvino_model.bin"):
        (tmp_path / "model" / name).write_bytes(pickle.dumps(Trap()))
    before, after = (Model(find_model(str(folder))) for folder in (tiny_model, tmp_path / "model"))
    assert after.encode(["ask early"])[0].vector.tolist() == before.encode(["ask early"])[0].vector.tolist()


@pytest.mark.parametrize(
    "content", ["{", "[1]", '[{"path": 1}]', '[{"path": "/"}]', '[{"path": "../.."}]', '{"path": "/"}']
)
def test_only_the_folder_itself_is_looked_through(tmp_path: Path, content: str) -> None:
    """Whatever a model says of its modules, which its loader then refuses."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "modules.json").write_text(content, encoding="utf-8")
    (tmp_path / "other.bin").write_bytes(pickle.dumps(Trap()))
    assert find_model(str(tmp_path / "model")).folder == tmp_path / "model"


def test_weights_under_another_name_do_not_open_a_pickle(tiny_model: Path, tmp_path: Path) -> None:
    """Where the loader would look for one in their place."""
    shutil.copytree(tiny_model, tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").rename(tmp_path / "model" / "weights.safetensors")
    torch.save(
        load_file(tmp_path / "model" / "weights.safetensors"), tmp_path / "model" / "pytorch_model.bin"
    )
    with pytest.raises(ModelError, match="is no sentence-transformers model"):
        Model(find_model(str(tmp_path / "model")))


def test_a_hub_model_of_pickles_alone_is_refused(hub: Path, tiny_model: Path) -> None:
    """They are not even fetched."""
    (publish(hub, tiny_model, OLD) / "model.safetensors").unlink()
    with pytest.raises(ModelError) as refused:
        find_model(NAME)
    assert str(refused.value) == (
        f"{NAME} has no weights as safetensors, and others, which can run programs, are not read"
    )


@pytest.mark.parametrize("module", ["os.path", "evil.Module", "subprocess.Popen"])
def test_a_model_with_program_code_of_its_own_is_refused(
    tiny_model: Path, tmp_path: Path, module: str
) -> None:
    """In one line, and none of it is run, whether it lies in the model's folder or is installed."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    modules[0]["type"] = module
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(ModelError) as refused:
        Model(find_model(str(folder)))
    assert "\n" not in str(refused.value)
    assert "trust_remote_code" not in str(refused.value)
    assert not (tmp_path / "ran").exists()
