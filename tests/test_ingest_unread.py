"""What is of a format that is not read is named, never read as prose."""

import gzip
import json

import pytest

from ingest import Source, SourceError, read_article
from tests import documents

TEXT = "Ask early. Never wait for them.\n"


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        ("a.md", b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP image"),
        ("a.mp4", b"\x00\x00\x00\x20ftypisom\x00", "a video file"),
        ("a.mp3", b"ID3\x04\x00\x00\x00", "an audio file"),
        ("a.gz", gzip.compress(TEXT.encode(), mtime=0), "an archive (gzip)"),
        ("a.zip", documents.zipped({"a.txt": TEXT}), "an archive (ZIP)"),
        ("a.xlsx", documents.zipped({"xl/workbook.xml": "x"}), "a spreadsheet (.xlsx): save it as CSV"),
        ("a.pptx", documents.zipped({"ppt/slides/1.xml": "x"}), "a presentation (.pptx): save it as PDF"),
        (
            "a.odt",
            documents.zipped({"mimetype": "x", "content.xml": "x"}),
            "a document of OpenOffice or LibreOffice: save it as DOCX or PDF",
        ),
        ("a.zip", documents.zipped({"a.txt": TEXT})[:40], "a damaged archive (ZIP)"),
        ("a.db", b"SQLite format 3\x00\x10", "a SQLite database"),
        ("a.txt", b"{\\rtf1\\ansi Ask early.}", "an RTF document: save it as DOCX"),
        ("a.bin", b"\x7f\x01\x02\x03\xff" * 50, "binary, not text"),
        ("board.canvas", b'{"nodes": [{"type": "text", "text": "Ask early."}]}', "a canvas of Obsidian"),
        ("a.ipynb", b'{"cells": []}', "a Jupyter notebook"),
        ("a.json", b'{"advice": "Ask early."}', "JSON that holds no transcript"),
        ("a.txt", b'[{"advice": "Ask early."}]', "JSON that holds no transcript"),
        ("a.jsonl", b'{"a": 1}\n{"a": 2}\n', "JSON that holds no transcript"),
        ("a.json", b'{"advice": "Ask ear', "JSON (.json)"),
        ("a.rss", b'<?xml version="1.0"?><rss><channel/></rss>', "XML"),
        ("a.svg", b'<svg xmlns="x"><text>Ask early.</text></svg>', "an SVG image"),
        ("a.py", b"import os\nprint('Ask early.')\n", "program code (.py)"),
        ("a.css", b"p { color: red }", "a style sheet (.css)"),
        ("a.yaml", b"ask: early\n", "settings (.yaml)"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "a calendar"),
        ("a.md", b"version https://git-lfs.github.com/spec/v1\noid x\n", "a pointer of Git LFS; the file itself is not here"),
        ("run", b"#!/bin/sh\necho Ask early.\n", "a script"),
        ("a.log", b"10:00 asked early\n", "a log (.log)"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named(path: str, data: bytes, what: str) -> None:
    """By its content first, then by its name, with what can be read instead."""
    with pytest.raises(SourceError) as error:
        read_article(Source(path, data), article_id="a")
    reason = str(error.value)
    assert reason == f"is {what}"
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("1.5 tips", TEXT, id="a full stop in a name"),
        pytest.param("a.rst", TEXT, id="another markup"),
        pytest.param("a.txt", "[Music] " + TEXT, id="a bracket"),
        pytest.param("a.txt", "{name}, " + TEXT, id="a brace"),
        pytest.param("a.md", "<b>Ask</b> early. Never wait for them.\n", id="a tag"),
        pytest.param("a.md", "```html\n<!doctype html>\n```\n" + TEXT, id="a page that is quoted"),
        pytest.param("a", "#1 " + TEXT, id="a number"),
        pytest.param("a.txt", json.dumps("Ask") + " early. " + TEXT, id="a quotation"),
    ],
)
def test_prose_is_read_whatever_it_looks_like(path: str, text: str) -> None:
    """What is doubtful stays text that can be quoted."""
    article = read_article(Source(path, text.encode()), article_id="a")
    assert any("Never wait for them." in each.text for each in article.passages)
