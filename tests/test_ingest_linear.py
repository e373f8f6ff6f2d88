"""No text makes a reader slow: 100 KB of what a pattern is tempted by cost seconds at most, not minutes."""

import base64
import json
import os
import subprocess
import sys

from tests.adversarial import adversarial_files
from tests.conftest import ROOT

BOUND = 4  # seconds of processor time; all take below one, what grows with the square takes minutes
READ = """
import base64, json, os, resource, sys
from ingest import Source, SourceError, read_article
from ingest.text.languages import ENGLISH, _NAMES, identifier
import charset_normalizer, docx, langchain_text_splitters, markdown_it, pypdfium2, trafilatura, yaml  # before the forks

identifier((*_NAMES, ENGLISH))

read_article(Source("warm.md", b"# A\\n\\n# B\\n\\nIt says so. " * 100), article_id="warm")
for name, (path, data) in json.load(sys.stdin).items():
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
        try:
            read_article(Source(path, base64.b64decode(data)), article_id="a")
        except SourceError:
            pass
        os._exit(0)
    print(json.dumps([name, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]), flush=True)
"""
LENGTH = 100_000
PAGE = "<!doctype html><html><body><p>It ends.</p>"
FRONT = "---\ntitle: a\n---\n"
UNITS = {
    "blanks": " ",
    "wiki links": "[[",
    "images": "![a",
    "web links": "[a](",
    "tags": "<a ",
    "stamps": "[00:00:01], ",
    "anchors": '<a class="yt-timestamp" ',
    "round stamps": "(00:00:01)",
    "stars": "*a ",
    "ticks": "`",
    "comments": "<!--",
    "percents": "%%",
    "dashes": "- ",
    "hashes": "# ",
    "quotations": "> ",
    "pipes": "| ",
    "capitals": "A",
    "names": "Ann Bo ",
    "numbers": "1. ",
    "questions": "? ",
    "thanks": "thank you ",
    "stories": "I was ",
    "sentences": "It is. ",
    "letters": "试用期多长",
    "highlights": "==a",
    "struck out": "~~a",
    "emphasis": "_a ",
    "escapes": "\\*",
    "entities": "&amp",
    "footnotes": "[^a]: ",
    "references": "[a][",
    "embeds": "![[a",
    "shortcodes": "{{< a ",
    "fields": "[a:: ",
    "tags of a note": "#a ",
    "block names": " ^a",
    "cells": "a | ",
    "tables": "|-",
    "names that say": "Ann Bo Cy says ",
    "names with dates": "Ann on March 3, ",
    "ago": "Ann 2 years ",
    "controls": "Reply · ",
    "calls": "subscribe to our ",
    "calls to share": "share this page on a and ",
    "posted": "Posted in A B ",
    "fences of TOML": "+++ ",
    "keys": "a: b, ",
    "signatures": "– Ann ",
    "scripts": "<script ",
}
LINES = {
    "channel of blanks": "From: [[" + " " * LENGTH + "\nText.\n",
    "blanks behind a channel": "From: [[a]]" + "\t" * LENGTH + "x\nText.\n",
    "channel behind blanks": "From:" + " " * LENGTH + "[[a]]\nText.\n",
    "front matter": "---\n" + "a: b\n" * (LENGTH // 5) + "---\nText.\n",
    "broken front matter": "---\n" + "a: b: c\n" * (LENGTH // 8) + "---\nText.\n",
    "nested front matter": "---\nx: " + "[" * LENGTH + "\n---\nText.\n",
    "front matter of blanks": "---\na: " + " " * LENGTH + "x\n---\nText.\n",
    "headers": "".join(f"{number}. A{' ' * 60}says: can I?\n\n" for number in range(1, 1400)),
    "replies": "".join(f"{number}. Bob, you should. Thanks?\n\n" for number in range(1, 2800)),
    "signature": "".join(f"{number}. can I?\n\n" for number in range(1, 9))
    + "9. thanks\n   "
    + "A" * LENGTH
    + "\n",
    "letter": "Dear Sir,\n\n[" + "name" * (LENGTH // 4) + "\n\n",
    "letters without end": "Dear Sir,\n\nAnn\n\n" * (LENGTH // 16),
    "byline": "By " + "Ann " * (LENGTH // 4) + "\n\nText.\n",
    "headers of comments": "It is a text of some length, as it seems.\n\n"
    + "Ann • 2 years ago\nI was.\n" * (LENGTH // 25),
    "titles of comments": "It is.\n\n" + "Comments\n\n" * (LENGTH // 10),
    "titles of weak comments": "It is.\n\n" + "Discussion\n\nIt is so.\n\n" * (LENGTH // 23),
    "titles in Markdown": FRONT + "## Comments\n\n## Discussion\n\nIt is.\n\n" * (LENGTH // 40),
    "names alone": "Comments\n\n" + "Ann\n" * (LENGTH // 4),
    "comments in paragraphs": "Comments (9)\n\n" + "I was.\n\n" * (LENGTH // 8),
    "open tables": FRONT + "|a|\n|-|\n" * (LENGTH // 8),
    "rows of one table": FRONT + "|a|b|\n|-|-|\n" + "|a|b|\n" * (LENGTH // 6),
    "short paragraphs": "A Title\n\n" * (LENGTH // 9),
    "dialogue": "Ann: Why?\n\n" * (LENGTH // 11),
    "filled lines": "\n".join(["it goes on from here and there and fills the width of"] * (LENGTH // 54)),
    "indented lines": FRONT + "- it\n" + "    and the\n" * (LENGTH // 12),
    "references below": FRONT + "[a]: b.c\n" * (LENGTH // 9),
    "references of blanks": FRONT + "[a]: " + "." * LENGTH + " x\n",
    "open front matter": "---\n" + "a: b\n" * (LENGTH // 5),
    "TOML": "+++\n" + "a = [" * (LENGTH // 5) + "\n+++\nText.\n",
    "JSON": "{" * LENGTH + "\nText.\n",
    "bare fields": "Title: a\n" + "a: b\n" * (LENGTH // 5) + "\nText.\n",
    "items that are headings": FRONT + "- # a\n" * (LENGTH // 6),
    "lines of CR": "it goes on\r" * (LENGTH // 11),
    "speakers": FRONT + "Ann (00:00:01): I say.\n" * (LENGTH // 23),
    "wrapped lines": FRONT + "go on\n" * (LENGTH // 6),
    "quoted lines": FRONT + "> go on\n" * (LENGTH // 8),
    "underlined": FRONT + "A\n---\n" * (LENGTH // 6),
    "fences": FRONT + "```\n~~~\n" * (LENGTH // 8),
    "open comment": FRONT + "<!--" + "a\n" * (LENGTH // 2),
    "nested quotations": FRONT + "\n".join(">" * (depth % 200) + " a" for depth in range(1000)),
    "page of comments": PAGE + '<div class="comment"><cite>Ann</cite> so ' * (LENGTH // 40),
    "page of a list of comments": PAGE + '<ol class="comment-list"><li id="comment-1"><p>a' * (LENGTH // 48),
    "page of tables": PAGE + "<table><tr><td>" * (LENGTH // 15),
    "page of breaks": PAGE + "<br>a" * (LENGTH // 5),
    "page without end": PAGE + "<div>" * (LENGTH // 5),
    "page behind comments": "<!-- - " * (LENGTH // 7) + PAGE,
    "page behind declarations": "<?xml " * (LENGTH // 6) + PAGE,
    "mail without end": "a: b\r\n c\r\n" * (LENGTH // 10),
    "table of quotation marks": '"' * LENGTH,
    "table of open cells": 'a,"\n' * (LENGTH // 4),
    "table of signs": "a;" * (LENGTH // 2),
    "table of blanks": " " * LENGTH + "\n,",
    "JSON of lists": "[" * LENGTH,
    "JSON of objects": '{"a":' * (LENGTH // 5),
    "XML of blanks": " " * LENGTH + "<?xml",
    "nested lists": FRONT + "\n".join(" " * (depth % 300) + "- a" for depth in range(650)),
}
TIMING = "00:00:05,000 --> 00:00:06,000\n"
SUBTITLES = {
    "tags": TIMING + "<c " * (LENGTH // 3),
    "voices": TIMING + "<v A" * (LENGTH // 4),
    "entities": TIMING + "&amp;" * (LENGTH // 5),
    "turns": TIMING + ">> " * (LENGTH // 3),
    "noise": TIMING + "[" + "a " * (LENGTH // 2),
    "styles": TIMING + "{\\" * (LENGTH // 2),
    "one cue": TIMING + "1\n" * (LENGTH // 2),
    "timing lines": TIMING * (LENGTH // 30),
    "settings": TIMING[:-1] + " a:b" * (LENGTH // 4) + "\nx\n",
    "arrows": TIMING + "--> 1\n" * (LENGTH // 6),
    "rolling": (TIMING + ("a " * 199 + "\n") * 2) * (LENGTH // 830),
    "rolling lines": (TIMING + "a\n" * 300) * (LENGTH // 630),
    "notes": "WEBVTT\n\n" + "NOTE\n\n" * (LENGTH // 6) + TIMING + "a\n",
    "names": (TIMING + "Ann: a\n") * (LENGTH // 37),
}
CAPTIONS = {
    "entries": "[" + '{"text":"a","start":1},' * (LENGTH // 23) + '{"text":"a","start":1}]',
    "lists": "[" + '[{"text":"a","start":1}],' * (LENGTH // 25) + "[]]",
    "depth": "[" * (LENGTH // 2) + "]" * (LENGTH // 2),
}
TRANSCRIPTS = {
    "bare stamps": "0:01\na\n" * (LENGTH // 7),
    "rising stamps": "".join(f"{at // 60}:{at % 60:02d}\na\n" for at in range(LENGTH // 7)),
    "bare stamps in a line": "0:00 " * (LENGTH // 5),
    "names and stamps": "Ann 0:01\na\n" * (LENGTH // 11),
    "stamps and names": "[00:00:01] Ann: a\n" * (LENGTH // 18),
    "names without end": "[00:01] " + "Ann " * (LENGTH // 4),
    "stamps within": "[00:00:01] a " * (LENGTH // 13),
    "stamped headings": "# a\n[00:01] b\n" * (LENGTH // 14),
    "round stamps": "(0:01) a\n" * (LENGTH // 9),
    "ranges": "[0:00 - 0:0" * (LENGTH // 10),
    "linked stamps": "[0:00](h?t=1" * (LENGTH // 12),
    "digits": "0:00" * (LENGTH // 4),
    "anchors of a player": '<a href="?t=1">0:0' * (LENGTH // 18),
    "no punctuation": "".join(
        f"[{at // 60:02d}:{at % 60:02d}] word word word\n" for at in range(LENGTH // 24)
    ),
    "lengths": "---\n" + "duration: 1\n" * (LENGTH // 12) + "---\n[00:01] a\n",
    "hours in a title": "---\ntitle: a\n---\n# "
    + "hour" * (LENGTH // 4)
    + "\n[01:01:00] c [01:02:00] [02:02:00]\n",
}
BODY = "<!doctype html><html><head><title>a</title></head><body>"
POST = (
    '<rss xmlns:wp="w" xmlns:content="c"><channel><item><title>a</title><wp:post_type>post</wp:post_type>'
    "<wp:status>publish</wp:status><content:encoded><![CDATA["
)
PAGES = {
    "comments nested": BODY + "<div class='comment'><b class='fn'>a</b>" * (LENGTH // 40),
    "comments": BODY
    + "<ol class='comment-list'>"
    + "<li class='comment'><b class='fn'>a</b>b</li>" * (LENGTH // 44),
    "posts of a forum": BODY + "<div class='post'><div class='postbody'>" * (LENGTH // 38),
    "questions": BODY
    + "<p itemtype='schema.org/Question'><a itemprop=author>a<p itemprop=text>b" * (LENGTH // 72),
    "class": BODY + "<div class='" + "a-" * (LENGTH // 2) + "comment'>a</div>",
    "by whom": BODY + "<p class=comment id=comment-1><b class=comment-footer>" + "by a " * (LENGTH // 5),
    "main texts": BODY + "<div class='entry-content'>abcdefghijklmnopqrstuvwxyz" * (LENGTH // 52),
    "notes of a text": BODY + "<p>" + "<sup><a href='#a'>1</a></sup>" * (LENGTH // 29),
}
END = "]]></content:encoded></item></channel></rss>"
EXPORTS = {
    "shortcodes": POST + "[embed " * (LENGTH // 7) + END,
    "code": POST + "a<pre>" * (LENGTH // 6) + END,
    "lines": POST + "\n \n a" * (LENGTH // 5) + END,
    "comments of XML": "<disqus>" + "<!--" * (LENGTH // 4),
    "replies": "<disqus><thread dsq:id='1'/>"
    + "".join(
        f"<post dsq:id='{at}'><message>a</message><thread dsq:id='1'/><parent dsq:id='{at - 1}'/></post>"
        for at in range(LENGTH // 95)
    ),
}


def cases() -> dict[str, str]:
    """Each text by its name: every unit without a break, plain and as wiki, and the lines above."""
    texts = dict(LINES) | TRANSCRIPTS
    texts |= {f"{name}, subtitles": text for name, text in SUBTITLES.items()}
    texts |= {f"{name}, JSON": text for name, text in CAPTIONS.items()}
    texts |= {f"{name}, page": text for name, text in PAGES.items()}
    texts |= {f"{name}, export": text for name, text in EXPORTS.items()}
    for name, unit in UNITS.items():
        line = unit * (LENGTH // len(unit)) + "\n\nIt ends.\n"
        texts |= {f"{name}, plain": line, f"{name}, wiki": FRONT + line}
    return texts


def files() -> dict[str, tuple[str, bytes]]:
    """Each file by its name, its path and bytes: the texts, and what `tests/adversarial.py` has."""
    texts = {
        name: ("a.csv" if name.startswith("table") else "a.txt", text.encode())
        for name, text in cases().items()
    }
    return texts | {f"{name}, {file[0]}": file for name, file in adversarial_files(LENGTH).items()}


def test_no_text_makes_a_reader_slow() -> None:
    """Each text is read or refused within the bound.

    One that is not is ended by the system and named here.
    """
    done = subprocess.run(
        [sys.executable, "-c", READ, str(BOUND)],
        input=json.dumps(
            {name: (path, base64.b64encode(data).decode()) for name, (path, data) in files().items()}
        ),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    ended = dict(json.loads(line) for line in done.stdout.splitlines())
    assert list(ended) == list(files())
    assert {name: status for name, status in ended.items() if status != 0} == {}
