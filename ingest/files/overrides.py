"""What `sources.yaml` says of the files beside it: a title, an author, where stamps stand.

    talks/*.md:          # a file, or a pattern of gitignore
      author: Ann Bell
      stamps: before

Where several entries apply to a file, the last one counts, field by field.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.core.article import SourceError
from ingest.files.source_file import Noted, opened
from ingest.text.front_matter import DAY, VIDEO_ID, WEB_ADDRESS

if TYPE_CHECKING:
    import yaml
    from pathspec import GitIgnoreSpec

FILE = "sources.yaml"
LARGEST = 2**20
MOST_PROBLEMS = 20
_ADDRESS = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#\s]{0,2000}&)?v=|embed/|shorts/|live/)|youtu\.be/)"
    r"([\w-]{11})(?![\w-])\S*"
)


def _line(value: str) -> str:
    """A value as one line of text."""
    return " ".join(value.split())


def _video(value: str) -> str:
    """The id of a video on YouTube, told also from its address."""
    address = _ADDRESS.fullmatch(value.strip())
    found = address[1] if address else value.strip()
    if not VIDEO_ID.fullmatch(found):
        raise ValueError("is neither the id nor the address of a video on YouTube")
    return found


def _url(value: str) -> str:
    """A web address."""
    if not WEB_ADDRESS.fullmatch(value.strip()):
        raise ValueError("is no address that begins with https:// or http://")
    return value.strip()


def _date(value: str) -> str:
    """A day."""
    if not DAY.fullmatch(value.strip()):
        raise ValueError("is no day such as 2021-03-04")
    return value.strip()


def _stamps(value: str) -> str:
    """Where stamps stand."""
    if value not in ("before", "behind"):
        raise ValueError("is neither before nor behind (what is said)")
    return value


# What may be said of a file, and how it is read; `stamps` is an argument of reading, the others are fields
# of `Article`.
FIELDS: Mapping[str, Callable[[str], str]] = {
    "title": _line,
    "author": _line,
    "channel": _line,
    "video": _video,
    "url": _url,
    "date": _date,
    "licence": _line,
    "stamps": _stamps,
}


@dataclass
class _Entry:
    """A file or pattern, the line it stands on, what is said, and whether it has met a file."""

    path: str
    line: int
    spec: "GitIgnoreSpec"
    said: dict[str, str] = field(default_factory=dict)
    met: bool = False

    def applies(self, path: str) -> bool:
        """A path that is written out is that file, whatever it may be as a pattern."""
        found = self.path == path or bool(self.spec.check_file(path).include)
        self.met = self.met or found
        return found


class Overrides:
    """What a `sources.yaml` says, of which file; nothing where there is none."""

    def __init__(self, folder: Path) -> None:
        """Read the file of a folder.

        Raises `SourceError` with a line for each thing that is wrong with it: articles would be changed.
        """
        self.notes: list[Noted] = []
        self._entries: list[_Entry] = []
        self._problems: list[str] = []
        try:
            with opened(folder / FILE) as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError:
            return
        except OSError as error:
            raise SourceError(f"{FILE} cannot be read: {error.strerror}") from error
        if len(data) > LARGEST:
            raise SourceError(f"{FILE} has more than {LARGEST} bytes")
        self._parse(data)
        if self._problems:
            raise SourceError("\n".join(self._problems[:MOST_PROBLEMS]))

    def of(self, path: str) -> dict[str, str]:
        """What is said of a file, by field."""
        said: dict[str, str] = {}
        for entry in self._entries:
            if entry.applies(path):
                said |= entry.said
        return said

    def unmet(self) -> Iterator[Noted]:
        """A note for each entry that no file was asked for that it applies to."""
        for entry in self._entries:
            if not entry.met:
                yield Noted(f"{FILE}:{entry.line}", f"{entry.path!r} is no file here")

    def _parse(self, data: bytes) -> None:
        import yaml

        try:
            text = data.decode("utf-8-sig")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            raise SourceError(f"{FILE}: is not UTF-8 (byte {error.start})") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise SourceError(
                f"{FILE}:{line}: is not valid YAML ({error.problem or error.context})"
            ) from error
        except yaml.YAMLError as error:
            raise SourceError(f"{FILE}: is not valid YAML ({str(error).splitlines()[0]})") from error
        except RecursionError as error:
            raise SourceError(f"{FILE}: is nested too deeply") from error
        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            self._wrong(root, "files or patterns are expected, each with what is said of it")
            return
        for key, value in self._pairs(root):
            self._add_entry(key, value)

    def _add_entry(self, key: "yaml.ScalarNode", value: "yaml.Node") -> None:
        import yaml
        from pathspec import GitIgnoreSpec

        try:
            if key.value.startswith("!"):
                raise ValueError
            spec = GitIgnoreSpec.from_lines([key.value])
        except ValueError:
            self._wrong(key, f"{key.value!r} is neither a file nor a pattern")
            return
        entry = _Entry(key.value, key.start_mark.line + 1, spec)
        if not isinstance(value, yaml.MappingNode):
            self._wrong(value, f"{key.value!r} needs fields below it: {', '.join(FIELDS)}")
            return
        for name, said in self._pairs(value):
            if name.value not in FIELDS:
                known = f"is not known; known are {', '.join(FIELDS)}"
                self.notes.append(Noted(f"{FILE}:{name.start_mark.line + 1}", f"{name.value!r} {known}"))
            elif (
                not isinstance(said, yaml.ScalarNode) or not said.value.strip() or said.tag.endswith(":null")
            ):
                self._wrong(said, f"{name.value} needs a text")
            else:
                try:
                    entry.said[name.value] = FIELDS[name.value](said.value)
                except ValueError as error:
                    self._wrong(said, f"{name.value} {said.value!r} {error}")
        self._entries.append(entry)

    def _pairs(self, node: "yaml.MappingNode") -> "Iterable[tuple[yaml.ScalarNode, yaml.Node]]":
        """The keys and values of a mapping; a key that is no text, or that stands there twice, is wrong."""
        import yaml

        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._wrong(key, "a text is expected before the colon")
            elif key.value in lines:
                self._wrong(key, f"{key.value!r} stands in line {lines[key.value]} already")
            else:
                lines[key.value] = key.start_mark.line + 1
                yield key, value

    def _wrong(self, node: "yaml.Node", problem: str) -> None:
        self._problems.append(f"{FILE}:{node.start_mark.line + 1}: {problem}")
