"""Models that several open generations have in common: in memory once, as long as one of them needs them."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakValueDictionary

from index.local import PARTS
from index.manifest import Manifest

Model = TypeVar("Model")
_models: WeakValueDictionary[tuple[str, ...], object] = WeakValueDictionary()
_loading = Lock()


def shared(manifest: Manifest, part: str, load: Callable[[], Model]) -> Model:
    """The model of a part, loaded unless it is there already, of files with the same checksums."""
    files = sorted(name for name in manifest.files if name.startswith(f"{PARTS}/{part}/"))
    key = (part, *(str(manifest.files[name]["sha256"]) for name in files))
    with _loading:
        model = _models.get(key)
        if model is None:
            model = _models[key] = load()
        return cast(Model, model)
