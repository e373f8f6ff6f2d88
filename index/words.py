"""Word search over the passages and their context: tantivy, BM25 on stemmed English words."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

_HEAP_BYTES = 50_000_000
CONTEXT_BOOST = 0.5


class Words:
    """A tantivy index in a folder. Opening it writes nothing where its lock file is already there."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, count: int) -> list[tuple[int, float]]:
        """Rows that share words with the question, with their BM25 scores, best first."""
        plain = "".join(character if character.isalnum() else " " for character in question)
        if not plain.strip():
            return []
        query, _ = self._index.parse_query_lenient(plain, ["text", "context"], field_boosts={"context": CONTEXT_BOOST})
        hits = self._searcher.search(query, count, count=False).hits
        return [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in hits]


def update_words(folder: Path, removed: Iterable[int], added: Sequence[tuple[int, str, str]]) -> None:
    """Create or change the index in `folder`: take rows out, put `(row, text, context)` in, in one commit.

    Segment files are never changed in place, so a folder of hard links to an older index leaves that one whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("row", stored=True, indexed=True)
    schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
    schema.add_text_field("context", stored=False, tokenizer_name="en_stem")
    index = tantivy.Index(schema.build(), path=str(folder), reuse=True)
    writer = index.writer(_HEAP_BYTES, 1)
    for row in removed:
        writer.delete_documents("row", row)
    for row, text, context in added:
        writer.add_document(tantivy.Document(row=row, text=text, context=context))
    writer.commit()
    writer.wait_merging_threads()
    tantivy.Index.open(str(folder)).searcher()  # leaves the reader's lock file, so that asking need not write it
