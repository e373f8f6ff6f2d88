"""Manifests as another program would have written them, whole by their checksums; used by several test files."""

import json
from pathlib import Path

from index import LocalStore
from index.manifest import MANIFEST, signed


def rewrite(root: Path, **changes: object) -> None:
    """Publish the current generation again with other values in its manifest; None takes a field out."""
    store = LocalStore(root)
    folder = store.current()
    path = folder / MANIFEST
    fields = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    del fields["checksum"]
    path.unlink()  # it may be shared with the index that it was linked from
    path.write_text(signed({key: value for key, value in fields.items() if value is not None}), "utf-8")
    store.point_to(folder)
