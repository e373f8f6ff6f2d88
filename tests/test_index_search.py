"""The reader's side: what a search finds, and that asking changes nothing."""

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from index import Hit, IndexUnusable, LocalSnapshot, LocalStore, Snapshot
from index.tokens import SCALE
from tests.conftest import ROOT, Desk


def search(index: Snapshot, question: str, most: int = 50) -> list[Hit]:
    """Hits of a question."""
    return index.search(question, index.encoder.encode_question(question), most)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Names, sizes, times and contents of everything below a folder."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_size,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def test_hits_are_the_nearest_and_those_that_share_words(seeds_index: LocalSnapshot) -> None:
    """The best by vectors and by words come together, each once, with both scores, best vector first."""
    hits = search(seeds_index, "are exit interviews mandatory?", most=10)
    assert 10 <= len(hits) <= 20
    assert len({hit.row for hit in hits}) == len(hits)
    assert [hit.dense for hit in hits] == sorted((hit.dense for hit in hits), reverse=True)
    assert sum(hit.words > 0 for hit in hits) >= 10
    assert hits[0].passage.article == hits[0].card.id == "000_545cee09d23d1661"
    encoding = seeds_index.encoder.encode_question("are exit interviews mandatory?")
    for hit in hits:
        vector = seeds_index._catalog.vectors([hit.row])[0]
        assert hit.dense == pytest.approx(float(vector @ encoding.vector), abs=1e-5)


def test_question_without_a_known_word_is_answered_by_vectors_alone(seeds_index: LocalSnapshot) -> None:
    """Where no word is shared the word score is 0 and the nearest still come."""
    hits = search(seeds_index, "xyzzy plugh", most=5)
    assert len(hits) == 5
    assert {hit.words for hit in hits} == {0.0}


@pytest.mark.parametrize(
    "question", ["?", "", "AND OR NOT", "a" * 3000, "\u202e漢字 \x00 \ud83d", "text:* [1 TO 2]"], ids=range(6)
)
def test_no_question_breaks_the_search(seeds_index: LocalSnapshot, question: str) -> None:
    """Whatever is asked, hits come back."""
    question = question.encode("utf-8", "replace").decode()
    assert len(search(seeds_index, question, most=3)) >= 3


def test_token_vectors_belong_to_their_sentences(seeds_index: LocalSnapshot) -> None:
    """Every passage has a unit vector for each word piece, numbered by sentence, -1 in the context."""
    for hit in search(seeds_index, "how long should I wait?", most=20):
        tokens = seeds_index.tokens([hit.row])[hit.row]
        assert tokens.vectors.shape == (len(tokens.ids), seeds_index.encoder.settings.dimensions)
        assert len(tokens.sentences) == len(tokens.ids)
        assert np.linalg.norm(tokens.vectors.astype(np.float32), axis=1) == pytest.approx(SCALE, abs=10)
        assert np.all(np.diff(tokens.sentences) >= 0)
        assert tokens.sentences[0] == -1
        assert tokens.sentences[-1] <= len(hit.passage.sentences) - 1


def test_each_sentence_is_nearest_to_itself(seeds_index: LocalSnapshot) -> None:
    """The numbers of the sentences are right.

    A sentence's own tokens match it better than the rest of its passage.
    """
    (hit,) = search(seeds_index, "withholding a paycheck", most=1)[:1]
    tokens, right = seeds_index.tokens([hit.row])[hit.row], 0
    for number, sentence in enumerate(hit.passage.sentences):
        asked = seeds_index.encoder.encode([sentence.text])[0].tokens
        best = (asked @ tokens.vectors.astype(np.float32).T).argmax(axis=1)
        right += np.mean(tokens.sentences[best] == number) > 0.5
    assert right >= len(hit.passage.sentences) - 1


def test_rare_tokens_weigh_more(seeds_index: LocalSnapshot) -> None:
    """The weight of a word piece is its inverse document frequency in passages.

    An unknown one weighs most.
    """
    ids = seeds_index.encoder.encode(["the paycheck"])[0].ids
    weights = seeds_index.token_weights(np.append(ids, -5).astype(np.int32))
    assert np.all(np.diff(weights) >= 0)
    assert weights[0] < weights[1]
    total = seeds_index.manifest.passages
    assert weights[-1] == pytest.approx(math.log(1 + (total + 0.5) / 0.5), rel=1e-5)


def test_article_is_found_whole(seeds_index: LocalSnapshot) -> None:
    """A card lists the article, and the raw text is the file's."""
    for card in seeds_index.articles():
        article = seeds_index.article(card.id)
        assert article is not None
        assert article[0] == card
        assert article[1] == (ROOT / "seeds" / card.path).read_text(encoding="utf-8")
    assert seeds_index.article("nobody") is None


