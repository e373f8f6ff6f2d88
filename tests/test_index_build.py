"""Ingest: it does what changed and no more, loses nothing, and survives being killed at any moment."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Index, Report, Store, update_index
from index.context import encoded_text, passage_context, sentence_starts
from index.tokens import SCALE
from ingest import Article, Chunking, Skipped, SourceError
from tests.conftest import ROOT, Desk, Read

QUESTIONS = ["when should I ask for money?", "who speaks for me", "thank the people", "unused days at the personnel office"]


@dataclass(frozen=True, eq=False)
class Seen:
    """All that a reader can see of an index, without the row numbers, which tell how it came about.

    Encodings depend a little on the batch they were made in, so numbers are compared nearly.
    """

    exact: dict[str, Any]
    numbers: NDArray[np.float32]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Seen)
            and self.exact == other.exact
            and self.numbers.shape == other.numbers.shape
            and np.allclose(self.numbers, other.numbers, atol=0.01)
        )

    @property
    def digest(self) -> str:
        """The digest in the manifest."""
        return str(self.exact["digest"])


def contents(root: Path) -> Seen:
    """Open an index and look at all there is."""
    index = Index.open(root)
    cards = index.articles()
    exact: dict[str, Any] = {"digest": index.manifest.digest, "articles": {card.id: index.article(card.id) for card in cards}}
    numbers: list[Any] = [index.token_weights(np.arange(80, dtype=np.int32))]
    hits = index.search("a", index.encoder.encode_question("a"), count=100)
    for hit in sorted(hits, key=lambda hit: hit.passage.id):
        tokens = index.tokens([hit.row])[hit.row]
        exact[hit.passage.id] = (hit.passage, hit.card, tokens.ids.tolist(), tokens.sentences.tolist())
        numbers += [hit.dense, tokens.vectors / SCALE]
    for question in QUESTIONS:
        hits = index.search(question, index.encoder.encode_question(question), count=3)
        exact[question] = [hit.passage.id for hit in hits]
        numbers += [number for hit in hits for number in (hit.dense, hit.words)]
    index.close()
    return Seen(exact, np.concatenate([np.asarray(one, np.float32).ravel() for one in numbers]))


def words(root: Path, question: str) -> list[str]:
    """Articles of the passages that share a word with the question."""
    index = Index.open(root)
    found = [hit.passage.article for hit in index.search(question, index.encoder.encode_question("a")) if hit.words > 0]
    index.close()
    return found


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Names, sizes, times and inodes of everything below a folder."""
    found = {path: path.lstat() for path in sorted(folder.rglob("*"))}
    return {str(path.relative_to(folder)): (one.st_size, one.st_mtime_ns, one.st_ino) for path, one in found.items()}


@pytest.fixture(scope="module")
def edited(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Report]:
    """The workplace after one edit, one new file, one rename and one deletion, ingested."""
    desk = built_desk.copy(tmp_path_factory.mktemp("edited"))
    edit(desk)
    return desk, desk.ingest()


def edit(desk: Desk) -> None:
    """Edit one file, add one, rename one, delete one."""
    desk.write("pay.txt", (desk.sources / "pay.txt").read_text(encoding="utf-8").replace("a heliotrope bouquet", "the wait"))
    desk.write("desks.txt", "A New Desk\n\nAsk for a large desk by the window before you sign.\n")
    (desk.sources / "deep" / "references.txt").rename(desk.sources / "speakers.txt")
    (desk.sources / "holidays.txt").unlink()


def test_first_ingest_takes_all_in(built_desk: Desk) -> None:
    """Every file becomes an article; an article below a folder has its path in the id."""
    index = Index.open(built_desk.root)
    assert [card.id for card in index.articles()] == ["deep/references", "holidays", "leaving", "pay"]
    assert index.manifest.passages == 7
    assert index.manifest.sources == str(built_desk.sources)
    index.close()


