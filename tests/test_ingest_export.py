"""An export in a folder: each article of it is a source of its own."""

from pathlib import Path

import pytest

from ingest import Skipped, SourceFile, read_source, scan_folder
from tests.exports import comment, disqus, post, said, thread, wxr


def sources(folder: Path) -> tuple[dict[str, SourceFile], list[Skipped]]:
    """What is found, by path, and what is left out."""
    found = list(scan_folder(folder))
    return (
        {each.path: each for each in found if isinstance(each, SourceFile)},
        [each for each in found if isinstance(each, Skipped)],
    )


def test_each_article_is_a_source(tmp_path: Path) -> None:
    """With its own title, address and comments, named after its post or thread."""
    one = post(1, "Thanks", "Send a letter.", comment(1, "Dana", "I sent two."))
    twin = post(3, "Thanks again", "Send another.", name="thanks")
    (tmp_path / "blog.xml").write_bytes(wxr(one, post(2, "Keys", "Hand in your keys."), twin))
    (tmp_path / "disqus.xml").write_bytes(
        disqus(thread(900, "Vans"), said(2, 900, "Bo", "<p>Mine was red.</p>"))
    )
    found, skipped = sources(tmp_path)
    articles = {path: read_source(file) for path, file in found.items()}
    assert skipped == []
    assert {path: (article.title, article.url) for path, article in articles.items()} == {
        "blog.xml/keys": ("Keys", "https://desk.example/keys/"),
        "blog.xml/thanks": ("Thanks", "https://desk.example/thanks/"),
        "blog.xml/thanks-3": ("Thanks again", "https://desk.example/thanks/"),
        "disqus.xml/900": ("Vans", "https://desk.example/900/"),
    }
    assert {article.author for path, article in articles.items() if path.startswith("blog")} == {"Ann Field"}
    kinds = [(each.kind, each.author, each.text) for each in articles["blog.xml/thanks"].passages]
    assert kinds == [("article", None, "Send a letter."), ("reader", "Dana", "I sent two.")]
    (tmp_path / "sources.yaml").write_text("blog.xml/keys: {title: Your keys}\n")
    (tmp_path / ".careerqaignore").write_text("blog.xml/thanks*\n")
    found, _ = sources(tmp_path)
    assert list(found) == ["blog.xml/keys", "disqus.xml/900"]
    assert read_source(found["blog.xml/keys"]).title == "Your keys"


def test_an_article_that_stays_has_the_same_digest(tmp_path: Path) -> None:
    """So that of a newer export only what is new is read again."""
    (tmp_path / "blog.xml").write_bytes(wxr(post(1, "Thanks", "Send a letter.")))
    before, _ = sources(tmp_path)
    (tmp_path / "blog.xml").write_bytes(
        wxr(post(1, "Thanks", "Send a letter."), post(2, "Keys", "Keep none."))
    )
    after, _ = sources(tmp_path)
    assert after["blog.xml/thanks"].digest == before["blog.xml/thanks"].digest
    assert set(after) == {"blog.xml/thanks", "blog.xml/keys"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (disqus(thread(1, "Vans")), "is an export of Disqus without a comment"),
        (
            b'<!DOCTYPE rss [<!ENTITY a "a">]>' + wxr(post(1, "A", "&a;")).partition(b"?>")[2],
            "is an export that declares entities of its own, which are not read",
        ),
        (b"<rss xmlns:wp='x'", "is XML"),
    ],
    ids=["nothing", "entities", "cut off"],
)
def test_one_that_holds_nothing_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    """In one line; other files go in."""
    (tmp_path / "blog.xml").write_bytes(data)
    (tmp_path / "keys.txt").write_text("Keys\n\nHand in your keys.\n")
    found, skipped = sources(tmp_path)
    for path in [path for path in found if path == "blog.xml"]:
        with pytest.raises(ValueError, match=reason):
            read_source(found[path])
    assert [each.reason for each in skipped] == ([] if "blog.xml" in found else [reason])
    assert "keys.txt" in found