def test_asking_writes_nothing(desk: Desk) -> None:
    """Opening an index, searching it and reading from it leaves every name, size, time and byte as it was."""
    before = snapshot(desk.root)
    index = LocalStore(desk.root).open()
    hits = search(index, "when should I ask for money?")
    index.tokens([hit.row for hit in hits])
    index.spelling.correct("when shuold I ask?")
    index.article("pay")
    index.close()
    assert snapshot(desk.root) == before


def test_index_that_cannot_be_written_is_asked(desk: Desk) -> None:
    """A folder without any right to write serves questions.

    As root, who may always write, it is at least left alone.
    """
    paths = [desk.root, *desk.root.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    index = LocalStore(desk.root).open()
    assert search(index, "when should I ask for money?")
    index.close()
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_moved_index_is_the_same(desk: Desk) -> None:
    """Nothing in an index depends on where it stands."""
    before = [hit.passage for hit in search(LocalStore(desk.root).open(), "ask for money")]
    moved = desk.root.rename(desk.root.with_name("a moved & renamed índex"))
    assert [hit.passage for hit in search(LocalStore(moved).open(), "ask for money")] == before


def test_reader_goes_on_while_newer_indexes_are_published(desk: Desk) -> None:
    """Who has an index open reads it to the end, also when its folder is gone.

    Who opens later has the newest.
    """
    old = LocalStore(desk.root).open()
    question = "when should I ask for money?"
    before = [(hit.passage, hit.dense, hit.words) for hit in search(old, question)]
    for number in range(3):
        desk.write("pay.txt", f"Pay\n\nNever ask for money twice in {number + 2} years.\n")
        desk.ingest()
    assert not old.folder.exists()
    assert [(hit.passage, hit.dense, hit.words) for hit in search(old, question)] == before
    rows = [hit.row for hit in search(old, question)]
    assert set(old.tokens(rows)) == set(rows)
    assert old.article("holidays") is not None
    old.close()
    new = LocalStore(desk.root).open()
    assert any("4 years" in hit.passage.text for hit in search(new, question))
    new.close()


def test_readers_never_see_a_mixture(desk: Desk) -> None:
    """Two readers open the index again and again while it changes.

    Each time it is whole, one version or another.
    """
    texts = {0: "Ask for a heliotrope.", 1: "Ask for a marigold.", 2: "Ask for a pimpernel."}
    desk.write("flower.txt", texts[0])
    digests = {desk.ingest().digest: 0}
    seen: list[tuple[str, str]] = []
    done = Event()

    def read() -> int:
        for opened in count(1):
            last = done.is_set()
            index = LocalStore(desk.root).open()
            article = index.article("flower")
            assert article is not None
            seen.append((index.manifest.digest, article[1]))
            assert search(index, "ask for a flower", most=1)
            index.close()
            if last:
                return opened
        return 0

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in (1, 2):
                desk.write("flower.txt", texts[number])
                digests[desk.ingest().digest] = number
        finally:
            done.set()
        assert all(reader.result() >= 1 for reader in readers)
    assert len(digests) == 3
    assert {text for _, text in seen} >= {texts[2]}
    assert all(text == texts[digests[digest]] for digest, text in seen)


def test_reader_that_is_overtaken_opens_the_newest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A generation that is removed between being named and being opened is no error."""

    class Overtaken(LocalSnapshot):
        """A reader that is so slow to open that two newer indexes are published meanwhile."""

        @classmethod
        def open(cls, folder: Path, digest: str = "") -> LocalSnapshot:
            if not (desk.sources / "1.txt").exists():
                for number in range(2):
                    desk.write(f"{number}.txt", "Ask early.")
                    desk.ingest()
                assert not folder.exists()
            return super().open(folder, digest)

    monkeypatch.setattr("index.search.LocalSnapshot", Overtaken)
    index = LocalStore(desk.root).open()
    assert index.folder == LocalStore(desk.root).current()
    assert {"0", "1"} <= {card.id for card in index.articles()}
    index.close()


def test_other_reader_version_in_a_fresh_process_is_refused(desk: Desk) -> None:
    """An index that an older program made is refused by the newer one, in one line."""
    program = (
        "import sys, index.search, index; from pathlib import Path; index.search.READER_VERSION += 1\n"
        "try: index.LocalStore(Path(sys.argv[1])).open()\n"
        "except index.IndexUnusable as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(desk.root)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.count("\n") == 1
    assert "was read by version" in done.stdout
    with pytest.raises(IndexUnusable):
        LocalStore(desk.root / "nowhere").open()
