"""What every store must do; a second, very small one shows that nothing else is asked of one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import IndexUnusable, LocalStore, RemovalUnconfirmedError, Report, Snapshot, Store, update_index
from index.encoder import EncoderSettings
from index.store import Part
from ingest import Chunking, SourceFile, read_source, scan_folder
from service.assistant import Assistant, Fixed
from tests.conftest import DESK_ARTICLES, Desk
from tests.index_contents import contents_of, edit
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.usefixtures("quick_export")
MakeStore = Callable[[Path], Store]
STORES: list[MakeStore] = [LocalStore, MemoryStore]
ROOT_ARTICLES, BELOW = (
    {"holidays", "leaving", "pay"},
    {"deep/references", "talks/first", "talks/more/second"},
)


@dataclass
class Place:
    """A store with the folder of sources that it is filled from."""

    store: Store
    desk: Desk

    def ingest(self, **options: Any) -> Report:
        """Bring the store up to date."""
        return update_index(self.desk.sources, self.store, model=str(self.desk.model), **options)

    def seen(self, store: Store | None = None) -> Any:
        """All that a reader sees."""
        return contents_of((store or self.store).open())


@pytest.fixture(scope="module", params=STORES, ids=lambda make: make.__name__)
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Each kind of store."""
    make: MakeStore = request.param
    return make


@pytest.fixture
def empty(make_store: MakeStore, tmp_path: Path, tiny_model: Path) -> Place:
    """A store that nothing was written to, and sources for it."""
    desk = Desk(tmp_path / "sources", tmp_path / "unused", tiny_model)
    for path, content in DESK_ARTICLES.items():
        desk.write(path, content)
    return Place(make_store(tmp_path / "store"), desk)


@pytest.fixture
def filled(empty: Place) -> Place:
    """A store with four articles."""
    empty.ingest()
    return empty


def search(
    snapshot: Snapshot, question: str, count: int, within: Sequence[str] = (), articles: Sequence[str] = ()
) -> list[Any]:
    """Hits of a question."""
    encoding = snapshot.encoder.encode_question(question)
    return snapshot.search(question, encoding, count, within, articles)


def test_an_empty_store_says_what_to_run(empty: Place) -> None:
    """There is nothing to open and no version."""
    for ask in (empty.store.open, empty.store.version):
        with pytest.raises(IndexUnusable, match=r"^no index in .*: run careerqa ingest FOLDER"):
            ask()
    with empty.store.writer() as writer:
        assert writer.previous() is None
        assert writer.digests() == {}


def test_what_was_ingested_is_read_as_it_was(filled: Place) -> None:
    """Articles come back by id with their raw text and spans; the manifest counts them."""
    snapshot = filled.store.open()
    cards = snapshot.articles()
    assert [card.id for card in cards] == ["deep/references", "holidays", "leaving", "pay"]
    assert snapshot.manifest.articles == 4
    assert snapshot.manifest.passages == sum(card.passages for card in cards) == 7
    assert snapshot.version == snapshot.manifest.digest
    for card in cards:
        article = snapshot.article(card.id)
        assert article is not None
        assert article[0] == card
        assert article[1] == (filled.desk.sources / card.path).read_text(encoding="utf-8")
        assert "".join("".join(article[1][span.start : span.end] for span in article[2]).split()) == "".join(
            article[1].split()
        )
        source = snapshot.source(card.id)
        (file,) = [file for file in scan_folder(filled.desk.sources) if getattr(file, "id", "") == card.id]
        assert isinstance(file, SourceFile)
        assert source == read_source(file)
        every = list(source.passages)
        assert snapshot.passages(card.id, 0, len(source.text)) == every
        for one in every:
            assert snapshot.passages(card.id, one.start, one.end) == [one]
            assert one in snapshot.passages(card.id, one.end - 1, len(source.text))
            assert one not in snapshot.passages(card.id, one.end, len(source.text))
    assert snapshot.article("nobody") is None
    assert snapshot.source("nobody") is None
    assert snapshot.passages("nobody", 0, 1000) == []
    assert snapshot.tuning == {}
    snapshot.close()


