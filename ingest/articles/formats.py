"""The formats that are read, as people know them: for the help, the README and what is told of others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, how its files are named, the readers that read it, and what they read of it."""

    name: str
    files: str
    readers: tuple[str, ...]
    read: str


FORMATS = (
    Format(
        "Markdown",
        ".md .markdown .txt",
        ("wiki",),
        "front matter, headings, lists, tables, time stamps, speakers, comments",
    ),
    Format(
        "plain text",
        ".txt, or any other name",
        ("plain", "thread"),
        "headings, lists, letters; comments and who answers them",
    ),
    Format(
        "subtitles", ".vtt .srt .sbv", ("subtitles",), "what is said, once, as sentences with their times"
    ),
    Format("captions", ".json", ("caption JSON",), "of YouTube, youtube-transcript-api, Whisper, podcasts"),
    Format("transcripts", ".txt .md", ("transcript",), "speakers and times, however they are written"),
    Format(
        "web pages",
        ".html .htm .xhtml .mhtml .webarchive",
        ("web page",),
        "main text, title, author, date, address, comments; a link to the sentence",
    ),
    Format(
        "blog exports",
        ".xml",
        ("blog export",),
        "posts of WordPress (WXR) with their comments, threads of Disqus; each an article",
    ),
    Format(
        "PDF",
        ".pdf",
        ("pdf",),
        "paragraphs, headings, lists by page; a link to the page where the file’s address is known; "
        "none that is scanned or locked",
    ),
    Format("Word (DOCX)", ".docx", ("docx",), "headings, lists, tables; no hidden text, changes or reviews"),
    Format("EPUB", ".epub", ("epub",), "chapters in the book’s order, headings; none with copy protection"),
    Format(
        "tables (CSV)",
        ".csv .tsv",
        ("table",),
        "columns named question and answer, and category",
    ),
)


def names_of_formats() -> str:
    """The formats in a line."""
    *names, last = (each.name for each in FORMATS)
    return f"{', '.join(names)} and {last}"
