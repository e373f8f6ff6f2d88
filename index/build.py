"""Bring an index up to date with a folder of sources: what changed is read, encoded and written as a stream.

Nothing is held but one batch of articles with their encodings; where it is written is the store's.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.changes import Digests, check_removal, compare, left_over, renamed
from index.context import encoding_key
from index.encoder import EncoderSettings, read_settings
from index.manifest import FORMAT, IndexUnusable, Manifest, content_digest
from index.parts import CROSS_ENCODER, ENCODER, parts_of
from index.passage_encoder import PASSAGES_AT_ONCE, PassageEncoder, Progress
from index.store import Part, Store, Writer
from ingest import (
    READER_VERSION,
    Article,
    Chunking,
    Folders,
    Noted,
    Skipped,
    SourceError,
    SourceFile,
    names_of_formats,
    read_source,
    scan_sources,
)

MOST_SKIPPED_KEPT = 1000  # files that are no sources, kept to be listed
Tune = Callable[[EncoderSettings], Mapping[str, Any]]


Told = Callable[[str, Literal["read", "encoded"]], None]
"""Hears the path of each file that is new or changed, and how far it is."""


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _untold(path: str, step: str) -> None:
    """Steps of files that nobody watches."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did: article ids, skipped files with their reasons, notes as `(path, note)`.

    `renamed` has the new path of each file that only moved, by its old one; its article is both removed and
    added.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    digest: str = ""
    passages: int = 0
    encoded: int = 0


def update_index(
    sources: Path | Folders,
    store: Store,
    *,
    model: str | None = None,
    reranker: str | None = None,
    chunking: Chunking | None = None,
    tuning: Tune | None = None,
    progress: Progress = _silent,
    told: Told = _untold,
    kept_out: Collection[Path] = (),
    follow_links: bool = False,
    confirmed: bool = False,
) -> Report:
    """Ingest a folder, or several as collections, into a store and publish the result in one step.

    `model` and `reranker` name an encoder and a cross-encoder; an index that is made without them has the
    default one and none. A model of the hub stays at the commit that the index was first made with, unless
    another revision is named (`NAME@REVISION`). `tuning` gives, for an encoder, the numbers that are kept
    with the index, as JSON. `told` hears of each file that is new or changed when it is read, and when its
    passages are encoded.
    Neither what is `kept_out`, files or folders, nor the store's own folder is a source.

    Raises `SourceError` where `sources` is no folder or where there is neither anything usable in it nor an
    index of what was, `IndexUnusable` where another ingest runs, `index.model.ModelError` where a model
    cannot be had, `index.changes.RemovalUnconfirmedError` where most articles would be taken out and that is
    not `confirmed`.
    """
    from index.model import check_shipped, find_model  # imports no torch by itself

    own = [] if store.folder is None else [store.folder]
    files = list(scan_sources(sources, kept_out=[*kept_out, *own], follow_links=follow_links))
    with store.writer() as writer:
        check_shipped()
        kept = _kept_revisions(writer)
        encodes, ranks = find_model(model, kept), find_model(reranker, kept) if reranker else None
        encoder = PassageEncoder(encodes, progress)
        parts = parts_of(encoder, ranks)
        revisions = {each.name: each.revision for each in (encodes, ranks) if each and each.revision}
        ingest = _Ingest(
            writer,
            encoder,
            parts,
            revisions,
            chunking or Chunking(),
            tuning or (lambda _: {}),
            progress,
            told,
        )
        return ingest.run(sources, files, store.place, follow_links=follow_links, confirmed=confirmed)