def test_a_search_finds_the_nearest_and_those_that_share_words(filled: Place) -> None:
    """The best by vectors and by words come together, each once, best vector first."""
    snapshot = filled.store.open()
    hits = search(snapshot, "a heliotrope bouquet", 2)
    assert 2 <= len(hits) <= 4
    assert len({hit.row for hit in hits}) == len(hits)
    assert [hit.dense for hit in hits] == sorted((hit.dense for hit in hits), reverse=True)
    assert max(hits, key=lambda hit: hit.words).passage.section == ("What to Say",)
    assert len(search(snapshot, "xyzzy", 100)) == 7
    assert {hit.words for hit in search(snapshot, "xyzzy", 100)} == {0.0}
    for hit in search(snapshot, "letter", 100):
        assert hit.card.id == hit.passage.article
        article = snapshot.article(hit.card.id)
        assert article is not None
        for sentence in hit.passage.sentences:
            assert re.sub(r"\W", "", sentence.text) in re.sub(r"\W", "", article[1])
    snapshot.close()


@pytest.mark.parametrize(
    ("within", "articles"),
    [
        pytest.param((), {*ROOT_ARTICLES, *BELOW}, id="everywhere"),
        pytest.param(("deep",), {"deep/references"}, id="one"),
        pytest.param(("talks",), BELOW - {"deep/references"}, id="with-folders-in-it"),
        pytest.param(("talks", "deep"), BELOW, id="two"),
        pytest.param(("more",), set(), id="a-folder-further-down-is-none"),
        pytest.param(("pay.txt",), set(), id="a-file-is-none"),
        pytest.param(("Talks",), set(), id="letter-by-letter"),
    ],
)
def test_a_search_is_restricted_to_collections(
    filled: Place, within: tuple[str, ...], articles: set[str]
) -> None:
    """Vectors and words alike; without one, articles in no folder and those of all collections are found.

    What a hit scores does not depend on where else was looked.
    """
    filled.desk.write("talks/first.txt", "A Talk\n\nAsk for the letter before you leave.\n")
    filled.desk.write("talks/more/second.txt", "Another\n\nNever ask twice, and never in winter.\n")
    filled.ingest()
    snapshot = filled.store.open()
    everywhere = {hit.row: (hit.dense, hit.words) for hit in search(snapshot, "ask in winter", 100)}
    hits = search(snapshot, "ask in winter", 100, within)
    assert {hit.card.id for hit in hits} == articles
    for hit in hits:
        assert (hit.dense, hit.words) == pytest.approx(everywhere[hit.row])
    snapshot.close()


@pytest.mark.parametrize(
    ("within", "named", "found"),
    [
        pytest.param((), ("pay",), {"pay"}, id="one"),
        pytest.param((), ("pay", "deep/references"), {"pay", "deep/references"}, id="two"),
        pytest.param(("deep",), ("holidays",), {"deep/references", "holidays"}, id="beside-a-collection"),
        pytest.param(("deep",), ("deep/references",), {"deep/references"}, id="one-in-its-collection"),
        pytest.param((), ("nobody",), set(), id="none-that-is-there"),
    ],
)
def test_a_search_is_restricted_to_articles(
    filled: Place, within: tuple[str, ...], named: tuple[str, ...], found: set[str]
) -> None:
    """By their ids, with or without collections; what a hit scores does not depend on it."""
    snapshot = filled.store.open()
    everywhere = {hit.row: (hit.dense, hit.words) for hit in search(snapshot, "ask in winter", 100)}
    hits = search(snapshot, "ask in winter", 100, within, named)
    assert {hit.card.id for hit in hits} == found
    for hit in hits:
        assert (hit.dense, hit.words) == pytest.approx(everywhere[hit.row])
    snapshot.close()


def test_what_a_list_tells_is_told(filled: Place) -> None:
    """Words and notes of every article, by id, and the headings of each; an article without any is left out."""
    snapshot = filled.store.open()
    told = list(snapshot.described())
    assert [one.card for one in told] == snapshot.articles()
    for one in told:
        source = snapshot.source(one.card.id)
        assert source is not None
        assert (one.words, one.notes) == (len(source.text.split()), source.notes)
    assert snapshot.headings()["pay"] == ["When to Ask", "What to Say"]
    assert snapshot.headings()["leaving"] == ["Handing in Notice", "The Last Week"]
    snapshot.close()


def test_a_small_collection_among_others_is_searched_whole(filled: Place) -> None:
    """Its best is found by vectors and by words, though as many of all as are looked for are better."""
    for number in range(8):
        filled.desk.write(
            f"topic {number}/one.txt", f"Desks\n\nAsk for a desk by the window of room {number}.\n"
        )
    filled.ingest()
    snapshot = filled.store.open()
    question = "ask for a window"
    assert len(search(snapshot, question, 1)) <= 2
    for number in range(8):
        (hit,) = search(snapshot, question, 1, (f"topic {number}",))
        assert hit.card.id == f"topic {number}/one"
        assert hit.words > 0
    snapshot.close()


