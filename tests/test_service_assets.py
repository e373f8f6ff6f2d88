"""The page's own files: read once, compressed once, sent as little as can be."""

import gzip
from pathlib import Path

import pytest
from fastapi import Request

from service.web.assets import SECURITY, SMALLEST, Asset, Assets, send

LONG = b"body { color: black }\n" * 100


def request(**headers: str) -> Request:
    """A request with these headers."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": pairs})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page of three files."""
    (tmp_path / "app.js").write_text("start();", encoding="utf-8")
    (tmp_path / "theme.js").write_text("paint();", encoding="utf-8")
    (tmp_path / "style.css").write_bytes(LONG)
    return tmp_path


def test_files_are_had_by_name(folder: Path) -> None:
    """As they stood when they were read, whatever becomes of the folder; no other file is one."""
    assets = Assets(folder)
    (folder / "app.js").unlink()
    assert assets.get("app.js") == Asset(b"start();", "text/javascript")
    assert [assets.get(name) for name in ("../app.js", "/etc/passwd", "")] == [None, None, None]


def test_modules_are_the_scripts_that_may_wait(folder: Path) -> None:
    """All but the one that colours the page before it is shown."""
    assert Assets(folder).modules == ["app.js"]


def test_the_address_changes_with_names_and_contents(folder: Path) -> None:
    """The same files have the same address on every machine."""
    base = Assets(folder).base
    assert base == Assets(folder).base
    (folder / "app.js").rename(folder / "main.js")
    renamed = Assets(folder).base
    (folder / "main.js").write_text("stop();", encoding="utf-8")
    assert len({base, renamed, Assets(folder).base}) == 3


def test_a_file_whose_type_is_unknown_is_no_part_of_a_page(folder: Path) -> None:
    """It would be sent as what a browser guesses it to be, so the service does not start."""
    (folder / "notes.txt").write_text("for later", encoding="utf-8")
    with pytest.raises(KeyError, match=r"\.txt"):
        Assets(folder)


@pytest.mark.parametrize(
    ("content", "accepted", "packed"),
    [
        pytest.param(LONG, "gzip, br", True, id="long"),
        pytest.param(LONG, "br", False, id="not understood"),
        pytest.param(LONG, "", False, id="nothing said"),
        pytest.param(b"x" * (SMALLEST - 1), "gzip", False, id="short"),
    ],
)
def test_what_is_long_is_compressed_if_understood(content: bytes, accepted: str, packed: bool) -> None:
    """A cache in between is told on what that depends."""
    response = send(request(accept_encoding=accepted), Asset(content, "text/css"))
    assert response.headers.get("content-encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(response.body) if packed else response.body) == content
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("known", "status", "expected"),
    [
        pytest.param(True, 200, 304, id="it has this one"),
        pytest.param(False, 200, 200, id="it has another"),
        pytest.param(True, 404, 404, id="a problem is always told"),
    ],
)
def test_what_is_known_is_not_sent(known: bool, status: int, expected: int) -> None:
    """The tag is that of the content; security headers are there either way."""
    asset = Asset(LONG, "text/css")
    tag = send(request(), asset).headers["etag"]
    response = send(request(if_none_match=tag if known else 'W/"another"'), asset, status=status)
    assert (response.status_code, bool(response.body)) == (expected, expected != 304)
    assert {name: response.headers[name] for name in SECURITY} == SECURITY
