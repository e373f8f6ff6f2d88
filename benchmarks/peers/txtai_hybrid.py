"""txtai, vectors and BM25 together.

Paragraphs by its own segmentation, which without a choice would leave an article whole.
"""

from pathlib import Path

from txtai import Embeddings
from txtai.pipeline import Segmentation

from benchmarks.peers.protocol import TEXTS, Ask, Retrieved, answering, encoder_folder, main, source_files


def ingest(sources: Path, out: Path) -> None:
    """Segment, index, save; a paragraph's id is the article and its number."""
    segment = Segmentation(paragraphs=True)
    paragraphs = [
        (f"{article}#{number}", text)
        for article, path in source_files(sources)
        for number, text in enumerate(segment(path.read_text(encoding="utf-8")))
    ]
    embeddings = Embeddings(path=encoder_folder(), hybrid=True, content=True)
    embeddings.index(paragraphs)
    embeddings.save(str(out))


def opened(index: Path) -> Ask:
    """Hybrid search with the default equal weights."""
    embeddings = Embeddings()
    embeddings.load(str(index))

    def retrieve(question: str) -> list[Retrieved]:
        hits = embeddings.search(question, TEXTS)
        return [Retrieved(hit["id"].rpartition("#")[0], hit["text"], hit["score"]) for hit in hits]

    return answering(retrieve)


if __name__ == "__main__":
    main(ingest, opened)
