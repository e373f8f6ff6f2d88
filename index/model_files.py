"""The files that a model is loaded from: a commit of the hub, and weights that hold no program."""

import json
from pathlib import Path

TAKEN = ("*.safetensors", "*.json", "*.txt", "*.model")  # of what a model's maker put into its folder
PICKLED = (".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth")


def split_revision(name: str) -> tuple[str, str | None]:
    """A model's name without its revision, and the revision that stands behind `@`, if one does."""
    model, at, revision = name.rpartition("@")
    return (model, revision) if at else (name, None)


def hub_snapshot(name: str, revision: str | None) -> tuple[Path, str]:
    """The folder and the commit of a model of the hub, from the local cache where there is no network.

    A commit stands for itself and is looked up nowhere once it is here. Raises `OSError` or `ValueError`
    where it cannot be had.
    """
    from huggingface_hub import snapshot_download

    if revision == "":
        raise ValueError("no revision is named")
    folder = Path(snapshot_download(name, revision=revision, allow_patterns=list(TAKEN)))
    return folder, folder.name


def pickled_weights(folder: Path) -> Path | None:
    """A file of weights that is a pickle, which can run programs, and has no safetensors beside it.

    Only where a loader of models looks: in the folder itself and below those of its modules.
    """
    below = (path for module in _modules(folder) for path in module.rglob("*"))
    for path in sorted([*folder.glob("*"), *below]):
        if path.suffix in PICKLED and path.is_file() and not any(path.parent.glob("*.safetensors")):
            return path
    return None


def _modules(folder: Path) -> list[Path]:
    """The folders of a sentence-transformers model's modules, below the model's own."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        found = [folder / module["path"] for module in modules if module["path"]]
    except (OSError, ValueError, TypeError, KeyError):  # its loader says what is wrong
        return []
    return [path for path in found if path.resolve().is_relative_to(folder.resolve())]
