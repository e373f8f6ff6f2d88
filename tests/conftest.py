"""What several test files share: an index of the seeds, built once."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from index import Index, update_index
from ingest import Article, Chunking, SourceFile, read_source

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def seeds_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder built from the four seeds with the real encoder; no test may change it."""
    root = tmp_path_factory.mktemp("seeds") / "index"
    update_index(ROOT / "seeds", root)
    return root


@pytest.fixture(scope="session")
def seeds_index(seeds_root: Path) -> Iterator[Index]:
    """The index of the seeds, open."""
    index = Index.open(seeds_root)
    yield index
    index.close()


Read = Callable[..., Article]


@pytest.fixture(scope="session")
def read() -> Read:
    """A function that reads text or bytes as the file `letter.txt` into an article."""

    def read_text(content: str | bytes, *, path: str = "letter.txt", chunking: Chunking | None = None) -> Article:
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return read_source(SourceFile(path, Path(path).stem, sha256(data).hexdigest(), data), chunking)

    return read_text
