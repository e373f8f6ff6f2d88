"""The fields above an article: YAML between `---`, TOML between `+++`, JSON, or bare `Key: value` lines.

What only looks like front matter (a rule on the first line, prose between two rules) is left to the article.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice

from ingest.core.signs import unbroken, whole_signs

LONGEST_HEADER = 40  # lines
MOST_DEPTH = 4
LONGEST_TOML, MOST_DOTS = 2**16, 300  # characters of a block; dots of a line
_FENCE = re.compile(r"\ufeff?\s*(---|\+\+\+)[ \t]*(?:\r\n?|\n)")
_CLOSINGS = {
    "---": re.compile(r"(?:(?<=[\r\n])|\A)(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)"),
    "+++": re.compile(r"(?:(?<=[\r\n])|\A)\+\+\+[ \t]*(?=[\r\n]|\Z)"),
}
_LINE = re.compile(r"[^\r\n]+")
_PAIR = re.compile(r"([A-Za-z][\w.-]{0,40}(?: [\w.-]{1,40}){0,2})[ \t]*:(?:[ \t]+(.*))?")
_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?=[\r\n])")
_GOES_ON = (" ", "\t", "-", "#", "]", "}")
# Keys by which a block is known as front matter; of others it is believed only where they look like keys.
_KNOWN = frozenset(
    "title subtitle author authors creator by date created updated modified published lastmod tags tag "
    "keywords categories category aliases alias description summary excerpt slug permalink layout draft type "
    "status source url link canonical canonicalurl canonical_url videoid video_id video youtube youtube_url "
    "youtubeid channel guest licence license lang language id cssclass cssclasses weight series image cover "
    "publish".split()
)
_ID_KEYS = ("videoid", "video_id", "youtubeid", "youtube_id", "video", "youtube", "ytid")
_ADDRESS_KEYS = (
    *("video", "youtube", "youtube_url", "video_url", "videourl", "source", "source_url", "url", "link"),
    *("canonical", "canonical_url", "canonicalurl", "media", "original", "permalink"),
)
_PAGE_KEYS = ("canonical", "canonical_url", "canonicalurl", "url", "source_url", "source", "link")
_LICENCE_KEYS = ("licence", "license", "rights")
_DAY_KEYS = ("date", "published", "created")
VIDEO_ID = re.compile(r"[\w-]{11}", re.ASCII)
_ADDRESS = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:watch/?\?(?:[^\s#\"'<>]{0,200}&)?v=|(?:embed|shorts|live|v|e)/)"
    r"|youtu\.be/)([\w-]{11})(?![\w-])"
)


TOP_LINES = 6
_ADDRESS_LINE = re.compile(
    r"(?:[^\W\d_]{3,20}:[ \t]{0,3})?(?:\[[^\]\n]{0,200}\]\(|<)?https?://[^\s<>()]{3,500}[)>]?"
)
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,2000}")
DAY = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the body begins, the fields that are plain text by their keys in small letters, and notes."""

    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def first(self, *keys: str) -> str | None:
        """The first of these fields that is there."""
        return next((self.fields[key] for key in keys if key in self.fields), None)

    @property
    def author(self) -> str | None:
        """Who wrote it, under any of the keys in use."""
        return self.first("author", "authors", "creator", "by")

    def video(self) -> tuple[str | None, str | None]:
        """The YouTube id that a field gives or that its address leads to, and a note where an id is none."""
        found = (youtube_id(self.fields[key]) for key in _ADDRESS_KEYS if key in self.fields)
        address = next((video for video in found if video), None)
        named = self.first(*_ID_KEYS)
        if named is None or (address and named == self.first("video", "youtube")):
            return address, None
        if VIDEO_ID.fullmatch(named):
            return named, None
        video = youtube_id(named) or address
        return video, None if video else f"videoId {named!r} is no YouTube id; cited without a link"

    @property
    def url(self) -> str | None:
        """The web address that a field gives, of a page and not of a video."""
        given = (self.fields[key] for key in _PAGE_KEYS if key in self.fields)
        return next((url for url in given if WEB_ADDRESS.fullmatch(url) and not youtube_id(url)), None)

    @property
    def licence(self) -> str | None:
        """Under what it may be used, as a field says it."""
        return self.first(*_LICENCE_KEYS)

    @property
    def date(self) -> str | None:
        """The day that a field gives."""
        days = (DAY.match(self.fields[key]) for key in _DAY_KEYS if key in self.fields)
        return next((day[1] for day in days if day), None)


