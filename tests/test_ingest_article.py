"""What holds for every article, whatever its source looks like: exact offsets and nothing lost."""

import string
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest import Article, Chunking, SourceError, reader_of

Read = Callable[..., Article]
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
GENERATED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ink(raw: str, start: int, end: int) -> list[int]:
    """Offsets of the non-blank characters of a stretch."""
    return [at for at in range(start, end) if not raw[at].isspace()]


def assert_sound(article: Article) -> None:
    """Fail where an article loses, repeats or misquotes a character of its raw text."""
    raw, reader = article.text, reader_of(article.format)
    for span in article.spans:
        assert 0 <= span.start < span.end <= len(raw)
    assert all(one.end <= following.start for one, following in pairwise(article.spans)), (
        "spans rise without overlap"
    )
    covered = [at for span in article.spans for at in ink(raw, span.start, span.end)]
    assert covered == ink(raw, 0, len(raw)), "every non-blank character lies in exactly one span"

    assert all(one.end <= following.start for one, following in pairwise(article.passages)), (
        "passages rise without overlap"
    )
    texts = {at for span in article.spans if span.kind == "text" for at in ink(raw, span.start, span.end)}
    inside = [
        at for passage in article.passages for at in ink(raw, passage.start, passage.end) if at in texts
    ]
    assert inside == sorted(texts), "every non-blank character of a text span lies in exactly one passage"
    rebuilt, at = "", 0
    for passage in article.passages:
        rebuilt += raw[at : passage.start] + raw[passage.start : passage.end]
        at = passage.end
    assert rebuilt + raw[at:] == raw, "passages and what lies between them are the article"
    assert len({passage.id for passage in article.passages}) == len(article.passages), "ids are unique"

    for passage in article.passages:
        assert passage.sentences, "a passage has sentences"
        assert passage.start <= passage.sentences[0].start
        assert passage.sentences[-1].end <= passage.end
    sentences = [sentence for passage in article.passages for sentence in passage.sentences]
    told = (
        article.title,
        article.author,
        article.channel,
        article.video,
        article.url,
        article.date,
        article.licence,
    )
    asked = [passage.question for passage in article.passages] + [
        passage.author for passage in article.passages
    ]
    headings = [part for passage in article.passages for part in passage.section]
    for line in (*filter(None, (*told, *asked)), *headings, *article.notes):
        assert len(line.splitlines()) == 1, "what is told of an article is one line"
    for text in (raw, *filter(None, (*told, *asked)), *headings, *article.notes):
        assert text.encode(), "what is kept is text, without halves of signs"
    for sentence in sentences:
        assert sentence.seconds is None or (type(sentence.seconds) is int and sentence.seconds >= 0), (
            "a time is one"
        )
    assert all(one.end <= following.start for one, following in pairwise(sentences)), (
        "sentences rise without overlap"
    )
    assert all(one.block <= following.block for one, following in pairwise(sentences)), "blocks rise"
    for sentence in sentences:
        assert sentence.text == sentence.text.strip() != ""
        assert "\n" not in sentence.text
        assert sentence.text == reader.shown(raw, sentence.start, sentence.end), (
            "the quote is what the source shows"
        )


def inline(marks: list[str]) -> st.SearchStrategy[str]:
    """Words with marks of a format strewn between them."""
    words = st.text(alphabet=string.ascii_letters + "äß漢é’", min_size=1, max_size=8)
    pieces = st.one_of(
        words,
        words,
        words,
        st.sampled_from([".", "?", "! ", ",", ":", "e.g.", "“So?”", "(no)", "—", "\u200b", "10%", *marks]),
    )
    return st.lists(
        st.tuples(pieces, st.sampled_from([" ", " ", " ", "  ", "", "\t", "\u00a0", "      "])),
        min_size=1,
        max_size=25,
    ).map(lambda pairs: "".join(piece + blank for piece, blank in pairs))


