"""Sources added and removed over HTTP: who may, what is told of each file, and what is answered after."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from service.changing.files import SourceFiles
from service.serving.exposure import ExposureError, checked
from service.settings import Settings
from service.web import changes
from service.web.api import create_app
from tests.conftest import Desk
from tests.loopback import served
from tests.test_service_events import read_events

KEY = "correct horse battery"
OURS = {"X-CareerQA": "change"}
WINDOW = "Windows\n\nAsk for the desk by the window before anybody else does.\n"


@pytest.fixture(scope="module")
def closed(built_desk: Desk) -> Iterator[str]:
    """A service that lets nobody change anything."""
    with served(create_app(Settings(index=built_desk.root))) as address:
        yield address


@pytest.fixture
def opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service on this machine that lets itself be changed, without a key."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    with served(
        create_app(Settings(index=desk.root, sources=(str(desk.sources),), allow_changes=True))
    ) as address:
        yield address


def put(address: str, path: str, content: str = WINDOW, headers: Any = None, **more: Any) -> httpx.Response:
    """Send a file."""
    query = {"path": path, **more}
    headers = OURS if headers is None else headers
    return httpx.put(
        f"{address}/api/sources/file", params=query, content=content, headers=headers, timeout=60
    )


def updated(address: str, **body: Any) -> list[tuple[str, Any]]:
    """The events of an update."""
    told = httpx.post(f"{address}/api/sources/update", json=body, headers=OURS, timeout=300)
    assert told.status_code == 200, told.text
    blocks = [block for block in told.text.split("\n\n") if not block.startswith(":")]  # no pings
    return read_events("\n\n".join(blocks))


def listed(address: str) -> dict[str, Any]:
    """What is known."""
    found: dict[str, Any] = httpx.get(f"{address}/api/sources", timeout=60).raise_for_status().json()
    return found


def test_nothing_is_changed_unless_allowed(closed: str, built_desk: Desk) -> None:
    """Whatever is asked of it; the list is there and says so."""
    before = sorted(built_desk.sources.rglob("*"))
    for told in (
        put(closed, "new.txt"),
        httpx.post(f"{closed}/api/sources/remove", json={"files": ["pay.txt"]}, headers=OURS),
        httpx.post(f"{closed}/api/sources/update", json={}, headers=OURS),
    ):
        assert (told.status_code, told.json()["error"]["code"]) == (403, "not_allowed")
        assert "--allow-changes" in told.json()["error"]["message"]
    assert sorted(built_desk.sources.rglob("*")) == before
    assert listed(closed)["changes"]["allowed"] is False


def test_what_is_known_is_listed(closed: str, built_desk: Desk) -> None:
    """Each article with its words, kind and collection; no place on the machine is told."""
    found = listed(closed)
    assert [one["id"] for one in found["articles"]] == ["deep/references", "holidays", "leaving", "pay"]
    reference = found["articles"][0]
    assert (reference["collection"], reference["file"]) == ("deep", "deep/references.txt")
    assert reference["words"] == len((built_desk.sources / "deep/references.txt").read_text().split())
    assert (reference["kind"], found["articles"][2]["kind"]) == ("plain text", "Markdown")
    assert str(built_desk.sources.parent) not in json.dumps(found)
    told = httpx.get(f"{closed}/api/sources", headers={"accept-encoding": "gzip"})
    again = httpx.get(f"{closed}/api/sources", headers={"if-none-match": told.headers["etag"]})
    assert (told.headers["content-encoding"], again.status_code) == ("gzip", 304)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 403, id="no-header"),
        pytest.param({"x-careerqa": "yes"}, 403, id="another-word"),
        pytest.param({**OURS, "origin": "https://evil.example"}, 403, id="page-of-another-site"),
        pytest.param({**OURS, "origin": "null"}, 403, id="sandboxed-page"),
        pytest.param({**OURS, "sec-fetch-site": "cross-site"}, 403, id="browser-says-cross-site"),
        pytest.param({**OURS, "sec-fetch-site": "same-site"}, 403, id="another-port"),
        pytest.param({**OURS, "host": "rebound.example"}, 421, id="rebound-name"),
        pytest.param(
            {**OURS, "host": "rebound.example", "origin": "http://rebound.example"}, 421, id="rebound-page"
        ),
        pytest.param({**OURS, "x-forwarded-for": "192.0.2.1"}, 403, id="through-a-proxy"),
        pytest.param({**OURS, "via": "1.1 proxy"}, 403, id="through-another-proxy"),
        pytest.param({**OURS, "host": "localhost:81", "origin": "http://localhost:81"}, 422, id="own-page"),
        pytest.param(OURS, 422, id="own-program"),
    ],
)
def test_another_page_changes_nothing(opened: str, desk: Desk, headers: dict[str, str], status: int) -> None:
    """Nor what comes by another name or from afar; who may is told what is wrong with a file instead."""
    assert put(opened, "../new.txt", headers=headers).status_code == status
    asked = httpx.post(f"{opened}/api/sources/remove", json={"files": ["none.txt"]}, headers=headers)
    assert asked.status_code == status
    assert not list(desk.sources.parent.rglob("new.txt"))


def test_a_key_is_asked_for(desk: Desk) -> None:
    """Each time, on loopback too; with it a request may come through a proxy. Asking needs none there."""
    settings = Settings(
        index=desk.root,
        sources=(str(desk.sources),),
        allow_changes=True,
        changes_key=SecretStr(KEY),
        allowed_hosts=("careers.example",),
    )
    with served(create_app(settings)) as address:
        for given in (None, "Bearer", f"Bearer {KEY[:-1]}", f"Bearer {KEY}s", "Bearer cl\u00e9"):
            headers: dict[str, Any] = OURS | ({"authorization": given.encode()} if given else {})
            told = put(address, "new.txt", headers=headers)
            assert (told.status_code, told.json()["error"]["code"]) == (401, "key_needed")
        afar = {
            "host": "careers.example",
            "origin": "https://careers.example",
            "x-forwarded-for": "192.0.2.1",
        }
        right = OURS | afar | {"authorization": f"Bearer {KEY}"}
        assert put(address, "new.txt", headers=right).status_code == 201
        told = httpx.get(f"{address}/api/sources", headers=right, timeout=60)
        assert told.json()["changes"]["key"] is True  # or guesses would be told to be right, uncounted
        assert listed(address)["changes"]["key"] is True
        assert KEY not in json.dumps(listed(address))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, None),
        ({"host": "127.0.0.2"}, None),
        ({"host": "0.0.0.0"}, "with --allow-changes 0.0.0.0 needs a key for that: careerqa keys add NAME"),
        ({"host": "::"}, "with --allow-changes :: needs a key for that: careerqa keys add NAME"),
        ({"host": "192.0.2.7", "changes_key": ""}, "needs a key"),
        ({"host": "192.0.2.7", "api_key": KEY}, "needs a key for that"),
        ({"host": "0.0.0.0", "changes_key": KEY}, None),
        ({"changes_key": "short"}, "at least 16 characters"),
    ],
)
def test_beyond_this_machine_a_key_is_wanted(given: dict[str, Any], told: str | None, tmp_path: Path) -> None:
    """The service does not start without one, also where it is open to all who ask."""
    settings = Settings(index=tmp_path / "index", allow_changes=True, open=True, **given)
    if told is None:
        checked(settings)
        return
    with pytest.raises(ExposureError, match=told):
        checked(settings)


def test_a_file_is_received_once(opened: str, desk: Desk) -> None:
    """What is there already is told; another one takes its place only when told so; a wrong one is refused."""
    assert put(opened, "more/window.txt").json() == {
        "path": "more/window.txt",
        "bytes": len(WINDOW),
        "new": True,
    }
    assert put(opened, "more/window.txt").json()["new"] is False
    told = put(opened, "more/window.txt", "Doors\n\nKeep the door closed.\n")
    assert (told.status_code, told.json()["error"]["code"]) == (409, "already_there")
    assert (desk.sources / "more/window.txt").read_text() == WINDOW
    assert put(opened, "more/window.txt", "Doors\n\nKeep the door closed.\n", replace=True).status_code == 201
    told = put(opened, "cat.png", "\x89PNG")
    assert told.status_code == 422
    assert "the formats that are read are Markdown" in told.json()["error"]["message"]
    assert [path.name for path in desk.sources.iterdir() if path.name.startswith(".careerqa-arr")] == []


@pytest.mark.slow
def test_what_is_added_is_answered_from_and_what_is_removed_is_not(opened: str) -> None:
    """Each file's steps are told in order; a file that no reader can read is named with the reason."""
    assert put(opened, "more/window.txt").status_code == 201
    assert put(opened, "headings.md", "## One\n\n## Two\n").status_code == 201
    events = updated(opened, added=["more/window.txt", "headings.md"])
    steps = [told["step"] for name, told in events if name == "file" and told["path"] == "more/window.txt"]
    assert steps == ["read", "encoded", "indexed"]
    (problem,) = [told for name, told in events if name == "file" and told["path"] == "headings.md"]
    assert problem["step"] == "problem"
    assert "holds no text" in problem["message"]
    name, done = events[-1]
    assert (name, done["added"], done["unchanged"], done["skipped"]) == ("done", 1, 4, 1)
    found = listed(opened)
    assert done["index"] == found["index"]
    assert "more/window" in [one["id"] for one in found["articles"]]
    assert [one["path"] for one in found["left_out"]] == ["headings.md"]
    gone = ["more/window.txt", "headings.md", "pay.txt", "holidays.txt", "leaving.md"]
    told = httpx.post(f"{opened}/api/sources/remove", json={"files": gone}, headers=OURS)
    assert told.status_code == 200
    events = updated(opened, removed=gone)
    assert (events[-1][0], events[-1][1]["removed"]) == ("done", 4)
    assert [one["id"] for one in listed(opened)["articles"]] == ["deep/references"]


