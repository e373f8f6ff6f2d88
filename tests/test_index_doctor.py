"""The doctor: what does not agree is named, also where every checksum is right."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import IndexUnusable, LocalStore
from index.doctor import Finding, examine
from index.doctor.finding import MOST_EXAMPLES, Disagreements, checked
from index.local import CATALOG, PARTS, TOKENS, VECTORS, WORDS
from index.manifest import MANIFEST, MANIFEST_COPY
from index.vectors import Vectors
from index.words import WordsWriter
from tests.conftest import Desk
from tests.manifests import rewrite, sign


def findings(root: Path, *, sources: bool = False) -> dict[str, Finding]:
    """All checks of the current generation, by name."""
    store = LocalStore(root)
    current = store.read_current()
    folder = store.folder_of(current, whole=False)
    return {found.check: found for found in examine(store, folder, current.manifest, sources=sources)}


def wrong(root: Path) -> dict[str, str]:
    """The first example of each check that finds damage."""
    return {name: found.examples[0] for name, found in findings(root).items() if found.state == "damaged"}


def test_a_whole_index_passes_every_check(desk: Desk) -> None:
    """Each with a figure."""
    found = findings(desk.root)
    assert list(found) == [
        "manifest", "files", "tuning", "database", "articles", "quotes", "counts", "encodings", "vectors",
        "words", "tokens", "parts", "encoder", "leftovers",
    ]  # fmt: skip
    assert {finding.state for finding in found.values()} == {"whole"}
    assert found["articles"].told.startswith("4 texts")
    assert found["encodings"].told == "7 of 7 passages"


def test_whatever_is_in_a_text_is_found_whole(desk: Desk) -> None:
    """Words that the word index leaves out or cuts otherwise are no damage."""
    desk.write(
        "long.txt",
        "Long Words\n\nResistancecapacitanceextractionmethodologies are long. " + "y" * 60 + " too.\n",
    )
    desk.write("other.txt", "別の言葉\n\n退職面談は任意です。हिन्दी में भी लिखा है। x² and naïveté.\n")
    desk.write("same.txt", (desk.sources / "pay.txt").read_text(encoding="utf-8"))
    desk.ingest()
    assert wrong(desk.root) == {}
    assert findings(desk.root)["quotes"].told.endswith("shown at their places")


def sql(statement: str) -> Callable[[Path], None]:
    """Changes the catalog."""

    def change(folder: Path) -> None:
        with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
            assert connection.execute(statement).rowcount

    return change


def without_a_vector(folder: Path) -> None:
    """One row is not among the vectors."""
    vectors = Vectors.load(folder / VECTORS)
    vectors.update(vectors.rows()[:1].tolist(), (), np.zeros((0, vectors.dimensions), np.float32))
    vectors.save(folder / VECTORS)


def with_another_row(folder: Path) -> None:
    """A row among the vectors is no passage's."""
    vectors = Vectors.load(folder / VECTORS)
    vectors.update((), [99], np.eye(1, vectors.dimensions, dtype=np.float32))
    vectors.save(folder / VECTORS)


def with_a_broken_vector(folder: Path) -> None:
    """Of one row there is no number, here and in the catalog."""
    vectors = Vectors.load(folder / VECTORS)
    row = int(vectors.rows()[0])
    broken = np.full((1, vectors.dimensions), np.nan, np.float32)
    vectors.update([row], [row], broken)
    vectors.save(folder / VECTORS)
    with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
        key = "SELECT key FROM passages WHERE row = ?"
        connection.execute(f"UPDATE encodings SET vector = ? WHERE key = ({key})", (broken.tobytes(), row))


def of_another_encoder(folder: Path) -> None:
    """All vectors point elsewhere, here and in the catalog: what another encoder might have made."""
    vectors = Vectors.load(folder / VECTORS)
    rows = vectors.rows().tolist()
    turned = -vectors.of(rows)
    vectors.update(rows, rows, turned)
    vectors.save(folder / VECTORS)
    with closing(sqlite3.connect(folder / CATALOG)) as connection, connection:
        for row, vector in zip(rows, turned, strict=True):
            key = f"SELECT key FROM passages WHERE row = {row}"
            connection.execute(f"UPDATE encodings SET vector = ? WHERE key = ({key})", (vector.tobytes(),))


def without_words(folder: Path) -> None:
    """A row is not among the words."""
    words = WordsWriter(folder / WORDS)
    words.remove(1)
    words.finish()


