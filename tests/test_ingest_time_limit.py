"""A file that takes too long is stopped and named."""

import signal
import threading
from pathlib import Path

import pytest

from ingest import SourceError, SourceFile, read_source, scan_folder
from ingest.core.source import Source
from ingest.files import time_limit
from ingest.prose.plain_readers import PlainReader
from ingest.text.blocks import Draft


class Endless(PlainReader):
    """Reads a file whose text says so for ever."""

    def read(self, source: Source) -> Draft:
        """Comes back where there is an end."""
        while "for ever" in source.text:
            pass
        return super().read(source)


def test_a_file_that_takes_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is read as if nothing had been."""
    monkeypatch.setattr(time_limit, "LONGEST_READING", 0.1)
    (tmp_path / "a.txt").write_text("It goes on for ever.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("It ends here.\n", encoding="utf-8")
    before = signal.getsignal(signal.SIGVTALRM)
    endless, ending = (file for file in scan_folder(tmp_path) if isinstance(file, SourceFile))
    with pytest.raises(SourceError, match=r"^takes longer than 0\.1 s to read$"):
        read_source(endless, readers=[Endless()])
    assert read_source(ending, readers=[Endless()]).passages[0].text == "It ends here."
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_another_thread_is_not_limited(tmp_path: Path) -> None:
    """A signal could not reach it: what is read there is read to its end."""
    (tmp_path / "b.txt").write_text("It ends here.\n", encoding="utf-8")
    (file,) = (file for file in scan_folder(tmp_path) if isinstance(file, SourceFile))
    found: list[str] = []
    reading = threading.Thread(target=lambda: found.append(read_source(file).passages[0].text))
    reading.start()
    reading.join()
    assert found == ["It ends here."]