def test_a_file_that_moves_changes_its_collection(filled: Place) -> None:
    """Also where the rest of the index is as it was; nothing is encoded again."""
    (filled.desk.sources / "talks").mkdir()
    (filled.desk.sources / "pay.txt").rename(filled.desk.sources / "talks" / "pay.txt")
    assert filled.ingest().encoded == 0
    snapshot = filled.store.open()
    assert {hit.card.id for hit in search(snapshot, "heliotrope", 5, ("talks",))} == {"talks/pay"}
    assert {card.collection for card in snapshot.articles()} == {"deep", "talks", None}
    snapshot.close()


def test_tokens_belong_to_their_passage(filled: Place) -> None:
    """A unit vector for each word piece, in order, -1 for the context's; rare ones weigh more."""
    snapshot = filled.store.open()
    hits = search(snapshot, "ask", 100)
    tokens = snapshot.tokens([hit.row for hit in hits])
    assert set(tokens) == {hit.row for hit in hits}
    for hit in hits:
        own = tokens[hit.row]
        assert own.vectors.shape == (len(own.ids), snapshot.encoder.settings.dimensions)
        assert np.linalg.norm(own.vectors * own.unit, axis=1) == pytest.approx(1, abs=0.05)
        assert own.sentences[0] == -1
        assert np.all(np.diff(own.sentences) >= 0)
        assert own.sentences[-1] <= len(hit.passage.sentences) - 1
    ids = snapshot.encoder.encode(["e z"])[0].ids
    common, rare, unknown = snapshot.token_weights(np.append(ids, -5).astype(np.int32)).tolist()
    assert common < rare <= unknown
    snapshot.close()


def test_spelling_knows_the_words_of_the_passages(filled: Place) -> None:
    """A word that only the sources have is corrected to."""
    snapshot = filled.store.open()
    assert snapshot.spelling.correct("a heliotrpe")[1] == {"heliotrpe": "heliotrope"}
    snapshot.close()


def test_incremental_equals_fresh(filled: Place, make_store: MakeStore, tmp_path: Path) -> None:
    """After edits, additions, renames and deletions a store holds what a new one would.

    Only new text is encoded.
    """
    edit(filled.desk)
    report = filled.ingest()
    assert (report.added, report.changed, report.removed) == (
        ["desks", "speakers"],
        ["pay"],
        ["deep/references", "holidays"],
    )
    assert (report.unchanged, report.encoded, report.passages) == (["leaving"], 2, 7)
    fresh = make_store(tmp_path / "fresh")
    assert Place(fresh, filled.desk).ingest().digest == report.digest
    assert filled.seen() == filled.seen(fresh)


def test_every_store_holds_the_same(filled: Place, tmp_path: Path) -> None:
    """The digest of the same sources is the same in each kind of store."""
    local = Place(LocalStore(tmp_path / "local"), filled.desk).ingest()
    assert filled.store.open().version == local.digest


def test_what_is_the_same_is_not_published_again(filled: Place) -> None:
    """The version stays while nothing changes, and an open snapshot stays what it was."""
    version, snapshot = filled.store.version(), filled.store.open()
    assert filled.ingest().digest == snapshot.version
    assert filled.store.version() == version
    filled.desk.write("pay.txt", "Never ask.")
    filled.ingest()
    assert filled.store.version() != version
    assert filled.store.open().version != snapshot.version
    article = snapshot.article("pay")
    assert article is not None
    assert "heliotrope" in article[1]
    assert max(hit.words for hit in search(snapshot, "heliotrope", 5)) > 0
    assert snapshot.tokens([hit.row for hit in search(snapshot, "heliotrope", 5)])


def test_another_publishing_of_the_same_has_another_version(filled: Place) -> None:
    """Whoever could not open the one must see that there is another, though it has the same content."""
    version = filled.store.version()
    with filled.store.writer() as writer:
        manifest = writer.previous()
        assert manifest is not None
        writer.begin(manifest.encoder["digest"], inherit=True)
        for name, digest in manifest.parts.items():
            writer.add_part(Part(name, digest, lambda _: None))
        writer.publish(manifest, {})
    assert filled.store.version() != version
    assert filled.store.open().manifest.articles == 4


