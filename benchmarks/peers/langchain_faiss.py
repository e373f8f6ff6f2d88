"""LangChain with FAISS.

Chunks as in its retrieval tutorial, since the splitter's own 4,000 characters exceed what the encoder reads.
"""

from pathlib import Path

from langchain_community.document_loaders import TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.protocol import TEXTS, Ask, Retrieved, answering, encoder_folder, main, source_files

CHUNK_CHARACTERS, SHARED_CHARACTERS = 1000, 200


def ingest(sources: Path, out: Path) -> None:
    """Load, split, embed, save."""
    documents: list[Document] = []
    for article, path in source_files(sources):
        documents += [
            Document(document.page_content, metadata={"article": article})
            for document in TextLoader(str(path)).load()
        ]
    chunks = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=SHARED_CHARACTERS
    ).split_documents(documents)
    FAISS.from_documents(chunks, HuggingFaceEmbeddings(model=encoder_folder())).save_local(str(out))


def opened(index: Path) -> Ask:
    """Similarity search; its score is a distance, so it is turned round."""
    embeddings = HuggingFaceEmbeddings(model=encoder_folder())
    store = FAISS.load_local(
        str(index), embeddings, allow_dangerous_deserialization=True
    )  # we saved it ourselves

    def retrieve(question: str) -> list[Retrieved]:
        nearest = store.similarity_search_with_score(question, k=TEXTS)
        return [
            Retrieved(document.metadata["article"], document.page_content, -float(distance))
            for document, distance in nearest
        ]

    return answering(retrieve)


if __name__ == "__main__":
    main(ingest, opened)