@pytest.mark.slow
def test_what_is_not_read_is_no_success(opened: str, desk: Desk) -> None:
    """What the folder's own list leaves out is told not to be read."""
    desk.write(".careerqaignore", "drafts/\n")
    assert put(opened, "drafts/window.txt").status_code == 201
    events = updated(opened, added=["drafts/window.txt"])
    (told,) = [told for name, told in events if name == "file"]
    assert (told["step"], told["message"]) == ("problem", "is not read, as .careerqaignore has it")


@pytest.mark.slow
def test_a_folder_that_vanished_is_not_taken_for_a_removal(opened: str, desk: Desk) -> None:
    """More than half gone without anybody's word: nothing is changed, and no place on the machine is told."""
    for name in ("pay.txt", "holidays.txt", "leaving.md"):
        (desk.sources / name).unlink()
    events = updated(opened, removed=["pay.txt"])
    assert events[-1][0] == "error"
    message = events[-1][1]["error"]["message"]
    assert "3 of the 4 articles of the index" in message
    assert str(desk.sources.parent) not in message
    assert len(listed(opened)["articles"]) == 4


@pytest.mark.slow
def test_the_first_sources_may_come_over_http(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an index the list is empty, and what is added goes into `sources` beside where it will be."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    root = tmp_path / "new" / "index"
    with served(create_app(Settings(index=root, allow_changes=True))) as address:
        assert (listed(address)["index"], listed(address)["articles"]) == ("", [])
        assert put(address, "window.txt").status_code == 201
        assert (tmp_path / "new/sources/window.txt").read_text() == WINDOW
        assert updated(address, added=["window.txt"])[-1][0] == "done"
        assert [one["title"] for one in listed(address)["articles"]] == ["Windows"]


def test_no_folder_is_told_of_an_index_made_from_another(built_desk: Desk, tmp_path: Path) -> None:
    """Neither the one that is followed now, nor the one that the manifest names, nor the index's."""
    other = tmp_path / "other"
    running = create_app(Settings(index=built_desk.root, sources=(str(other),))).state.running
    made_from = running.assistant.opened.get().manifest.sources
    message = f"{built_desk.root} was made from {made_from}, not from {other}"
    told = changes._without_places(message, running, SourceFiles(other))
    assert told == "the index was made from the folder of sources, not from the folder of sources"