def is_day(day: str | None) -> bool:
    """Whether a date is a day that there is, as `2021-03-04`."""
    try:
        return day is not None and date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def youtube_id(address: str) -> str | None:
    """The id of the video that an address of YouTube leads to, or None."""
    match = _ADDRESS.search(address)
    return match[1] if match else None


def video_above(raw: str, start: int) -> str | None:
    """The id of the video that a line of its own leads to, at the top of the body that begins at `start`.

    Such as a bare address below the title, or `Video: <address>`. None where several lead to different ones.
    """
    rows = (row.group().strip() for row in _LINE.finditer(raw, start))
    top = islice(filter(None, rows), TOP_LINES)
    found = {video for line in top if _ADDRESS_LINE.fullmatch(line) and (video := youtube_id(line))}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4)
def read_front_matter(raw: str) -> FrontMatter:
    """The front matter of a text; without one, nothing, and the body begins at 0."""
    opening = _FENCE.match(raw)
    if opening is None:
        return _json(raw) or FrontMatter()
    closing = _CLOSINGS[opening[1]].search(raw, opening.end())
    if closing is None:
        return _unclosed(raw, opening.end()) if opening[1] == "---" else FrontMatter()
    block = raw[opening.end() : closing.start()]
    if not block.strip():
        return FrontMatter(closing.end())
    if opening[1] == "+++":
        return _toml(block, closing.end())
    return _yaml(block, closing.end())


def bare_header(raw: str) -> FrontMatter:
    """`Title: …`, `Author: …` on the first lines, up to a blank one; two of them must be known keys."""
    start = len(raw) - len(raw.lstrip("\ufeff \t\r\n"))
    blank = _BLANK_LINE.search(raw, start)
    rows = [match.group() for match in _LINE.finditer(raw, start, blank.start() if blank else start)]
    pairs = [_PAIR.fullmatch(row.strip()) for row in rows[:LONGEST_HEADER]]
    if len(rows) > LONGEST_HEADER or not all(pairs) or blank is None:
        return FrontMatter()
    fields = _texts({match[1]: match[2] or "" for match in pairs if match})
    known = [match[1] for match in pairs if match and match[1].lower() in _KNOWN]
    if len(known) < 2 or known[0] != (pairs[0] or [None, None])[1]:
        return FrontMatter()
    return FrontMatter(blank.start(), fields)


def _yaml(block: str, end: int) -> FrontMatter:
    import yaml  # only ingest needs it

    try:
        loaded = _loaded(block)
    except (yaml.YAMLError, RecursionError) as error:
        rows = [row for row in _LINE.findall(block) if row.strip()]
        pairs = {match[1]: match[2] or "" for row in rows if (match := _PAIR.fullmatch(row.rstrip()))}
        others = sum(not row.startswith(_GOES_ON) for row in rows) - len(pairs)
        if not _are_keys(pairs, block) or others > len(pairs):
            return FrontMatter()
        problem = getattr(error, "problem", None) or "not readable"
        note = f"front matter is not valid YAML ({problem}); its plain lines were read"
        return FrontMatter(end, _texts({key: _scalar(value) for key, value in pairs.items()}), (note,))
    if loaded is None:  # nothing but YAML's own comments
        return FrontMatter(end)
    if not isinstance(loaded, dict) or not _are_keys(loaded, block):
        return FrontMatter()
    return FrontMatter(end, _texts(loaded))


