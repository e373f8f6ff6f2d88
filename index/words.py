"""Word search over the passages and their context: tantivy, BM25 on stemmed English words."""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

_HEAP_BYTES = 50_000_000
_LOCK = ".tantivy-meta.lock"
_OWNERS_ONLY = ("meta.json", ".managed.json")  # as tantivy leaves them; whoever may read the other files may read these
CONTEXT_BOOST = 0.5
MADE_ANEW_BELOW = 2000
DELETED_SHARE = 0.05


class Words:
    """A tantivy index in a folder. Opening it writes nothing where its lock file is there and may be written.

    tantivy opens that file to write, though it only reads. Where it may not, on a volume that is mounted read-only or is somebody
    else's, a temporary folder of links to the index's files stands in while it is opened.
    """

    def __init__(self, folder: Path) -> None:
        lock = folder / _LOCK
        if os.access(lock if lock.exists() else folder, os.W_OK):
            self._open(folder)
            return
        with TemporaryDirectory(prefix="careerqa-words-") as links:
            for path in folder.iterdir():
                if path.name != _LOCK:
                    (Path(links) / path.name).symlink_to(path.absolute())
            self._open(Path(links))

    def _open(self, folder: Path) -> None:
        """What is searched is mapped into memory here, and no file is opened later."""
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, count: int) -> list[tuple[int, float]]:
        """Rows that share words with the question, with their BM25 scores, best first."""
        plain = "".join(character if character.isalnum() else " " for character in question).lower()  # NOT would be an operator
        if not plain.strip():
            return []
        query, _ = self._index.parse_query_lenient(plain, ["text", "context"], field_boosts={"context": CONTEXT_BOOST})
        hits = self._searcher.search(query, count, count=False).hits
        return [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in hits]


def keeps_deleted(folder: Path, removed: int, left: int) -> bool:
    """Whether to go on with an index in which `removed` more rows are taken out and `left` remain, or make it anew.

    Rows that were taken out still count in BM25's statistics, so that an index with many of them ranks
    otherwise than one made anew.
    """
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    deleted = removed + sum(segment["deletes"]["num_deleted_docs"] for segment in meta["segments"] if segment["deletes"])
    return not deleted or (left > MADE_ANEW_BELOW and deleted <= DELETED_SHARE * left)


def update_words(folder: Path, removed: Iterable[int], added: Iterable[tuple[int, str, str]]) -> None:
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
        writer.delete_documents_by_term("row", row)
    for row, text, context in added:
        writer.add_document(tantivy.Document(row=row, text=text, context=context))
    writer.commit()
    writer.wait_merging_threads()
    tantivy.Index.open(str(folder)).searcher()  # leaves the reader's lock file, so that asking need not write it
    for name in _OWNERS_ONLY:
        shutil.copymode(folder / _LOCK, folder / name)