class _Ingest:
    """One ingest, from the comparison of digests to the publishing."""

    def __init__(
        self,
        writer: Writer,
        encoder: PassageEncoder,
        parts: Sequence[Part],
        revisions: dict[str, str],
        chunking: Chunking,
        tuning: Tune,
        progress: Progress,
        told: Told,
    ) -> None:
        self._writer = writer
        self._encoder = encoder
        self._chunking = chunking
        self._tuning = tuning
        self._progress = progress
        self._told = told
        self._parts = parts
        self._revisions = revisions
        self._report = Report()
        self._previous: Manifest | None = None
        self._replaced: Manifest | None = None
        self._digests: dict[str, tuple[str, str]] = {}
        self._settings: EncoderSettings | None = None
        self._passages = 0

    def run(
        self,
        sources: Path | Folders,
        files: Sequence[SourceFile | Skipped | Noted],
        place: str,
        *,
        follow_links: bool,
        confirmed: bool,
    ) -> Report:
        """Compare, read, encode, write, publish, as far as there is something to do."""
        report = self._report
        self._previous = self._usable_previous(place)
        had: Digests = self._writer.digests() if self._replaced else {}
        known: Digests = had if self._previous else {}
        self._digests = dict(known)
        changes = compare(files, known)
        if self._replaced and not confirmed:
            check_removal(had, compare(files, had), str(sources), place, self._replaced.sources)
        report.unchanged.extend(changes.unchanged)
        report.skipped.extend(changes.skipped)
        report.notes.extend((noted.path, noted.note) for noted in changes.notes)
        for batch in _batches(self._read(changes.files)):
            self._begin()
            self._write(batch, known)
        kept, gone = left_over(known, [*report.added, *report.changed, *report.unchanged], report.skipped)
        report.unchanged.extend(kept)
        report.notes.extend((path, "its last good version stays in the index") for path in kept.values())
        if not report.added and not report.changed and not report.unchanged and not self._previous:
            reasons = "".join(f"\nskipped {file.path}: {file.reason}" for file in report.skipped)
            formats = f"\nThe formats that are read: {names_of_formats()}."
            raise SourceError(f"{sources} holds no file that can be read{reasons}{formats}")
        for article_id in gone:
            self._begin()
            self._remove(article_id)
            report.removed.append(article_id)
        report.renamed.update(renamed(known, changes.files, gone))
        if not self._digests:
            report.notes.append((place, "holds no article any more: every question is refused"))
        named = sources.named if isinstance(sources, Folders) else ()
        folders = {name: str(path) for name, path in named}
        origin = {"sources": str(sources), "folders": folders, "follow_links": follow_links}
        manifest = self._published(origin)
        return replace(
            report, digest=manifest.digest, passages=manifest.passages, encoded=self._encoder.encoded
        )

    def _identity(self) -> dict[str, Any]:
        """What makes two generations differ as a whole."""
        return {
            "encoder": self._encoder.digest,
            "chunking": asdict(self._chunking),
            "reader": READER_VERSION,
            "format": FORMAT,
        }

    def _usable_previous(self, place: str) -> Manifest | None:
        """How the published generation was built, if it can be gone on with; a note says why it cannot."""
        try:
            manifest = self._writer.previous()
        except IndexUnusable as error:
            self._report.notes.append((place, f"built anew, because {error.problem}"))
            return None
        if manifest is None:
            return None
        self._replaced = manifest
        if CROSS_ENCODER in manifest.parts and CROSS_ENCODER not in {part.name for part in self._parts}:
            self._report.notes.append(
                (place, "without its cross-encoder from now on: no --reranker was given")
            )
        identity = self._identity()
        have = {**{key: getattr(manifest, key) for key in identity}, "encoder": manifest.encoder["digest"]}
        if have != identity:
            changed = ", ".join(key for key in identity if have[key] != identity[key])
            self._report.notes.append((place, f"built anew, because of another {changed}"))
            return None
        return manifest

    def _read(self, files: list[SourceFile]) -> Iterator[Article]:
        """Articles of files, one after the other; a file that cannot be read is noted."""
        for done, file in enumerate(files):
            self._progress("reading", done, len(files))
            try:
                article = read_source(file, self._chunking)
            except SourceError as error:
                self._report.skipped.append(Skipped(file.path, str(error)))
            else:
                self._report.notes.extend((file.path, note) for note in article.notes)
                self._told(file.path, "read")
                yield article

    def _begin(self) -> None:
        """Begin the generation, when the first thing to write is there."""
        if self._settings is not None:
            return
        self._writer.begin(self._encoder.digest, inherit=self._previous is not None)
        self._passages = self._previous.passages if self._previous else 0
        folders = {part.name: self._writer.add_part(part) for part in self._parts}
        self._settings = read_settings(folders[ENCODER])

    def _write(self, batch: list[Article], known: Digests) -> None:
        """Put articles in the place of those of the same id, encoding what nobody has encoded yet."""
        keys = [[encoding_key(article.title, passage) for passage in article.passages] for article in batch]
        at_hand = self._encoder.encodings(
            {
                key: (article.title, passage)
                for article, own in zip(batch, keys, strict=True)
                for key, passage in zip(own, article.passages, strict=True)
            },
            self._writer,
        )
        for article, own in zip(batch, keys, strict=True):
            if article.id in known:
                self._remove(article.id)
            self._writer.put(
                article, ((key, at_hand.get(key) or self._writer.kept([key])[key]) for key in own)
            )
            self._digests[article.id] = (article.path, article.sha256)
            self._passages += len(article.passages)
            self._told(article.path, "encoded")
            (self._report.changed if article.id in known else self._report.added).append(article.id)

    def _remove(self, article_id: str) -> None:
        self._passages -= self._writer.remove(article_id)
        del self._digests[article_id]

    def _published(self, origin: Mapping[str, Any]) -> Manifest:
        """The manifest of what is published now: the previous one, where the next would be the same.

        `origin` are its fields of where the sources are.
        """
        if self._settings is None and self._previous is not None:
            tuning = self._tuning(EncoderSettings(**self._previous.encoder))
            told = {
                **origin,
                "skipped": self._skipped(),
                "revisions": self._revisions,
                "digest": self._digest(tuning),
            }
            if all(getattr(self._previous, name) == value for name, value in told.items()):
                return self._previous
        self._begin()
        assert self._settings is not None  # _begin sets it
        tuning = self._tuning(self._settings)
        manifest = Manifest(
            format=FORMAT,
            digest=self._digest(tuning),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            reader=READER_VERSION,
            encoder=asdict(self._settings),
            chunking=asdict(self._chunking),
            articles=len(self._digests),
            passages=self._passages,
            parts={part.name: part.digest for part in self._parts},
            skipped=self._skipped(),
            revisions=self._revisions,
            **origin,
        )
        return self._writer.publish(manifest, tuning)

    def _skipped(self) -> list[list[str]]:
        return [[file.path, file.reason] for file in self._report.skipped[:MOST_SKIPPED_KEPT]]

    def _digest(self, tuning: Mapping[str, Any]) -> str:
        """Names the content, as the manifest will have it."""
        parts = {part.name: part.digest for part in self._parts}
        return content_digest(self._identity(), parts, tuning, self._digests)


def _kept_revisions(writer: Writer) -> Mapping[str, str]:
    """Commits of the hub's models that the published index was made with, by name; none if it is damaged."""
    try:
        manifest = writer.previous()
    except IndexUnusable:
        return {}
    return manifest.revisions if manifest else {}


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in runs of at least `PASSAGES_AT_ONCE` passages."""
    batch: list[Article] = []
    passages = 0
    for article in articles:
        batch.append(article)
        passages += len(article.passages)
        if passages >= PASSAGES_AT_ONCE:
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch
