"""Files of any length of which each tempts some part of a reader to take long, by name: their paths and bytes."""

import io
import json
import zipfile

import docx

from tests import documents

FRONT = "---\ntitle: a\n---\n"
PAGE = "<!doctype html><html><body><p>It ends.</p>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARAGRAPH = "<w:p><w:r><w:t>It is.</w:t></w:r></w:p>"

# What is repeated up to the length, and what stands in front of it.
TEXTS = {
    "commas": ("", "word, "),
    "dots": ("", ". "),
    "ellipses": ("", "…"),
    "abbreviations": ("", "Mr. "),
    "said": ("", '"a." '),
    "one word": ("", "a"),
    "one line": ("", "word "),
    "round brackets": ("", "("),
    "tabs": ("", "\t"),
    "no-break spaces": ("", "a\u00a0"),
    "signs without width": ("", "\u200b"),
    "accents": ("a", "\u0301"),
    "Arabic": ("", "\u0645\u0631\u062d\u0628\u0627 "),
    "addresses of pages": ("", "https://a.b/c "),
    "properties": ("", "a:: b\n"),
    "lines of tags": ("", "#a #b #c\n"),
    "outline of Logseq": ("", "- a\n  id:: b\n"),
    "numbered headings": ("", "1. Ask\n\nIt is.\n\n"),
    "lists in lists": ("", "1. a?\n  1. b\n  2. c\n"),
    "partings": ("", "Kind regards,\n\n"),
    "letters": ("", "Dear Ann,\n\nIt is.\n\nYours,\n\n[Your Name]\n\n"),
    "bylines": ("", "By Ann Lee\n\n"),
    "calls to share": ("", "Share this post with friends.\n\n"),
    "lines of CR LF": ("", "it goes on and on and on and on and on and on\r\n"),
    "square brackets": (FRONT, "["),
    "closed brackets": (FRONT, "]"),
    "empty brackets": (FRONT, "[]"),
    "images in images": (FRONT, "!["),
    "address in brackets": (f"{FRONT}[a](", "("),
    "comments in comments": (FRONT, "<!-- <!-- -->"),
    "hidden lines": (FRONT, "%% a %%\n"),
    "fences": (FRONT, "```\na\n```\n"),
    "one fence": (FRONT, "`"),
    "one row of a table": (f"{FRONT}|a|b|\n|-|-|\n", "a | "),
    "items in items": (FRONT, "- "),
    "numbers in numbers": (FRONT, "1. "),
    "quotation in quotations": (FRONT, "> "),
    "deep quotations": (FRONT, "> " * 100 + "it\n"),
    "headings": (FRONT, "# A\n\n"),
    "headings with text": (FRONT, "###### A b c\nIt is.\n"),
    "underlined headings": (FRONT, "A b\n===\n\nIt is.\n\n"),
    "callouts": (FRONT, "> [!note] a\n> b\n\n"),
    "tasks": (FRONT, "- [ ] a\n"),
    "embeds": (FRONT, "![[a]]\n"),
    "rules": (FRONT, "* * *\n"),
    "long field": ("---\ntitle: ", "a b "),
}
PAGES = {
    "elements in elements": "<div>",
    "spans in spans": "<p><span>",
    "lists in lists": "<ul><li>a",
    "quotations in quotations": "<blockquote><p>It is so. ",
    "tables in tables": "<table><tr><td>",
    "headings": "<h2>A</h2>",
    "paragraphs": "<p>It is so, I say.</p>",
    "links": '<a href="b">It is</a> ',
    "entities": "&amp;",
    "times": '<time datetime="2020-01-01">a</time>',
    "comments": '<ol class="commentlist"><li class="comment"><cite class="fn">Ann</cite><p>It is so.</p></li></ol>',
    "comments in comments": '<ol class="children"><li class="comment"><cite class="fn">Ann</cite><p>It is so.</p>',
}


