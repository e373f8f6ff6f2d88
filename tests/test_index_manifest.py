"""What the manifest promises is checked when an index is opened."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.manifest import FORMAT, MANIFEST, MANIFEST_COPY, checksums, read_manifest, signed
from tests.conftest import Desk
from tests.manifests import rewrite

KINDS = {
    "catalog": "catalog.sqlite",
    "vectors": "vectors.faiss",
    "tokens": "tokens/*.int8",
    "words": "words/*.store",
    "words-list": "words/meta.json",
    "graph": "parts/encoder/encoder.onnx",
    "tokenizer": "parts/encoder/tokenizer.json",
    "settings": "parts/encoder/encoder.json",
    "tuning": "tuning.json",
}


def change_a_byte(path: Path) -> None:
    """One bit in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_the_end(path: Path) -> None:
    """The last byte is missing."""
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("pattern", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        pytest.param(change_a_byte, "is damaged (its checksum differs)", id="changed-byte"),
        pytest.param(cut_the_end, "is damaged (", id="cut"),
        pytest.param(Path.unlink, "is missing", id="missing"),
    ],
)
def test_damaged_file_is_refused(
    desk: Desk, pattern: str, damage: Callable[[Path], None], problem: str
) -> None:
    """Whichever file differs from the manifest is named, with what to run."""
    (path, *_) = LocalStore(desk.root).current().glob(pattern)
    damage(path)
    with pytest.raises(IndexUnusable) as refused:
        LocalStore(desk.root).open()
    assert str(refused.value).startswith(f"{path} {problem}")
    assert refused.value.remedy.startswith("run careerqa ingest ")
    assert refused.value.remedy.endswith(f" --index {desk.root}")
    assert "\n" not in str(refused.value)


def test_every_file_but_the_manifest_is_checked(desk: Desk) -> None:
    """The manifest lists each file of the generation with size and checksum; empty lock files apart.

    And there are two of it.
    """
    folder = LocalStore(desk.root).current()
    manifest = read_manifest(folder)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in names - set(manifest.files) if not name.endswith(".lock")} == {
        MANIFEST,
        MANIFEST_COPY,
    }
    assert read_manifest(folder, name=MANIFEST_COPY) == manifest
    assert manifest.files == checksums(folder)
    assert manifest.articles == 4


def edit(**changes: object) -> Callable[[Path], None]:
    """Publishes a manifest with other values, whole by its checksums; None takes a field out."""
    return lambda path: rewrite(path.parent.parent.parent, **changes)


def change(path: Path) -> None:
    """One figure of a number, which is as good a number."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"articles": 4', '"articles": 5'), encoding="utf-8")


def take_the_copy_of_another(path: Path) -> None:
    """A manifest that is whole, and of another time."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    del fields["checksum"]
    path.write_text(signed({**fields, "created": "2020-01-01T00:00:00+00:00"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(Path.unlink, "CURRENT names no whole index", id="missing"),
        pytest.param(lambda path: path.write_text("{"), "manifest.json is damaged", id="no-JSON"),
        pytest.param(lambda path: path.write_text("[]"), "manifest.json is damaged", id="no-object"),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe"), "manifest.json is damaged", id="no-text"),
        pytest.param(change, "manifest.json is damaged (its checksum differs)", id="changed"),
        pytest.param(
            take_the_copy_of_another, "manifest.json is damaged (its checksum differs)", id="another"
        ),
        pytest.param(
            edit(byteorder="middle"), "was built on a machine of another kind", id="other-architecture"
        ),
        pytest.param(edit(files=None), "manifest.json is damaged", id="no-files"),
        pytest.param(edit(extra=1), "manifest.json is damaged", id="unknown-field"),
        pytest.param(
            edit(format=FORMAT + 1),
            f"has index format {FORMAT + 1}, this program reads {FORMAT}",
            id="other-format",
        ),
        pytest.param(edit(reader=99), "was read by version 99 of the readers, not", id="other-reader"),
        pytest.param(
            edit(chunking={"words": 120}),
            "was cut in a way that this program does not know",
            id="other-chunking",
        ),
        pytest.param(
            edit(encoder={"digest": "0"}), "holds another encoder than its manifest names", id="other-encoder"
        ),
        pytest.param(edit(passages=6), "vectors, words and passages differ in number", id="other-count"),
    ],
)
def test_unfit_manifest_is_refused(desk: Desk, damage: Callable[[Path], object], message: str) -> None:
    """An index of another configuration, or without a readable manifest, is never silently used."""
    damage(LocalStore(desk.root).current() / MANIFEST)
    with pytest.raises(IndexUnusable) as refused:
        LocalStore(desk.root).open()
    assert message in str(refused.value)
    assert refused.value.remedy.startswith("run careerqa ingest ")
    assert refused.value.remedy.endswith(f" --index {desk.root}")
    assert str(desk.root) in str(refused.value)
