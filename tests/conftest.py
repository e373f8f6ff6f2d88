"""What several test files share: an index of the seeds, and one of four articles with a tiny encoder."""

import os
import re
import shutil
import string
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from index import LocalSnapshot, LocalStore, Report, Snapshot, update_index
from index.encoder import read_settings
from index.model import Model
from index.parts import ENCODER
from index.passage_encoder import Progress
from ingest import Article, Chunking, Source, read_article
from service.answering.tuning import kept_tuning
from service.assistant import Assistant, Fixed
from service.settings import Settings
from service.web.api import create_app
from tests.chromium import NoChromiumError, start_chromium
from tests.loopback import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent

SEED_COLLECTIONS = {
    "000_545cee09d23d1661.txt": "talks",
    "001_878addb260ad28b5.txt": "talks",
    "002_95b02d27df277159.txt": "",
    "003_0c5a6819a0cc41f0.txt": "advice",
}

BuiltOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> BuiltOnce:
    """A function that returns a folder of the run; the first worker that asks fills it, the others wait."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder(name: str, fill: Callable[[Path], object]) -> Path:
        path, full = run / name, run / f"{name}.full"
        with FileLock(run / f"{name}.lock"):
            if not full.exists():
                shutil.rmtree(path, ignore_errors=True)  # what a worker began that failed
                path.mkdir()
                fill(path)
                full.touch()
        return path

    return folder


def _ingest_seeds(root: Path) -> None:
    update_index(ROOT / "seeds", LocalStore(root), tuning=kept_tuning)


@pytest.fixture(scope="session")
def seeds_root(built_once: BuiltOnce) -> Path:
    """An index folder built from the four seeds with the real encoder; no test may change it."""
    return built_once("seeds", lambda folder: _ingest_seeds(folder / "index")) / "index"


@pytest.fixture(scope="session")
def seeds_index(seeds_root: Path) -> Iterator[LocalSnapshot]:
    """The index of the seeds, open."""
    index = LocalStore(seeds_root).open()
    yield index
    index.close()


@pytest.fixture(scope="session")
def seeds_assistant(seeds_index: Snapshot) -> Assistant:
    """What answers from the index of the seeds, without a language model."""
    return Assistant(Fixed(seeds_index))


def _ingest_collections(root: Path, seeds: Path) -> None:
    for name, collection in SEED_COLLECTIONS.items():
        (root / "sources" / collection).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "seeds" / name, root / "sources" / collection / name)
    shutil.copytree(seeds, root / "index")  # whose encodings need not be made again
    update_index(root / "sources", LocalStore(root / "index"), tuning=kept_tuning)


@pytest.fixture(scope="session")
def collected_root(built_once: BuiltOnce, seeds_root: Path) -> Path:
    """An index of the seeds in collections, `SEED_COLLECTIONS`; no test may change it."""
    return built_once("collected", lambda folder: _ingest_collections(folder, seeds_root)) / "index"


@pytest.fixture(scope="session")
def address(seeds_root: Path) -> Iterator[str]:
    """The service over the seeds behind a real server on a free port of loopback."""
    with served(create_app(Settings(index=seeds_root))) as address:
        yield address


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    """Tests whose browser does not start are skipped from here, so that they make one line of the summary."""
    try:
        yield
    except NoChromiumError as error:
        if os.environ.get("BROWSER_TESTS") == "required":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium without a window; for one module, since its event loop would be in the way of others."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        yield chromium
        chromium.close()


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: "Browser", address: str) -> Iterator[Visit]:
    """A function that opens an address of the service in a window of its own, 1200 by 800 unless told.

    When the test ends, no page may have asked another host for anything, nor printed an error that was not
    `expected`.
    """
    opened: list[Any] = []
    problems: list[str] = []

    def go(
        path: str = "/",
        *,
        size: tuple[int, int] = (1200, 800),
        expected: str = "\0",
        before: Any = None,
        **more: Any,
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **({"reduced_motion": "reduce"} | more)
        )
        opened.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()

        def note(problem: str, *, harmless: bool = False) -> None:
            if not harmless and expected not in problem:
                problems.append(problem)

        page.on(
            "request",
            lambda request: note(
                f"asked for {request.url}", harmless=request.url.startswith((address, "blob:"))
            ),
        )
        page.on("console", lambda message: note(message.text))
        page.on("pageerror", lambda error: note(str(error)))
        if before:
            before(page)
        page.goto(address + path)
        return page

    yield go
    for context in opened:
        context.close()
    assert problems == []


Read = Callable[..., Article]


@pytest.fixture(scope="session")
def read() -> Read:
    """A function that reads text or bytes as the file `letter.txt` into an article."""

    def read_text(
        content: str | bytes, *, path: str = "letter.txt", chunking: Chunking | None = None
    ) -> Article:
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return read_article(Source(path, data), article_id=Path(path).stem, chunking=chunking)

    return read_text


DESK_ARTICLES = {
    "leaving.md": """---
title: leaving well
videoId: abcDEF-_123
---

From: [[deskside]] <br/>

## Handing in Notice

Tell your manager in person before you tell anybody else [00:00:10]. Bring a letter of two lines [00:00:20].

## The Last Week