def test_report_says_exactly_what_changed(edited: tuple[Desk, Report]) -> None:
    """Edited, new, renamed and deleted files are told apart; what was not touched is unchanged."""
    _, report = edited
    assert report.added == ["desks", "speakers"]
    assert report.changed == ["pay"]
    assert report.removed == ["deep/references", "holidays"]
    assert report.unchanged == ["leaving"]
    assert (report.skipped, report.notes) == ([], [])


def test_only_new_passages_are_encoded(edited: tuple[Desk, Report]) -> None:
    """Of the edited file one passage is new, and so is the new file's; the renamed file's text is known."""
    assert edited[1].encoded == 2


def test_nothing_of_the_old_is_left(edited: tuple[Desk, Report]) -> None:
    """Catalog, vectors, words and token vectors hold what the sources hold now and no more."""
    desk, report = edited
    index = Index.open(desk.root)
    assert {card.id for card in index.articles()} == {"desks", "leaving", "pay", "speakers"}
    assert len(index._vectors) == len(index._words) == report.passages == sum(card.passages for card in index.articles()) == 7
    assert index._catalog.count("encodings") == 7
    segments = {path.name for path in (index.folder / "tokens").iterdir()}
    assert segments == index._catalog.segments()
    assert index.article("holidays") is None
    index.close()
    assert words(desk.root, "heliotrope bouquet") == []
    assert words(desk.root, "unused personnel") == []
    assert b"heliotrope" not in b"".join(path.read_bytes() for path in (index.folder / "words").iterdir())
    assert words(desk.root, "window") == ["desks"]
    assert words(desk.root, "client") == ["speakers"]


def test_incremental_index_equals_one_from_scratch(edited: tuple[Desk, Report], tmp_path: Path) -> None:
    """The same sources give the same digest, passages, token vectors and search results, however they came in."""
    desk, report = edited
    fresh = desk.ingest(tmp_path / "index")
    assert fresh.encoded == fresh.passages == report.passages
    assert contents(tmp_path / "index") == contents(desk.root)


def test_old_generation_stays_whole(edited: tuple[Desk, Report], built_desk: Desk, tmp_path: Path) -> None:
    """The generation before the last, which readers may hold, is untouched by the ingest that shares files with it."""
    desk, _ = edited
    shutil.copytree(desk.root, tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("000001\n", encoding="ascii")
    assert contents(tmp_path / "index") == contents(built_desk.root)


def test_no_change_writes_nothing(desk: Desk) -> None:
    """An ingest of the same files keeps the generation and every file but the lock as they are."""
    before, contained = snapshot(desk.root), contents(desk.root)
    report = desk.ingest()
    after = snapshot(desk.root)
    assert {name: entry for name, entry in after.items() if name != "ingest.lock"} == {
        name: entry for name, entry in before.items() if name != "ingest.lock"
    }
    assert report.unchanged == ["deep/references", "holidays", "leaving", "pay"]
    assert (report.added, report.changed, report.removed, report.encoded) == ([], [], [], 0)
    assert (report.passages, report.digest) == (7, contained.digest)


def test_touched_file_is_unchanged(desk: Desk) -> None:
    """The content tells, not the time of a file."""
    os.utime(desk.sources / "pay.txt", (1, 1))
    assert desk.ingest().changed == []


def test_change_back_gives_the_old_digest(desk: Desk) -> None:
    """The digest names the content, not the history."""
    before = contents(desk.root)
    text = (desk.sources / "pay.txt").read_text(encoding="utf-8")
    desk.write("pay.txt", "Ask early.")
    assert desk.ingest().digest != before.digest
    desk.write("pay.txt", text)
    assert desk.ingest().digest == before.digest
    assert contents(desk.root) == before


def break_front_matter(path: Path) -> None:
    """The closing line is lost."""
    path.write_text("---\ntitle: leaving\n\nTell your manager.\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda path: path.write_bytes(b""), "is empty", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"\x00\x01"), "is binary, not text", id="binary"),
        pytest.param(break_front_matter, "front matter is opened on the first line and never closed by ---", id="unclosed"),
        pytest.param(lambda path: (path.unlink(), path.symlink_to("nowhere")), "is a link to a file that is not there", id="link"),
    ],
)
def test_file_that_goes_bad_keeps_its_last_good_version(desk: Desk, damage: Callable[[Path], object], reason: str) -> None:
    """A good article is not lost because its file broke: it stays, with a note, until the file is good again or gone."""
    before = contents(desk.root)
    damage(desk.sources / "leaving.md")
    desk.write("new.txt", "Ask for a heliotrope.")
    report = desk.ingest()
    assert report.skipped == [Skipped("leaving.md", reason)]
    assert report.notes == [("leaving.md", "its last good version stays in the index")]
    assert report.added == ["new"]
    assert "leaving" in report.unchanged
    after = contents(desk.root)
    assert after.exact["articles"]["leaving"] == before.exact["articles"]["leaving"]
    (desk.sources / "leaving.md").unlink()
    assert desk.ingest().removed == ["leaving"]


