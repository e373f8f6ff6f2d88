"""Files made to do harm are read soundly or refused in one line, in bounded time and memory."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.nasty_files import nasty_files

SECONDS = 4  # of processor,; all take below one
MEMORY = 500 * 2**20  # bytes, besides what all libraries take
READ = """
import json, os, resource, sys
from ingest import Source, SourceError, read_article
from ingest.text.languages import ENGLISH, _NAMES, identifier
import charset_normalizer, docx, langchain_text_splitters, markdown_it, pypdfium2, trafilatura, yaml  # before the forks
from tests.nasty_files import nasty_files
from tests.test_ingest_article import assert_sound

identifier((*_NAMES, ENGLISH))
read_article(Source("warm.md", b"# A\\n\\n# B\\n\\nIt says so. " * 100), article_id="warm")
files = nasty_files()
for name, (path, data) in files.items():
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize() + int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
        try:
            article = read_article(Source(path, data), article_id="a")
            assert_sound(article)
            assert article == read_article(Source(path, data), article_id="a")
            told = article.format
        except SourceError as error:
            told = str(error)
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = file.read()
    print(json.dumps([name, told, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]), flush=True)
"""
# What becomes of those whose fate is no accident: the format as which it is read, or why it is not.
FATES = {
    "elements, page": "web page",
    "encoding that is none, page": "web page",
    "braces, JSON": "JSON (.json)",
    "numbers, JSON": "JSON that holds no transcript",
    "halves of signs, JSON": "caption JSON",
    "laughs, YAML": "wiki",
    "numbers, TOML": "wiki",
    "quotations, Markdown": "wiki",
    "lists, Markdown": "wiki",
    "stamps": "plain",
    "backward times, subtitles": "subtitles",
    "stamps alone, comments": "thread",
    "laughs, export": "is an export that declares entities of its own, which are not read",
    "laughs, Disqus": "is an export that declares entities of its own, which are not read",
    "comments in a circle, export": "blog export",
    "part of 200 MB, Word": "holds a part of more than 32 MB: word/styles.xml",
    "paragraphs of 30 MB, Word": "holds a part that is packed more than 100 times smaller than it is: word/document.xml",
    "relations in a circle, Word": "is a damaged Word document",
    "styles in a circle, Word": "docx",
    "laughs, Word": "is a damaged Word document",
    "chapter of 30 MB, book": "holds a part that is packed more than 100 times smaller than it is: OEBPS/1.xhtml",
    "no order, book": "is an e-book (EPUB) without chapters that can be read",
    "loop of pages, PDF": "is a damaged PDF: a page of it cannot be read",
    "locked, PDF": "is a PDF locked with a password: save it without one",
    "equal-pages--a.pdf": "holds no text besides headings and page furniture",
    "form-of-itself--a.pdf": "is a PDF that takes too much memory to be read",
    "parts of a key, TOML": "wiki",
    "attributes, page": "holds a tag of more than 1000 attributes",
    "parts within parts, saved page": "is a saved web page (.mhtml) of parts within too many parts",
    "parts, saved page": "is a saved web page (.mhtml) of more than 2000 parts",
    "half of UTF-16": "is marked as UTF-16 and is not",
    "zeros": "is binary, not text",
}


@pytest.fixture(scope="module")
def fates() -> dict[str, tuple[str, int]]:
    """What became of each file, and the exit status of the process that read it."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(SECONDS), str(MEMORY)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, _, _ in told] == list(nasty_files()), done.stderr
    return {name: (fate, status) for name, fate, status in told}


def test_no_file_does_harm(fates: dict[str, tuple[str, int]]) -> None:
    """Each is read, its article sound and twice the same, or refused in one line; no process ends otherwise."""
    assert {name: told for name, told in fates.items() if told[1] or len(told[0].splitlines()) != 1} == {}


@pytest.mark.parametrize("name", FATES)
def test_a_nasty_file_has_the_fate_that_it_should(name: str, fates: dict[str, tuple[str, int]]) -> None:
    """What can be read is read, what cannot says why."""
    assert fates[name][0].removeprefix("is ") == FATES[name].removeprefix("is ")


CONNECT = """
from ingest import Source, SourceError, read_article
from tests.nasty_files import nasty_files
from tests.watched import forbid

files = nasty_files()
forbid(writing=False)
for name, (path, data) in files.items():
    try:
        read_article(Source(path, data), article_id="a")
    except SourceError:
        pass
for data in (
    b'<!doctype html><html><body><img src="http://127.0.0.1:9/a.png"><iframe src="http://127.0.0.1:9/"></iframe>'
    b'<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><p>It ends here, as it seems.</p></body></html>',
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]><rss><channel>&a;</channel></rss>',
    b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/a.dtd"><rss><channel></channel></rss>',
    b"---\\ntitle: a\\nurl: http://127.0.0.1:9/\\n---\\n\\n![a](http://127.0.0.1:9/a.png) It is.\\n",
):
    for path in ("a.html", "a.xml", "a.md", "a.txt"):
        try:
            read_article(Source(path, data), article_id="a")
        except SourceError:
            pass
print("read")
"""


def test_no_file_makes_a_reader_open_a_connection() -> None:
    """Nor start a program: in a process that ends at the first of either."""
    done = subprocess.run(
        [sys.executable, "-c", CONNECT],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr
