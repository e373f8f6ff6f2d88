"""The fields above an article, in every way in which they are written."""

import pytest

from ingest.text.front_matter import bare_header, read_front_matter, youtube_id
from tests.conftest import Read

VIDEO = "AbC-EfGh_15"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("---\ntitle: a talk\nauthor: Jo\n---\nText.", id="YAML"),
        pytest.param("\ufeff---\r\ntitle: a talk\r\nauthor: Jo\r\n...\r\nText.", id="YAML-of-Windows"),
        pytest.param("---\rtitle: a talk\rauthor: Jo\r---\rText.", id="YAML-of-old-Macs"),
        pytest.param(
            "---\n# made by hand\nTitle: 'a talk'\nAuthors: [Jo]\n---\nText.", id="comment-and-list"
        ),
        pytest.param("---\ntitle: a talk\nauthor: {name: Jo, site: x}\n---\nText.", id="nested"),
        pytest.param("---\ntitle: \"a talk\"\nauthor: 'Jo'\nx: y: z\n---\nText.", id="broken-YAML"),
        pytest.param('+++\ntitle = "a talk"\nauthor = "Jo"\ndate = 2024-01-02\n+++\nText.', id="TOML"),
        pytest.param('+++\ntitle = "a talk"\nauthor = "Jo"\ndate = 2024-02-31\n+++\nText.', id="broken-TOML"),
        pytest.param('{\n  "title": "a talk",\n  "author": "Jo"\n}\n\nText.', id="JSON"),
    ],
)
def test_fields_are_read(raw: str) -> None:
    """Title and author come without quotation marks, and the body begins behind the block."""
    front = read_front_matter(raw)
    assert (front.first("title"), front.first("author", "authors")) == ("a talk", "Jo")
    assert raw[front.end :].strip() == "Text."


@pytest.mark.parametrize(
    "raw",
    [
        "Text.",
        "---\n\nText.\n\n---\nMore.",
        "---\nText.\n---\nMore.",
        "---\n- a\n- b\n---\nMore.",
        "---\nRemember: ask early.\n---\nMore.",
        "---\nText.",
        "----\ntitle: a\n----\nText.",
        "+++\nText.",
        "{ not JSON }\n\nText.",
        '{"a": 1}',
        "Text.\n\n---\ntitle: a\n---\n",
    ],
)
def test_what_is_no_front_matter_is_left(raw: str) -> None:
    """Rules, prose between rules, lists and what stands further down are the article's."""
    assert read_front_matter(raw).end == 0


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Title: a talk\nAuthor: Jo\n\nText.", "a talk"),
        ("Title: a talk\n\nText.", None),
        ("Ask: early\nWait: long\n\nText.", None),
        ("Title: a talk\nand more\nAuthor: Jo\n\nText.", None),
        ("Title: a talk\nAuthor: Jo\n", None),
    ],
    ids=["fields", "one", "unknown", "with-text", "nothing-below"],
)
def test_bare_fields_need_two_that_are_known(raw: str, title: str | None) -> None:
    """Lines of keys without a fence are fields where two of them are and an article follows."""
    assert bare_header(raw).first("title") == title


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={VIDEO}",
        f"https://m.youtube.com/watch?app=desktop&v={VIDEO}&t=73s",
        f"https://youtu.be/{VIDEO}?t=73",
        f"https://www.youtube.com/embed/{VIDEO}",
        f"https://www.youtube-nocookie.com/embed/{VIDEO}",
        f"https://youtube.com/shorts/{VIDEO}",
        f"[the talk](https://www.youtube.com/live/{VIDEO})",
    ],
)
def test_address_leads_to_its_video(address: str) -> None:
    """Every form of address of YouTube gives the id."""
    assert youtube_id(address) == VIDEO