def test_folder_that_cannot_be_listed_keeps_its_articles(desk: Desk) -> None:
    """Articles of a folder that the system does not let us list are not taken for deleted."""
    unlisted = desk.sources / "deep"
    if os.geteuid() == 0:  # root can list any folder but one that is no folder any more
        shutil.rmtree(unlisted)
        unlisted.symlink_to("nowhere")
    else:
        unlisted.chmod(0)
    report = desk.ingest()
    assert report.removed == []
    assert "deep/references" in report.unchanged
    assert [one.path for one in report.skipped] == ["deep"]


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "is empty"),
    "binary.txt": (b"\x89PNG\x00\x01", "is binary, not text"),
    "unclosed.md": (b"---\ntitle: a\n\nAsk.\n", "front matter is opened on the first line and never closed by ---"),
    "headings.md": (b"# One\n\n## Two\n", "holds no text besides headings and page furniture"),
}
DOUBTFUL_FILES: dict[str, tuple[bytes, str]] = {
    "latin.txt": ("Ask at the café.".encode("latin-1"), "is not UTF-8 (byte 14); read as Windows-1252"),
    "yaml.md": (
        b"---\ntitle: a: b\n---\nAsk.\n",
        "front matter is not valid YAML (mapping values are not allowed here); its plain lines were read",
    ),
    "stamps.md": (b"---\ntitle: a\n---\nAsk [00:02:00]. Wait [00:01:07].\n", "1 time stamp out of order, the first at character 38; kept"),
}


