"""LlamaIndex.

A vector index over documents with every setting left alone (chunks of 1,024 tokens, 20 shared).
"""

from pathlib import Path

from llama_index.core import (
    Settings,
    SimpleDirectoryReader,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peers.protocol import TEXTS, Ask, Retrieved, answering, encoder_folder, main, source_files


def ingest(sources: Path, out: Path) -> None:
    """Read the folder, index, persist."""
    Settings.embed_model = HuggingFaceEmbedding(encoder_folder())
    articles = {str(path): article for article, path in source_files(sources.resolve())}
    documents = SimpleDirectoryReader(str(sources.resolve()), recursive=True).load_data()
    for document in documents:
        document.metadata["article"] = articles[document.metadata["file_path"]]
        document.excluded_embed_metadata_keys.append(
            "article"
        )  # the name is for us: it shall change neither what is encoded
        document.excluded_llm_metadata_keys.append("article")  # nor the room that is left for a chunk
    VectorStoreIndex.from_documents(documents).storage_context.persist(persist_dir=str(out))


def opened(index: Path) -> Ask:
    """The index as a retriever; its score is the cosine."""
    Settings.embed_model = HuggingFaceEmbedding(encoder_folder())
    loaded = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(index)))
    retriever = loaded.as_retriever(similarity_top_k=TEXTS)

    def retrieve(question: str) -> list[Retrieved]:
        return [
            Retrieved(hit.node.metadata["article"], hit.node.get_content(), hit.score)
            for hit in retriever.retrieve(question)
        ]

    return answering(retrieve)


if __name__ == "__main__":
    main(ingest, opened)