Hand over your routines in writing [00:01:00]. Thank the people who taught you something [00:01:10].
""",
    "pay.txt": """How to Ask for More Money

Find out what others earn before you name a number.

When to Ask

Ask in spring, when the budgets are open. Nobody can say yes in winter.

What to Say

Name the number first and then be silent. Silence is worth a heliotrope bouquet.
""",
    "deep/references.txt": """Who Speaks for You

A former client makes the best reference of all. Ask while they still remember your work.
""",
    "holidays.txt": """Unused Days

Days that you did not take are mostly paid out when you leave. Ask the personnel office for the rule.
""",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A small workplace: a folder of sources, its index folder, and the tiny encoder it is built with."""

    sources: Path
    root: Path
    model: Path

    def write(self, path: str, content: str) -> None:
        """Write a source file."""
        (self.sources / path).parent.mkdir(parents=True, exist_ok=True)
        (self.sources / path).write_text(content, encoding="utf-8")

    def ingest(
        self,
        root: Path | None = None,
        progress: Progress = lambda *_: None,
        reranker: Path | str | None = None,
        *,
        confirmed: bool = False,
    ) -> Report:
        """Bring the index, or another one of the same sources, up to date."""
        return update_index(
            self.sources,
            LocalStore(root or self.root),
            model=str(self.model),
            reranker=str(reranker) if reranker else None,
            tuning=kept_tuning,
            progress=progress,
            confirmed=confirmed,
        )

    def copy(self, folder: Path) -> "Desk":
        """A workplace of one's own, to change."""
        shutil.copytree(self.sources, folder / "sources")
        shutil.copytree(self.root, folder / "index")
        return Desk(folder / "sources", folder / "index", self.model)


@pytest.fixture(scope="session")
def tiny_model(built_once: BuiltOnce) -> Path:
    """A sentence-transformers model on disk.

    One layer of random weights over single letters, with prompts.
    """
    return built_once("model", write_tiny_model) / "tiny"


_LETTERS = string.ascii_lowercase + string.digits
PIECES = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    *_LETTERS,
    *(f"##{letter}" for letter in _LETTERS),
    *".,;:!?|'-()",
)


def write_tiny_model(folder: Path) -> None:
    """Write that model, as `tiny` in a folder."""
    import torch
    from sentence_transformers import SentenceTransformer

    transformers: Any = import_module("transformers")  # its types are incomplete
    (folder / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    torch.manual_seed(7)
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    config = transformers.BertConfig(
        vocab_size=len(PIECES), max_position_embeddings=160, initializer_range=0.5, **shape
    )
    transformers.BertModel(config).save_pretrained(folder / "bert")
    transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    SentenceTransformer(
        str(folder / "bert"), device="cpu", prompts={"query": "asked: ", "document": "read: "}
    ).save(str(folder / "tiny"))


@pytest.fixture(scope="session")
def built_desk(built_once: BuiltOnce, tiny_model: Path) -> Desk:
    """Four small articles and their index; no test may change them."""

    def at(folder: Path) -> Desk:
        return Desk(folder / "sources", folder / "index", tiny_model)

    def fill(folder: Path) -> None:
        for path, content in DESK_ARTICLES.items():
            at(folder).write(path, content)
        at(folder).ingest()

    return at(built_once("desk", fill))


@pytest.fixture(scope="session")
def tiny_cross_encoder(built_once: BuiltOnce) -> Path:
    """A cross-encoder on disk: a BERT of two layers of random weights with one output."""
    return built_once("ranker", write_tiny_cross_encoder)


def write_tiny_cross_encoder(folder: Path, **changed: Any) -> None:
    """Write that model into a folder, with other settings where so wanted.

    Its vocabulary has the words of the four small articles whole; it must be the same in each run, as all
    weights are drawn after it.
    """
    import torch

    transformers: Any = import_module("transformers")  # its types are incomplete
    words = {word for article in DESK_ARTICLES.values() for word in re.findall(r"[a-z]{2,}", article.lower())}
    vocabulary = (*PIECES, *sorted(words))
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(5)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    settings = {"max_position_embeddings": 96, "initializer_range": 0.3, "num_labels": 1} | changed
    config = transformers.BertConfig(vocab_size=len(vocabulary), **shape, **settings)
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)


@pytest.fixture(scope="session")
def crossed_desk(built_once: BuiltOnce, built_desk: Desk, tiny_cross_encoder: Path) -> Desk:
    """The small workplace whose index carries that cross-encoder; no test may change it."""
    folder = built_once("crossed", lambda folder: built_desk.copy(folder).ingest(reranker=tiny_cross_encoder))
    return Desk(folder / "sources", folder / "index", built_desk.model)


@pytest.fixture
def quick_export(built_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny encoder, which takes seconds to export, is copied from the small workplace's index.

    Where it is.
    """
    exported = LocalStore(built_desk.root).open().part(ENCODER)
    assert exported is not None

    def export(model: Model, folder: Path) -> None:
        assert model.settings == read_settings(exported)
        shutil.copytree(exported, folder, dirs_exist_ok=True)

    monkeypatch.setattr(Model, "export", export)


@pytest.fixture
def desk(built_desk: Desk, tmp_path: Path) -> Desk:
    """A copy of the small workplace, to change."""
    return built_desk.copy(tmp_path)