def _loaded(block: str) -> object:
    """What YAML holds, as strings, lists and dicts alone.

    Read with libyaml where that is there, which is five times as fast; where it fails, Python's own parser
    says more clearly why, but takes long for brackets within brackets.
    """
    import yaml

    if fast := getattr(yaml, "CBaseLoader", None):
        try:
            return yaml.load(block, Loader=fast)  # noqa: S506 - see above
        except yaml.YAMLError as error:
            if "nesting" in str(error):
                raise
    return yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - see above


def _are_keys(fields: Iterable[object], block: str) -> bool:
    """Whether these are keys of front matter.

    One is known; or all look like keys, and no blank line parts the block from its fence as it parts a rule.
    """
    keys = [str(key) for key in fields]
    if any(key.lower().replace(" ", "_") in _KNOWN for key in keys):
        return True
    looks = all(re.fullmatch(r"[\w.-]{1,40}", key) and not key[0].isupper() for key in keys)
    return bool(keys) and looks and bool(block.partition("\n")[0].strip())


def _unclosed(raw: str, start: int) -> FrontMatter:
    """Fields behind an opening fence that nothing closes end at the first line that is none."""
    fields: dict[str, str] = {}
    end = start
    for match in _LINE.finditer(raw, start):
        row = match.group()
        pair = _PAIR.fullmatch(row.rstrip())
        if _BLANK_LINE.search(raw, max(end - 1, 0), match.start()) or not (
            pair or (fields and row.startswith(_GOES_ON))
        ):
            break
        if pair:
            fields[pair[1]] = _scalar(pair[2] or "")
        end = match.end()
    if not _are_keys(fields, raw[start:end]):
        return FrontMatter()
    return FrontMatter(
        end, _texts(fields), ("front matter is opened and never closed by ---; its first lines were read",)
    )


def _scalar(value: str) -> str:
    """A plain value without its quotation marks."""
    value = value.strip()
    if len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]:
        return value[1:-1]
    return value


def _toml(block: str, end: int) -> FrontMatter:
    import tomllib

    try:
        if len(block) > LONGEST_TOML or any(row.count(".") > MOST_DOTS for row in _LINE.findall(block)):
            raise ValueError("too long")  # tomllib takes the square of a key's parts
        return FrontMatter(end, _texts(tomllib.loads(block.replace("\r\n", "\n").replace("\r", "\n"))))
    except (ValueError, RecursionError) as error:  # also of a number that is too long
        rows = (
            re.fullmatch(r"(\w[\w.-]{0,40})[ \t]*=[ \t]*(.*)", row.strip()) for row in _LINE.findall(block)
        )
        pairs = {match[1]: _scalar(match[2]) for match in rows if match}
        if not pairs:
            return FrontMatter()
        problem = str(error).partition("(")[0].strip()
        return FrontMatter(
            end, _texts(pairs), (f"front matter is not valid TOML ({problem}); its plain lines were read",)
        )


def _json(raw: str) -> FrontMatter | None:
    start = len(raw) - len(raw.lstrip("\ufeff \t\r\n"))
    if raw[start : start + 1] != "{":
        return None
    try:
        loaded, end = json.JSONDecoder().raw_decode(raw, start)
    except (ValueError, RecursionError):
        return None
    return FrontMatter(end, _texts(loaded)) if raw[end:].strip() and _are_keys(loaded, "{") else None


def _texts(loaded: Mapping[str, object]) -> dict[str, str]:
    """The fields that are text, their keys in small letters; of a list its entries, joined by commas."""
    fields: dict[str, str] = {}
    for key, value in loaded.items():
        text = _text(value, 0)
        if text:
            fields.setdefault(str(key).strip().lower(), text)
    if isinstance(loaded.get("title"), list):
        fields.pop("title", None)  # a list names no article
    return fields


def _text(value: object, depth: int) -> str:
    if isinstance(value, dict):
        return _text(value.get("name"), depth + 1) if depth < MOST_DEPTH else ""
    if isinstance(value, list):
        return (
            ", ".join(filter(None, (_text(part, depth + 1) for part in value))) if depth < MOST_DEPTH else ""
        )
    return "" if value is None else unbroken(whole_signs(str(value)))