def test_bad_files_are_named_and_the_good_go_in(desk: Desk) -> None:
    """Each file that cannot be read costs a line, each doubtful one a note; all others are in the index."""
    for name, (data, _) in {**BAD_FILES, **DOUBTFUL_FILES}.items():
        (desk.sources / name).write_bytes(data)
    with (desk.sources / "huge.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    (desk.sources / "dangling.txt").symlink_to("nowhere.txt")
    with open(os.fsencode(desk.sources) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"Ask early.")
    report = desk.ingest()
    expected = {name: reason for name, (_, reason) in BAD_FILES.items()} | {
        "huge.txt": "has 50 MB; an article has at most 16",
        "dangling.txt": "is a link to a file that is not there",
        "caf\\xe9.txt": "has a name that is not UTF-8 or holds a control character",
    }
    assert {one.path: one.reason for one in report.skipped} == expected
    assert dict(report.notes) == {name: note for name, (_, note) in DOUBTFUL_FILES.items()}
    assert report.added == ["latin", "stamps", "yaml"]
    assert [card.id for card in Index.open(desk.root).articles()] == [
        "deep/references", "holidays", "latin", "leaving", "pay", "stamps", "yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [None, b""], ids=["no-file", "only-a-bad-file"])
def test_folder_without_articles_is_refused(desk: Desk, content: bytes | None) -> None:
    """An empty folder, perhaps a disk that is not mounted, does not empty the index."""
    before = snapshot(desk.root / "generations")
    shutil.rmtree(desk.sources)
    desk.sources.mkdir()
    if content is not None:
        (desk.sources / "bad.txt").write_bytes(content)
    with pytest.raises(SourceError, match=f"{desk.sources} holds no file that can be read") as refused:
        desk.ingest()
    assert ("bad.txt: is empty" in str(refused.value)) is (content is not None)
    assert snapshot(desk.root / "generations") == before


@pytest.mark.parametrize(
    ("change", "note"),
    [
        pytest.param(lambda folder: (folder / "vectors.faiss").write_bytes(b"x"), "vectors.faiss is damaged", id="damaged"),
        pytest.param(lambda folder: (folder.parent.parent / "CURRENT").write_text("rubbish"), "names no whole index", id="CURRENT"),
    ],
)
def test_unusable_index_is_built_anew(desk: Desk, change: Callable[[Path], object], note: str) -> None:
    """An index that cannot be used is replaced by a whole one, and the report says why."""
    before = contents(desk.root)
    change(Store(desk.root).current())
    report = desk.ingest()
    assert report.added == ["deep/references", "holidays", "leaving", "pay"]
    ((where, why),) = report.notes
    assert where == str(desk.root)
    assert why.startswith("built anew, because ")
    assert note in why
    assert contents(desk.root) == before


def test_other_chunking_builds_anew(desk: Desk) -> None:
    """An index cut in another way is not mixed with this one."""
    report = update_index(desk.sources, desk.root, model=str(desk.model), chunking=Chunking(90))
    assert report.notes == [(str(desk.root), "built anew, because of another chunking")]
    assert report.passages > 7


# killed


KILLED = """
import os, signal, sys
from pathlib import Path
import torch, sentence_transformers, transformers  # imported once, before the forks
import faiss, tantivy, langchain_text_splitters
import index.build
from index.build import update_index

sources, model = Path(sys.argv[1]), sys.argv[2]
index.build.ENCODE_BATCH = 1
CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "shutil.copyfile", "sqlite3.connect")

def run(root, when):
    seen = {"event": 0}

    def kill():
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(event, arguments):  # audit hooks are called before the thing happens
        if event in CHANGES or (event == "open" and str(arguments[0]).startswith(str(root))):
            if when[0] == "event":
                if seen["event"] == int(when[1]):
                    kill()
                seen["event"] += 1
            elif when[0] == "rename" and event == "os.rename" and str(arguments[1]).endswith("CURRENT"):
                seen["event"] = "renamed"
                if when[1] == "before":
                    kill()
            elif when[0] == "rename" and seen["event"] == "renamed":
                kill()

    def progress(stage, done, total):
        if when[0] == "stage" and stage == when[1] and done == int(when[2]):
            kill()

    sys.addaudithook(watch)
    if when[0] == "time":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, float(when[1]))
    update_index(sources, root, model=model, progress=progress)

for line in sys.stdin:
    root, *when = line.split()
    child = os.fork()
    if not child:
        run(Path(root), when)
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def kill_ingests(desk: Desk, roots: dict[Path, str]) -> dict[Path, int]:
    """Ingest into each folder in a process of its own that kills itself where the text says; their exit statuses.

    The moments are `event N` (before the N-th time that a file is opened, linked, renamed or removed),
    `rename before|after` (the step that publishes), `stage NAME DONE` (a progress report) and `time SECONDS`.
    """
    lines = "".join(f"{root} {when}\n" for root, when in roots.items())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(desk.sources), str(desk.model)],
        input=lines, capture_output=True, text=True, check=True, cwd=ROOT, timeout=250,
    )  # fmt: skip
    return dict(zip(roots, map(int, done.stdout.split()), strict=True))


MOMENTS = [
    *(f"event {number}" for number in range(0, 160, 8)),
    *(f"time {tenths / 20:.2f}" for tenths in range(1, 7)),
    "stage reading 1",
    "stage encoding 0",
    "stage encoding 1",
    "stage encoding 2",
    "rename before",
    "rename after",
]
ENCODED_AGAIN = {"stage encoding 0": 2, "stage encoding 1": 1, "stage encoding 2": 0, "rename before": 0, "rename after": 0}
FIRST = "stage encoding 8"


@pytest.fixture(scope="module")
def killed(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Desk, int]]:
    """For each moment, a workplace of two generations whose next ingest was killed then, and the exit status.

    In the last one it was the very first ingest.
    """
    folder = tmp_path_factory.mktemp("killed")
    desk = built_desk.copy(folder / "start")
    desk.write("second.txt", "A Second Start\n\nBegin again on a Monday.\n")
    desk.ingest()
    edit(desk)
    desks = {moment: Desk(desk.sources, folder / moment.replace(" ", "-"), desk.model) for moment in MOMENTS}
    for one in desks.values():
        shutil.copytree(desk.root, one.root)
    desks[FIRST] = Desk(desk.sources, folder / "first", desk.model)
    statuses = kill_ingests(desk, {one.root: moment for moment, one in desks.items()})
    return {moment: (one, statuses[one.root]) for moment, one in desks.items()}


@pytest.fixture(scope="module")
def old_and_new(killed: dict[str, tuple[Desk, int]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, Seen]:
    """What a reader sees of the index before and after an ingest that nobody killed."""
    desk, _ = killed["stage reading 1"]
    whole = desk.copy(tmp_path_factory.mktemp("whole"))
    old = contents(whole.root)
    whole.ingest()
    return old, contents(whole.root)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_ingest_leaves_the_old_or_the_new_index(
    killed: dict[str, tuple[Desk, int]], old_and_new: tuple[Seen, Seen], moment: str
) -> None:
    """Wherever the ingest is killed, the index opens and is the old or the new one, and the next ingest completes it."""
    desk, status = killed[moment]
    old, new = old_and_new
    assert old != new
    left = contents(desk.root)
    assert left in (old, new)
    if moment.startswith(("stage", "rename")):
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert left == (new if moment == "rename after" else old)
    report = desk.ingest()
    assert (report.added == ["desks", "speakers"]) is (left == old)
    assert report.encoded == ENCODED_AGAIN.get(moment, report.encoded), "what the journal has is not encoded again"
    assert contents(desk.root) == new
    assert len(list((desk.root / "generations").iterdir())) <= 3


def test_ingest_is_killed_at_many_steps(killed: dict[str, tuple[Desk, int]]) -> None:
    """The counted moments really reach from the first change of a file to behind the publishing."""
    statuses = {moment: status for moment, (_, status) in killed.items() if moment.startswith("event")}
    assert os.WTERMSIG(statuses["event 0"]) == signal.SIGKILL
    assert sum(os.WIFSIGNALED(status) for status in statuses.values()) >= 12
    assert list(statuses.values())[-1] == 0, "the last count lies behind the end"


def test_killed_first_ingest_is_no_index_and_is_resumed(killed: dict[str, tuple[Desk, int]], old_and_new: tuple[Seen, Seen]) -> None:
    """Killed before anything was published, there is no index; the next ingest makes it without encoding again."""
    desk, status = killed[FIRST]
    assert os.WTERMSIG(status) == signal.SIGKILL
    with pytest.raises(RuntimeError, match=r"no index in .*: run careerqa ingest"):
        Index.open(desk.root)
    assert desk.ingest().encoded == 0
    assert contents(desk.root) == old_and_new[1]


# texts


def test_passage_is_encoded_in_its_context(read: Read) -> None:
    """Title and section stand on the first line, a reply's question at its end; sentences are found behind it."""
    article: Article = read("---\ntitle: pay\n---\n## When\n\nAsk early [00:01:00]. Then wait.\n")
    (passage,) = article.passages
    assert passage_context("pay", passage) == "pay | When"
    text = encoded_text("pay", passage)
    assert text == "pay | When\nAsk early. Then wait."
    assert [text[start:].split()[0] for start in sentence_starts(text, passage)] == ["Ask", "Then"]
    asked = replace(passage, question="word " * 100 + "Can I ask twice?")
    assert passage_context("pay", asked).endswith("word Can I ask twice?")
    assert len(passage_context("pay", asked)) < 200