@pytest.mark.parametrize(
    ("fields", "video", "noted"),
    [
        pytest.param(f"videoId: {VIDEO}", VIDEO, False, id="id"),
        pytest.param(f"video_id: '{VIDEO}'", VIDEO, False, id="quoted"),
        pytest.param(f"source: https://www.youtube.com/watch?v={VIDEO}", VIDEO, False, id="source"),
        pytest.param(f"canonical_url: https://youtu.be/{VIDEO}", VIDEO, False, id="canonical"),
        pytest.param(f"url: [https://example.org, 'https://youtu.be/{VIDEO}']", VIDEO, False, id="list"),
        pytest.param(f"video: https://youtu.be/{VIDEO}", VIDEO, False, id="video-is-an-address"),
        pytest.param(f"video: {VIDEO}", VIDEO, False, id="video-is-an-id"),
        pytest.param("url: https://example.org/watch?v=AbC-EfGh_15", None, False, id="another-site"),
        pytest.param(f"url: https://youtu.be/{VIDEO}x", None, False, id="too-long"),
        pytest.param("videoId: my video", None, True, id="no-id"),
    ],
)
def test_video_is_found_in_the_fields(fields: str, video: str | None, noted: bool) -> None:
    """An id, or an address in a field for addresses; an id that is none is noted."""
    found, note = read_front_matter(f"---\ntitle: x\n{fields}\n---\nText.").video()
    assert found == video
    assert (note is not None) is noted


@pytest.mark.parametrize(
    ("fields", "url", "date"),
    [
        (
            "source: https://example.org/a?b=1\ndate: 2024-05-06T07:08:09Z",
            "https://example.org/a?b=1",
            "2024-05-06",
        ),
        ("canonical: https://a.example/x\nurl: https://b.example/x", "https://a.example/x", None),
        ("source: a book\ndate: May 2024", None, None),
        (f"url: https://youtu.be/{VIDEO}\ndate: 20240506", None, None),
    ],
    ids=["address-and-day", "canonical-first", "words", "video"],
)
def test_address_and_day_of_a_page(fields: str, url: str | None, date: str | None) -> None:
    """An address is that of a page, no video; a day is written as a day."""
    front = read_front_matter(f"---\ntitle: a talk\n{fields}\n---\nText.")
    assert (front.url, front.date) == (url, date)


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ("license: CC BY 4.0", "CC BY 4.0"),
        ("licence: 'all rights reserved'", "all rights reserved"),
        ("license:\n  name: MIT\n  url: https://example.org", "MIT"),
        ("rights: Ann Field, 2020", "Ann Field, 2020"),
        ("date: 2020-01-02", None),
    ],
    ids=["american", "british", "named", "rights", "none"],
)
def test_licence_is_what_a_field_says(fields: str, licence: str | None) -> None:
    """In its own words."""
    assert read_front_matter(f"---\ntitle: a talk\n{fields}\n---\nText.").licence == licence


def test_a_sentence_about_rights_is_no_front_matter() -> None:
    """Between two rules, such a word alone is no field."""
    assert read_front_matter("---\nRights: you may refuse overtime.\n---\nText.").end == 0


@pytest.mark.parametrize(
    ("above", "video"),
    [
        pytest.param("https://www.youtube.com/watch?v=abcDEF-_123", "abcDEF-_123", id="alone"),
        pytest.param("Video: <https://youtu.be/abcDEF-_123>", "abcDEF-_123", id="named"),
        pytest.param("[Watch it](https://youtu.be/abcDEF-_123?t=3)", "abcDEF-_123", id="as a link"),
        pytest.param("See https://youtu.be/abcDEF-_123 for more.", None, id="within a sentence"),
        pytest.param("https://youtu.be/abcDEF-_123\n\nhttps://youtu.be/abcDEF-_124", None, id="two of them"),
        pytest.param("https://example.org/watch?v=abcDEF-_123", None, id="of another site"),
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "[00:00:04] Ask early.\n\n[00:00:09] Ask often.\n\n[00:00:14] Ask again.\n",
        "Ask **early** [00:00:04].\n",
    ],
    ids=["transcript", "wiki"],
)
def test_a_line_above_the_text_names_the_video(read: Read, above: str, video: str | None, body: str) -> None:
    """Where the text has stamps; an address within a sentence is part of that."""
    article = read(f"# Asking\n\n{above}\n\n{body}", path="asking.md")
    assert article.video == video


def test_without_stamps_a_videos_address_is_a_link_like_any_other(read: Read) -> None:
    """The article need not be made from it."""
    assert (
        read("# Asking\n\nhttps://youtu.be/abcDEF-_123\n\nAsk **early**.\n", path="asking.md").video is None
    )