def test_what_is_not_published_is_not_seen(filled: Place) -> None:
    """An ingest that ends half way leaves the index as it was; what it encoded is kept."""
    before, version = filled.seen(), filled.store.version()
    edit(filled.desk)

    def stop(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("encoding", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.ingest(progress=stop)
    assert filled.store.version() == version
    assert filled.seen() == before
    report = filled.ingest()
    assert (report.added, report.encoded) == (["desks", "speakers"], 0)


def test_nothing_is_published_of_a_folder_without_articles(filled: Place) -> None:
    """An empty folder does not empty the store by itself."""
    version = filled.store.version()
    for path in sorted(filled.desk.sources.rglob("*.*")):
        path.unlink()
    with pytest.raises(RemovalUnconfirmedError):
        filled.ingest()
    assert filled.store.version() == version


def test_a_store_can_be_emptied(filled: Place) -> None:
    """Where that is wanted; then nothing is found."""
    for path in sorted(filled.desk.sources.rglob("*.*")):
        path.unlink()
    assert len(filled.ingest(confirmed=True).removed) == 4
    snapshot = filled.store.open()
    assert (snapshot.articles(), search(snapshot, "ask", 10)) == ([], [])
    snapshot.close()


def test_a_second_ingest_is_refused(filled: Place) -> None:
    """Whoever writes holds the store until it ends, also by an error."""
    with (
        filled.store.writer(),
        pytest.raises(IndexUnusable, match=r"^another ingest is writing .*; try again when it has ended$"),
    ):
        filled.ingest()
    filled.desk.write("new.txt", "Ask early.")
    assert filled.ingest().added == ["new"]


def test_tuning_is_kept_and_names_the_index(filled: Place) -> None:
    """Any JSON is given back as it was.

    Other numbers make another index, for which nothing is encoded again.
    """
    untuned = filled.store.open().version
    seen: list[EncoderSettings] = []

    def tune(settings: EncoderSettings) -> dict[str, Any]:
        seen.append(settings)
        return {"weights": {"late": 0.25}, "names": ["é", None, True]}

    report = filled.ingest(tuning=tune)
    snapshot = filled.store.open()
    assert dict(snapshot.tuning) == tune(snapshot.encoder.settings)
    assert {settings.digest for settings in seen} == {snapshot.manifest.encoder["digest"]}
    assert report.digest == snapshot.version != untuned
    assert (report.encoded, len(report.unchanged)) == (0, 4)
    version = filled.store.version()
    filled.ingest(tuning=tune)
    assert filled.store.version() == version
    assert filled.ingest().digest == untuned


def test_an_index_opens_with_the_chunking_it_was_built_with(filled: Place) -> None:
    """Passages of another length are another index, which is as good as any."""
    report = filled.ingest(chunking=Chunking(90))
    assert report.notes == [(filled.store.place, "built anew, because of another chunking")]
    snapshot = filled.store.open()
    assert snapshot.manifest.chunking == {"passage_characters": 90}
    assert len(search(snapshot, "ask", 100)) == snapshot.manifest.passages == report.passages > 7
    snapshot.close()


def test_a_part_is_exported_once(filled: Place) -> None:
    """A part that the published generation has is handed on; another digest of it is exported."""
    exported: list[str] = []

    def publish(digest: str) -> None:
        def export(folder: Path) -> None:
            exported.append(digest)
            (folder / "weights").write_text(digest, encoding="utf-8")

        with filled.store.writer() as writer:
            manifest = writer.previous()
            assert manifest is not None
            writer.begin(manifest.encoder["digest"], inherit=True)
            writer.add_part(Part("encoder", manifest.parts["encoder"], lambda _: None))
            writer.add_part(Part("reader", digest, export))
            parts = {**manifest.parts, "reader": digest}
            writer.publish(replace(manifest, digest=f"with-{digest}", parts=parts), {})

    assert filled.store.open().part("reader") is None
    for digest in ("1", "1", "2"):
        publish(digest)
        folder = filled.store.open().part("reader")
        assert folder is not None
        assert (folder / "weights").read_text(encoding="utf-8") == digest
    assert exported == ["1", "2"]
    filled.ingest()
    assert filled.store.open().part("reader") is None, "an ingest has the parts that its program has"


def test_a_question_is_answered_from_any_store(filled: Place) -> None:
    """An answer cites what an article says, and each quote is in the text of its article, where it says."""
    snapshot = filled.store.open()
    told = Assistant(Fixed(snapshot)).ask("are days that you did not take paid out when you leave?")
    assert (told.status, told.index) == ("answered", snapshot.version)
    assert "holidays" in {passage.article for passage in told.passages}
    assert told.citations
    for citation in told.citations:
        article = snapshot.article(citation.article)
        assert article is not None
        assert article[1][citation.start : citation.end].startswith(citation.quote.rstrip("."))
    snapshot.close()
