"""Sources put in and taken out over HTTP, where the service was started with `--allow-changes`.

A page of another site must not be able to: the guard before all routes refuses it, and each request carries
besides a header that no form and no other page can send. Where keys are asked for, or one has that right, a key
that has it is wanted each time; else only this machine itself is listened to.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from index import IndexUnusable
from service.answering.several import FIRST_FAULT
from service.changing.files import ChangeError, SourceFiles, is_of
from service.changing.updates import Told, Updates, lacking
from service.protocols.events import EVENTS, Event, event_stream, named
from service.serving.dependencies import Running, RunningHere, SettingsHere
from service.web.doors.hosts import host_name, is_loopback
from service.web.doors.keys import CALLER
from service.web.doors.rates import client_of, too_often
from service.web.few_keys import FewKeys

MOST_FILES = 10_000  # that one update tells of
SERVED_SECONDS = 20.0  # that a new index is waited for, here
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def may_change(
    request: Request,
    settings: SettingsHere,
    x_careerqa: Annotated[str, Header(json_schema_extra={"enum": ["change"]})] = "",
) -> None:
    """Refuse who must not change anything, and what cannot be changed here."""
    if not settings.allow_changes:
        raise HTTPException(
            403, "sources are not changed here: careerqa serve --allow-changes would have it so"
        )
    if x_careerqa != "change":
        raise HTTPException(403, "a change comes from this service's own page, or says X-CareerQA: change")
    if asks_key(request):
        _refuse_key(request)
    elif not request.scope.get(CALLER) and not _of_this_machine(request):
        raise HTTPException(
            403,
            "without a key only this machine itself changes sources: careerqa keys add NAME --changes makes one",
        )
    if missing := lacking():
        raise HTTPException(501, missing)


def asks_key(request: Request) -> bool:
    """Whether a change needs a key that this request did not bring."""
    caller, keyring = request.scope.get(CALLER), request.app.state.doors.keyring
    return not (caller and caller.changes) and (keyring.wanted() or keyring.of_changes())


def _refuse_key(request: Request) -> NoReturn:
    """Tell that a key is wanted, or another one; guesses are counted, as they are elsewhere."""
    if request.scope.get(CALLER):
        raise HTTPException(
            403, "this key changes no sources: careerqa keys add NAME --changes makes one that does"
        )
    if "authorization" in request.headers and (
        seconds := request.app.state.doors.rates.failed(client_of(request))
    ):
        raise HTTPException(429, *too_often(seconds))
    raise HTTPException(401, "changes need the key that allows them")


def _of_this_machine(request: Request) -> bool:
    """Whether it came from here, by a name that is this machine's alone, and through no proxy."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    named = host_name(request.headers.get("host", "")) or ""
    return is_loopback(request.client.host) and is_loopback(named)


class Received(BaseModel):
    """A file that came; not `new` where it was there already, byte for byte."""

    path: str
    bytes: int
    new: bool


Paths = Annotated[list[Annotated[str, Field(max_length=2000)]], FIRST_FAULT, Field(max_length=MOST_FILES)]


class Removal(FewKeys):
    """Files to take out."""

    files: Paths


class Changed(FewKeys):
    """Files that were put in or taken out, of which is told what becomes of them."""

    added: Paths = Field(default=[])
    removed: Paths = Field(default=[])


routes = APIRouter(prefix="/api/sources", dependencies=[Depends(may_change)], tags=["sources"])


@routes.put("/file", status_code=201)
async def add(request: Request, running: RunningHere, path: str, *, replace: bool = False) -> Received:
    """Put a file into the folder of sources; the body is the file. The index is another request's."""
    files = await run_in_threadpool(source_files, running)
    with _as_told():
        arrived = await run_in_threadpool(files.arriving, path)
        try:
            size = await _receive(request, arrived)
            new = await run_in_threadpool(files.put, arrived, path, instead=replace)
        finally:
            arrived.unlink(missing_ok=True)
    return Received(path=path, bytes=size, new=new)


@routes.post("/remove")
def remove(body: Removal, running: RunningHere) -> Removal:
    """Take files out of the folder of sources; they are kept aside. The index is another request's."""
    files = source_files(running)
    with _as_told():
        for path in body.files:
            files.remove(path)
    return body


@routes.post(
    "/update",
    response_class=Response,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}},
)
def update(body: Changed, request: Request, running: RunningHere) -> Response:
    """Bring the index up to date, and tell as events how far each file is, and what came of it."""
    updates: Updates = request.app.state.updates
    return event_stream(_events(running, updates, source_files(running), body))


def source_files(running: Running) -> SourceFiles:
    """The folder of sources of a running service."""
    manifest = None
    with suppress(IndexUnusable):
        manifest = running.assistant.opened.get().manifest
    with _as_told():
        return SourceFiles.of(running.settings.followed(), running.settings.index, manifest)


@contextmanager
def _as_told() -> Iterator[None]:
    """Have what cannot be changed told as an error of HTTP."""
    try:
        yield
    except ChangeError as error:
        raise HTTPException(409 if error.another else 422, str(error)) from error


async def _receive(request: Request, place: Path) -> int:
    """The body, written as it comes; how long it is."""
    size = 0
    with place.open("xb") as file:
        async for piece in request.stream():
            size += file.write(piece)
    return size


def _events(running: Running, updates: Updates, files: SourceFiles, body: Changed) -> Iterator[Event]:
    """Steps of files and of the whole as they come, then each file's end, then the report."""
    report: Told = {}
    for told in updates.run(files, body.removed):
        if "error" in told:
            message = _without_places(told["error"], running, files)
            yield named("error", {"error": {"code": "not_updated", "message": message}})
            return
        report = told.get("report", report)
        if "report" not in told:
            yield named("file" if "path" in told else "progress", told)
    _wait(running, report["digest"])
    there = [card.path for card in running.assistant.articles()]
    for path in body.added:
        yield named("file", {"path": path, **_end(path, report, there)})
    counts = {name: len(report[name]) for name in ("added", "changed", "removed", "unchanged", "skipped")}
    yield named("done", {**counts, "index": report["digest"]})


def _end(path: str, report: Told, there: Sequence[str]) -> dict[str, Any]:
    """What became of a file: a problem, or it is in the index, with what was noted of it."""
    told = [one["reason"] for one in report["skipped"] if is_of(one["path"], path)]
    told += [note for other, note in report["notes"] if is_of(other, path)]
    bad = any(one["path"] == path for one in report["skipped"])  # its last good version may be there
    if not bad and any(is_of(other, path) for other in there):
        return {"step": "indexed", "message": "; ".join(told)}
    return {"step": "problem", "message": "; ".join(told) or "is not read, as .careerqaignore has it"}


def _wait(running: Running, digest: str) -> None:
    """Until the new index is the one that this process answers from."""
    until = time.monotonic() + SERVED_SECONDS
    while time.monotonic() < until:
        with suppress(IndexUnusable):
            if running.assistant.opened.get().manifest.digest == digest:
                return
        time.sleep(0.1)


def _without_places(message: str, running: Running, files: SourceFiles) -> str:
    """A message of the ingest without where things are on this machine."""
    tops = {str(top) for top in files.tops()}
    with suppress(IndexUnusable):  # what it was made from may be another folder than the one now followed
        manifest = running.assistant.opened.get().manifest
        tops |= {manifest.sources, *manifest.folders.values()} - {""}
    places = {str(running.settings.index): "the index"} | dict.fromkeys(tops, "the folder of sources")
    for place in sorted(places, key=len, reverse=True):  # a folder's own before those above it
        message = message.replace(place, places[place])
    return message