STAMPS = [
    "[00:01:10]",
    "[02:15]",
    "[00:03:00], [00:03:09]",
    ", [00:04:00].",
    '<a class="yt-timestamp" data-t="00:05:01">[00:05:01]</a>',
    "[99:99:99]",
]
LINKS = [
    "[[a_page]]",
    "[[a_page|its name]]",
    "[[a_page | its name]]",
    "[the site](http://x.org/y)",
    "[one. Two](http://x.org)",
    "[",
    "]]",
    "![pic](p.png)",
]
MARKS = [
    "**bold**: ",
    "*slanted*",
    "`code`",
    "__strong. Yes__",
    "<br/>",
    "<b>",
    "***",
    "*",
    "`",
    "< 5",
    "*Very. Much* so",
]
WIKI_LINE = st.tuples(
    st.sampled_from(
        [
            "",
            "",
            "",
            "# ",
            "## ",
            "### ",
            "* ",
            "- ",
            "  - ",
            "1. ",
            "2) ",
            "> ",
            "> > ",
            "> [!note] ",
            "```\n",
            "    ",
            "•  ",
        ]
    ),
    inline(STAMPS + LINKS + MARKS),
).map("".join)
PLAIN_LINE = st.tuples(
    st.sampled_from(
        [
            "",
            "",
            "",
            "",
            "• ",
            "  - ",
            "1. ",
            "2. ",
            "  3. ",
            "  1. Ann says:\n\n    ",
            "Dear ",
            "By ",
            "[",
            "…",
            "“",
        ]
    ),
    inline(
        [
            "Subscribe to our newsletter",
            "Kind regards,",
            "[Your Name]",
            "Dear Sir,",
            "thanks",
            "my question",
            "Tags: a",
        ]
    ),
).map("".join)
BREAK = st.sampled_from(
    [
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        "\n \t \n",
        "\n\n\n\n",
        "\n" + " " * 300 + "\n",
        "\r",
        "\u2028",
        "\x0c",
    ]
)
FRONT = st.sampled_from(
    [
        "",
        "",
        "---\ntitle: A title\nvideoId: abcdefghijk\n---\n",
        "\ufeff---\ntitle: A title\n---\n\nFrom: [[someone]] <br/>\n\n",
        "\ufeff",
        "\n\n",
    ]
)


def document(line: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Lines with breaks of all kinds between them, and something in front."""
    return st.builds(
        lambda front, pairs: front + "".join(a + b for a, b in pairs),
        FRONT,
        st.lists(st.tuples(line, BREAK), min_size=1, max_size=14),
    )


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
@pytest.mark.parametrize("characters", [200, 800])
def test_seed_is_rebuilt_from_its_passages(seed: Path, characters: int, read: Read) -> None:
    """Each source, cut coarsely or finely, gives back all its characters and quotes what it shows."""
    assert_sound(read(seed.read_bytes(), chunking=Chunking(characters)))


@given(text=document(WIKI_LINE), characters=st.sampled_from([60, 800]))
@GENERATED
def test_wiki_article_is_rebuilt_from_its_passages(text: str, characters: int, read: Read) -> None:
    """Whatever mixture of headings, lists, quotes, links, stamps and blanks.

    Nothing is lost, nothing misquoted.
    """
    try:
        article = read(
            "## Opening\n\nIt begins.\n\n## Then\n\n" + text
            if not text.startswith(("---", "\ufeff---"))
            else text,
            chunking=Chunking(characters),
        )
    except SourceError:
        assume(False)
    assert article.format == "wiki"
    assert_sound(article)


@given(text=document(PLAIN_LINE), characters=st.sampled_from([60, 800]))
@GENERATED
def test_plain_article_is_rebuilt_from_its_passages(text: str, characters: int, read: Read) -> None:
    """Likewise for plain text with bullets, letters, bylines, numbered comments and page furniture."""
    try:
        article = read("It begins.\n" + text, chunking=Chunking(characters))
    except SourceError:
        assume(False)
    assert_sound(article)


@given(
    st.one_of(
        st.text(max_size=400),
        st.text(alphabet="-\n\r #*[]()|:>`<a.1 \t", max_size=300),
        st.text(alphabet="[]{}:,&*!|>'\"%@-\n a", max_size=200).map(
            lambda inner: f"---\n{inner}\n---\nIt says so.\n"
        ),
        st.binary(max_size=300),
    )
)
@GENERATED
def test_arbitrary_text_is_read_or_refused(read: Read, text: str | bytes) -> None:
    """Text of any kind is either read soundly or refused with a `SourceError`; nothing else comes out."""
    try:
        article = read(text)
    except SourceError as error:
        reason = str(error)
    else:
        assert_sound(article)
        return
    assert reason
    assert "\n" not in reason
