"""Manifests as another program would have written them, whole by their checksums; used by several test files."""

import json
from pathlib import Path

from index import LocalStore
from index.manifest import MANIFEST, MANIFEST_COPY, checksums, signed


def rewrite(root: Path, **changes: object) -> None:
    """Publish the current generation again with other values in its manifest; None takes a field out."""
    store = LocalStore(root)
    folder = store.current()
    fields = {**json.loads((folder / MANIFEST).read_text(encoding="utf-8")), **changes}
    del fields["checksum"]
    text = signed({key: value for key, value in fields.items() if value is not None})
    for name in (MANIFEST, MANIFEST_COPY):
        (folder / name).unlink()  # it may be shared with the index that it was linked from
        (folder / name).write_text(text, encoding="utf-8")
    store.point_to(folder)


def sign(root: Path) -> None:
    """Make the current generation whole by its checksums, whatever is in its files."""
    rewrite(root, files=checksums(LocalStore(root).current()))