def adversarial_files(length: int) -> dict[str, tuple[str, bytes]]:
    """All of them, each of about that many bytes; of what is packed, before that."""

    def times(unit: str, less: int = 0) -> str:
        return unit * max((length - less) // len(unit.encode()), 1)

    texts = {
        name: ("a.txt", before + times(unit) + "\n\nIt ends.\n") for name, (before, unit) in TEXTS.items()
    }
    texts |= {f"{name}, page": ("a.html", PAGE + times(unit)) for name, unit in PAGES.items()}
    texts |= {
        "attributes, page": ("a.html", f"{PAGE}<p {times('a=b ')}>It is.</p>"),
        "classes, page": ("a.html", f'{PAGE}<div class="{times("comment ")}">It is.</div>'),
        "front matter within": ("a.md", "---\n" + growing(length, " ", "a:\n") + "---\nIt is.\n"),
        "front matter of a list": ("a.md", "---\ntags:\n" + times("- a\n") + "---\nIt is.\n"),
        "front matter of names": ("a.md", "---\na: &a b\nb: [" + times("*a,") + "]\n---\nIt is.\n"),
        "list within": ("a.md", FRONT + growing(length, "  ", "- it\n")),
        "quotations within": ("a.md", FRONT + growing(length, ">", " it\n")),
        "link in links": ("a.md", FRONT + times("[", length // 2) + "a" + times("](b)", length // 2)),
        "wide table": ("a.md", FRONT + "".join(times(unit, length * 2 // 3) + "\n" for unit in ("|a", "|-", "|b"))),
        "footnotes": ("a.md", FRONT + "".join(f"It is.[^{at}]\n\n[^{at}]: So.\n\n" for at in range(length // 30))),
        "numbers": ("a.txt", "".join(f"{at}. a\n" for at in range(1, length // 8))),
        "names that speak": ("a.txt", "".join(f"Ann{at}: It is.\n\n" for at in range(length // 16))),
        "comments by number": ("a.txt", "".join(f"{at}. Ann says: Is it so?\n\n" for at in range(1, length // 29))),
        "comments by date": (
            "a.txt",
            "It is a text of some length, as it seems.\n\nComments\n\n"
            + "".join(f"Ann{at % 999} • {at % 9 + 1} years ago\n\nIt is so.\n\n" for at in range(length // 37)),
        ),
        "stamps of two kinds": ("a.txt", "".join(f"[{clock(at)}] It is ({clock(at)}) so\n" for at in range(length // 32))),
        "speakers": ("a.txt", "".join(f"Ann{at % 50} ({clock(at)}):\nIt is so.\n\n" for at in range(length // 30))),
        "cues": ("a.vtt", "".join(f"{clock(at)}.000 --> {clock(at)}.900\na\n\n" for at in range(length // 33))),
        "voices": ("a.vtt", "".join(f"{clock(at)}.0 --> {clock(at)}.9\n<v A{at}>b\n\n" for at in range(length // 38))),
        "segments": (
            "a.json3",
            json.dumps({"events": [{"tStartMs": at, "segs": [{"utf8": "a"}]} for at in range(length // 45)]}),
        ),
        "lists by name": ("a.json", json.dumps({f"k{at}": [{"text": "a", "start": at}] for at in range(length // 36)})),
        "objects": ("a.json", times('{"a":[', length // 4) + "]}" * (length // 8)),
        "one cell": ("a.csv", f'question,answer\nQ?,"{times("It is so. ")}"\n'),
        "lines of one cell": ("a.csv", f'question,answer\nQ?,"{times(chr(97) + chr(10))}"\n'),
        "columns": ("a.csv", f"question,answer{times(',a', length // 2)}\nQ?,b{times(',c', length // 2)}\n"),
        "rows": ("a.csv", "question,answer\n" + times("Q?,It is.\n")),
        "categories": ("a.csv", "category,question,answer\n" + "".join(f"c{at},Q?,It is.\n" for at in range(length // 16))),
    }  # fmt: skip
    files = {name: (path, text.encode()) for name, (path, text) in texts.items()}
    return files | {
        "Windows-1252": ("a.txt", times("café ").encode("cp1252")),
        "GB 18030": ("a.txt", times("试用期多长。").encode("gb18030")),
        "UTF-16": ("a.txt", times("It is. ").encode("utf-16")),
        "paragraphs, Word": ("a.docx", word(times(PARAGRAPH))),
        "line breaks, Word": ("a.docx", word(f"<w:p><w:r>{times('<w:t>a</w:t><w:br/>')}</w:r></w:p>")),
        "runs, Word": ("a.docx", word(f"<w:p>{times('<w:r><w:t>a </w:t></w:r>')}</w:p>")),
        "tables, Word": (
            "a.docx",
            word(times(f"<w:tbl><w:tr><w:tc>{PARAGRAPH}</w:tc><w:tc>{PARAGRAPH}</w:tc></w:tr></w:tbl>")),
        ),
        "lines, PDF": (
            "a.pdf",
            documents.pdf_of_lines(
                *([(50.0, 550.0 - 10 * at, "It is so.") for at in range(50)] for _ in range(length // 2000))
            ),
        ),
        "dots, PDF": ("a.pdf", documents.pdf_of_lines([(50.0, 550.0, times(". "))])),
        "letters, PDF": ("a.pdf", documents.pdf_of_lines([(50.0, 550.0, times("a"))])),
        "chapters, book": ("a.epub", chapters(length // 500, "<h1>A</h1><p>It is.</p>")),
        "one chapter, book": ("a.epub", chapters(1, times("<p>It is.</p>"))),
        "elements in elements, book": ("a.epub", chapters(1, f"<p>{times('<b>')}a</p>")),
    }


def growing(length: int, indent: str, line: str) -> str:
    """Lines of which each stands further in than the one before."""
    parts: list[str] = []
    left = length
    while left > 0:
        parts.append(indent * len(parts) + line)
        left -= len(parts[-1])
    return "".join(parts)


def clock(seconds: int) -> str:
    """`221` as `00:03:41`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def word(body: str) -> bytes:
    """A Word document of that body."""
    with zipfile.ZipFile(io.BytesIO(documents.saved(docx.Document()))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    parts["word/document.xml"] = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()
    return documents.zipped(parts)


def chapters(number: int, body: str) -> bytes:
    """An e-book of so many chapters."""
    return documents.book("a", {f"{at}.xhtml": body for at in range(number)})
