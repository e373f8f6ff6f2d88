"""ZIP files, of which documents are made, within limits."""

import pytest

from ingest import SourceError
from ingest.documents.zipped import LARGEST_PART, Zipped, names_in
from tests import documents

WHOLE = documents.zipped({"a.xml": "Ask early.", "b.xml": "Never wait."})


def test_parts_are_read_by_their_names() -> None:
    """As they are."""
    archive = Zipped(WHOLE)
    assert archive.names == names_in(WHOLE) == {"a.xml", "b.xml"}
    assert archive.read("a.xml") == b"Ask early."


def test_what_unpacks_to_too_much_is_refused_unpacked() -> None:
    """A part of many zeros takes no room in the file, and none here."""
    bomb = documents.zipped({"a.xml": bytes(LARGEST_PART + 1)})
    assert len(bomb) < 2**17
    with pytest.raises(SourceError, match=r"holds a part of more than 32 MB: a\.xml"):
        Zipped(bomb).read("a.xml")
    with pytest.raises(SourceError, match="unpacks to more than 256 MB or 10000 parts"):
        Zipped(documents.zipped(dict.fromkeys(map(str, range(10_001)), b"")))


def locked() -> bytes:
    """The archive with the mark of a password on its first part."""
    at = WHOLE.index(b"PK\x01\x02") + 8
    return WHOLE[:at] + b"\x01" + WHOLE[at + 1 :]


@pytest.mark.parametrize(
    ("data", "part", "reason"),
    [
        pytest.param(WHOLE, "c.xml", "is damaged: c.xml is missing in it", id="missing"),
        pytest.param(WHOLE[:60], "a.xml", "is damaged: its ZIP archive is not whole", id="cut off"),
        pytest.param(
            WHOLE[:36] + b"\xff" * 6 + WHOLE[42:],
            "a.xml",
            "is damaged: a.xml in it cannot be unpacked",
            id="broken",
        ),
        pytest.param(locked(), "a.xml", "is locked with a password: save it without one", id="locked"),
    ],
)
def test_what_is_wrong_is_told(data: bytes, part: str, reason: str) -> None:
    """In one line."""
    with pytest.raises(SourceError) as error:
        Zipped(data).read(part)
    assert str(error.value) == reason


def test_what_is_no_archive_holds_nothing() -> None:
    """Asked of every file, it never fails."""
    assert names_in(b"Ask early.") == names_in(WHOLE[:60]) == frozenset()