def with_other_words(folder: Path) -> None:
    """A row has another text's words."""
    words = WordsWriter(folder / WORDS)
    words.remove(1)
    words.add(1, "nothing of the kind", "elsewhere")
    words.finish()


def another_encoder(folder: Path) -> None:
    """The part says that it is of other weights."""
    path = folder / PARTS / "encoder" / "encoder.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**settings, "digest": "0" * 64}), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "check", "example"),
    [
        pytest.param(
            sql("UPDATE articles SET text = replace(text, 'silent', 'violet') WHERE id = 'pay'"),
            "articles", "pay: the text is not the one that was read", id="text",
        ),
        pytest.param(
            sql("UPDATE articles SET spans = '[]' WHERE id = 'pay'"),
            "articles", "pay: its spans do not cover the text", id="spans",
        ),
        pytest.param(
            sql("UPDATE articles SET sha256 = 'other' WHERE id = 'pay'"),
            "articles", "what is held is not what digest", id="digest",
        ),
        pytest.param(
            sql("UPDATE sentences SET text = replace(text, 'silent', 'violet')"),
            "quotes", "pay:", id="sentence",
        ),
        pytest.param(
            sql("UPDATE sentences SET start = start + 1 WHERE text LIKE '%silent%'"),
            "quotes", "is not what stands at", id="offset",
        ),
        pytest.param(
            sql("DELETE FROM sentences WHERE text LIKE '%silent%'"), "quotes", "of another text", id="fewer",
        ),
        pytest.param(
            sql("UPDATE articles SET title = 'Another' WHERE id = 'pay'"),
            "quotes", "its encoding is of another text", id="title",
        ),
        pytest.param(
            sql("UPDATE token_counts SET passages = passages + 1 WHERE token = (SELECT min(token) FROM token_counts)"),
            "counts", "is counted otherwise", id="token-count",
        ),
        pytest.param(
            sql("DELETE FROM word_counts WHERE word = 'silent'"), "counts", "'silent' is counted", id="word-count",
        ),
        pytest.param(
            sql("UPDATE passages SET article = 'nobody' WHERE row = 1"), "database", "names what is not in articles",
            id="foreign-key",
        ),
        pytest.param(
            sql("INSERT INTO encodings SELECT 'orphan', vector, token_ids, token_sentences, segment, first, count "
                "FROM encodings LIMIT 1"),
            "encodings", "encoding orphan is no passage's", id="orphan",
        ),
        pytest.param(
            sql("UPDATE encodings SET token_ids = x'01000000'"), "encodings", "of another number", id="token-ids",
        ),
        pytest.param(
            sql("UPDATE encodings SET first = first + 100000"), "tokens", "has no token vectors at", id="token-place",
        ),
        pytest.param(
            lambda folder: (folder / TOKENS / "000000.int8").write_bytes(b"x" * 64),
            "tokens", "000000.int8 is named by no passage", id="segment",
        ),
        pytest.param(without_a_vector, "vectors", "it has no vector", id="vector"),
        pytest.param(with_another_row, "vectors", "row 99 is no passage's", id="row"),
        pytest.param(with_a_broken_vector, "vectors", "or not of length 1", id="not-a-number"),
        pytest.param(of_another_encoder, "encoder", "the encoder makes another vector", id="other-vectors"),
        pytest.param(without_words, "words", "6 documents for 7 passages", id="document"),
        pytest.param(with_other_words, "words", "it is not found by its words", id="words"),
        pytest.param(another_encoder, "parts", "is another than the manifest names", id="encoder"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_named(
    desk: Desk, change: Callable[[Path], object], check: str, example: str
) -> None:
    """Every file has the checksum of the manifest, so that only what they hold can tell."""
    change(LocalStore(desk.root).current())
    sign(desk.root)
    found = findings(desk.root)
    assert found["files"].state == "whole"
    assert found[check].state == "damaged"
    assert any(example in told for told in found[check].examples), found[check]


def test_a_vector_of_the_catalog_is_the_one_that_is_searched(desk: Desk) -> None:
    """A changed component of either is seen."""
    change = sql(
        "UPDATE encodings SET vector = zeroblob(128) WHERE key = (SELECT key FROM passages WHERE row = 1)"
    )
    change(LocalStore(desk.root).current())
    sign(desk.root)
    assert "its vector is not the catalog's" in wrong(desk.root)["vectors"]


def test_at_most_ten_are_named() -> None:
    """The rest are counted."""
    bad = Disagreements()
    for number in range(25):
        bad.add(f"{number}")
    found = bad.finding("check", "told")
    assert (found.count, len(found.examples), found.state) == (25, MOST_EXAMPLES, "damaged")
    assert Disagreements().finding("check", "told") == Finding("check", "whole", "told")


def test_a_check_that_cannot_be_done_is_a_finding() -> None:
    """Whatever a library raises."""

    def fail() -> Finding:
        raise ArithmeticError("one\ntwo")

    assert checked("odd", fail) == Finding(
        "odd", "damaged", "cannot be checked", 1, ("ArithmeticError: one",)
    )


def test_a_damaged_manifest_is_told_by_its_copy(desk: Desk) -> None:
    """And the other way round; with both damaged there is nothing to go by."""
    folder = LocalStore(desk.root).current()
    content = (folder / MANIFEST).read_bytes()
    for name in (MANIFEST, MANIFEST_COPY):
        (folder / name).write_bytes(content.replace(b"articles", b"artikles"))
        assert f"{name} is damaged" in wrong(desk.root)["manifest"]
        (folder / name).write_bytes(content)
    for name in (MANIFEST, MANIFEST_COPY):
        (folder / name).write_bytes(b"")
    with pytest.raises(IndexUnusable, match=r"manifest\.json is damaged"):
        findings(desk.root)


def test_other_readers_are_told(desk: Desk) -> None:
    """The index is whole, and this program cannot use it."""
    rewrite(desk.root, reader=1)
    assert "by version 1 of the readers" in wrong(desk.root)["manifest"]


def test_leftovers_are_harmless_and_named(desk: Desk) -> None:
    """In the index folder, in the generation, and a generation that was never published."""
    store = LocalStore(desk.root)
    (desk.root / "notes.txt").write_text("x", encoding="utf-8")
    (store.current() / TOKENS / "other.int8").write_bytes(b"xyz")
    (desk.root / "generations" / "000009").mkdir()
    store.open().close()
    found = findings(desk.root)
    assert (found["leftovers"].state, found["leftovers"].count) == ("noted", 3)
    for name in ("notes.txt is none", "other.int8 is not in the manifest", "000009 is what a killed ingest"):
        assert any(name in told for told in found["leftovers"].examples)
    assert {finding.state for finding in found.values()} == {"whole", "noted"}


def test_the_generation_before_is_looked_at(desk: Desk) -> None:
    """Nobody could go back to a damaged one; one of an older program is told of and no damage."""
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    before, _ = LocalStore(desk.root).generations()
    assert findings(desk.root)["before"].state == "whole"
    (before / "tuning.json").write_text("{}", encoding="utf-8")
    assert "tuning.json is damaged" in wrong(desk.root)["before"]
    for name in (MANIFEST, MANIFEST_COPY):
        (before / name).write_text('{"format": 6}', encoding="utf-8")
    found = findings(desk.root)["before"]
    assert (found.state, "has index format 6" in found.told) == ("noted", True)


def test_sources_that_changed_are_named(desk: Desk) -> None:
    """New, changed, gone and renamed; what could not be read before is not new."""
    desk.write("empty.txt", "")
    desk.write("scan.pdf", "%PDF-1.4 and no more")
    assert [skipped.path for skipped in desk.ingest().skipped] == ["empty.txt", "scan.pdf"]
    found = findings(desk.root, sources=True)["sources"]
    assert (found.state, found.told) == (
        "whole", f"4 as they were read, 0 changed, 0 new, 0 gone in {desk.sources}"
    )  # fmt: skip
    desk.write("new.txt", "Ask early.")
    desk.write("pay.txt", "How to Ask\n\nAsk in autumn.\n")
    (desk.sources / "holidays.txt").unlink()
    (desk.sources / "leaving.md").rename(desk.sources / "going.md")
    found = findings(desk.root, sources=True)["sources"]
    assert found.state == "changed"
    assert found.told.startswith("1 as they were read, 1 changed, 2 new, 2 gone")
    assert found.examples == (
        "new: going.md, renamed from leaving.md", "new: new.txt", "changed: pay.txt", "gone: holidays.txt",
        "gone: leaving.md",
    )  # fmt: skip
    desk.ingest()
    assert findings(desk.root, sources=True)["sources"].state == "whole"


def test_sources_that_are_not_there_cannot_be_compared(desk: Desk) -> None:
    """That is said, and is not the same as all of them gone."""
    desk.ingest()
    desk.sources.rename(desk.sources.with_name("elsewhere"))
    found = findings(desk.root, sources=True)["sources"]
    assert (found.state, found.told, found.examples) == (
        "changed", "cannot be compared", (f"{desk.sources} is not there",)
    )  # fmt: skip
