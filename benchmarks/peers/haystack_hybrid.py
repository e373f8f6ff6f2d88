"""Haystack, BM25 and embeddings together.

Chunks of 200 words, the two lists merged by reciprocal ranks, its multi-retriever's default.
"""

from pathlib import Path
from typing import Any

from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
    MultiRetriever,
    TextEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.protocol import Ask, Retrieved, answering, encoder_folder, main, source_files


def ingest(sources: Path, out: Path) -> None:
    """Convert, split, embed, save the in-memory store as JSON."""
    converter, splitter, embedder = (
        TextFileToDocument(),
        DocumentSplitter(),
        SentenceTransformersDocumentEmbedder(model=encoder_folder()),
    )
    documents: list[Any] = []
    for article, path in source_files(sources):
        documents += converter.run(sources=[path], meta={"article": article})["documents"]
    chunks = splitter.run(documents=documents)["documents"]
    embedder.warm_up()
    store = InMemoryDocumentStore()
    store.write_documents(embedder.run(documents=chunks)["documents"])
    out.mkdir(parents=True, exist_ok=True)
    store.save_to_disk(str(out / "store.json"))


def opened(index: Path) -> Ask:
    """Both retrievers at once; the score is that of the merged ranks."""
    store = InMemoryDocumentStore.load_from_disk(str(index / "store.json"))
    embedder = SentenceTransformersTextEmbedder(model=encoder_folder(), progress_bar=False)
    retriever = MultiRetriever(
        retrievers={
            "words": InMemoryBM25Retriever(document_store=store),
            "vectors": TextEmbeddingRetriever(
                retriever=InMemoryEmbeddingRetriever(document_store=store), text_embedder=embedder
            ),
        }
    )
    retriever.warm_up()

    def retrieve(question: str) -> list[Retrieved]:
        return [
            Retrieved(document.meta["article"], document.content, document.score)
            for document in retriever.run(query=question)["documents"]
        ]

    return answering(retrieve)


if __name__ == "__main__":
    main(ingest, opened)
