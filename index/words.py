"""Word search over the passages and their context: tantivy, BM25 on stemmed English words."""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from index.manifest import IndexDamaged
from index.unwritten import as_of_the_system

_HEAP_BYTES = 50_000_000
_LOCK = ".tantivy-meta.lock"
# tantivy leaves these to their owner; whoever may read the other files may read these
_OWNERS_ONLY = ("meta.json", ".managed.json")
_DAMAGED = "the words of the index were damaged after it was opened"
CONTEXT_BOOST = 0.5
MADE_ANEW_BELOW = 2000
DELETED_SHARE = 0.05


class Words:
    """A tantivy index in a folder. Opening it writes nothing where its lock file is there and may be written.

    tantivy opens that file to write, though it only reads. Where it may not, on a volume that is mounted
    read-only or is somebody else's, or where something else has that name, a temporary folder of links to the
    files stands in while it is opened.
    """

    def __init__(self, folder: Path) -> None:
        lock = folder / _LOCK
        there = os.path.lexists(lock)
        if (lock.is_file() or not there) and os.access(lock if there else folder, os.W_OK):
            self._open(folder)
            return
        with TemporaryDirectory(prefix="careerqa-words-") as links:
            for path in folder.iterdir():
                if path.name != _LOCK:
                    (Path(links) / path.name).symlink_to(path.absolute())
            self._open(Path(links))

    def _open(self, folder: Path) -> None:
        """What is searched is mapped into memory here, and no file is opened later."""
        self.damaged = False
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, question: str, count: int, within: Sequence[str] = (), among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Rows that share words with the question, with their BM25 scores, best first.

        Of all rows, or of those in some collections and those `among` others; what a word weighs is the same
        in both. Raises `IndexDamaged` where a file was changed after it was opened, and is now no index.
        """
        # in lower case, NOT is no operator
        if self.damaged:  # tantivy would panic again, in lines of its own
            raise IndexDamaged(_DAMAGED)
        plain = "".join(character if character.isalnum() else " " for character in question).lower()
        if not plain.strip():
            return []
        query, _ = self._index.parse_query_lenient(
            plain, ["text", "context"], field_boosts={"context": CONTEXT_BOOST}
        )
        if within or among is not None:
            query = _both(query, self._in_any(within, among or ()))
        try:
            hits = self._searcher.search(query, count, count=False).hits
            return [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in hits]
        except BaseException as error:
            # a panic of tantivy's is no `Exception`, and is known by its name alone
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise
            self.damaged = True
            raise IndexDamaged(_DAMAGED) from error

    def holds(self, row: int, word: str | None = None) -> bool:
        """Whether just one document has this row, and the word in its text."""
        query = tantivy.Query.term_set_query(self._index.schema, "row", [row])
        if word is not None:
            by_word, _ = self._index.parse_query_lenient(word.lower(), ["text"])
            query = _both(query, by_word)
        hits = self._searcher.search(query, 2).hits
        return [self._searcher.doc(address)["row"][0] for _, address in hits] == [row]

    def _in_any(self, collections: Sequence[str], rows: Sequence[int]) -> tantivy.Query:
        """What finds the rows of collections, and some more, and adds nothing to their scores."""
        schema = self._index.schema
        named = [tantivy.Query.term_query(schema, "collection", name, "basic") for name in collections]
        named.append(tantivy.Query.term_set_query(schema, "row", list(rows)))
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in named])
        return tantivy.Query.const_score_query(any_of, 0.0)


def _both(first: tantivy.Query, second: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])


def keeps_deleted(folder: Path, removed: int, left: int) -> bool:
    """Whether to go on with an index that loses `removed` more rows and keeps `left`, or make it anew.

    Rows that were taken out still count in BM25's statistics, so that an index with many of them ranks
    otherwise than one made anew.
    """
    segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    deleted = removed + sum(
        segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"]
    )
    return not deleted or (left > MADE_ANEW_BELOW and deleted <= DELETED_SHARE * left)


class WordsWriter:
    """An index in the making: one that is there is changed, else it is created. `finish` writes it.

    Segment files are never changed in place, so a folder of links to an older index leaves that one whole.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("row", stored=True, indexed=True)
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        schema.add_text_field("context", stored=False, tokenizer_name="en_stem")
        schema.add_text_field("collection", stored=False, tokenizer_name="raw", index_option="basic")
        self._folder = folder
        with self._told():
            self._writer = tantivy.Index(schema.build(), path=str(folder), reuse=True).writer(_HEAP_BYTES, 1)

    def _told(self) -> AbstractContextManager[None]:
        return as_of_the_system(ValueError, self._folder)

    def add(self, row: int, text: str, context: str, collection: str | None = None) -> None:
        """Put a row in."""
        document = tantivy.Document(row=row, text=text, context=context)
        if collection is not None:
            document.add_text("collection", collection)
        with self._told():
            self._writer.add_document(document)

    def remove(self, row: int) -> None:
        """Take a row out."""
        with self._told():
            self._writer.delete_documents_by_term("row", row)

    def finish(self) -> None:
        """Write all changes, in one commit."""
        with self._told():
            self._writer.commit()
            self._writer.wait_merging_threads()
            # leaves the reader's lock file, so that asking need not write it
            tantivy.Index.open(str(self._folder)).searcher()
        for name in _OWNERS_ONLY:
            shutil.copymode(self._folder / _LOCK, self._folder / name)

    def abandon(self) -> None:
        """Drop all changes."""
        with self._told():
            self._writer.rollback()
            self._writer.wait_merging_threads()
