"""Threads of comments as Disqus exports them: each an article of its own, all of which readers wrote."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.documents.export_xml import body_of, line_of, named, told
from ingest.documents.exported import Exported, in_order
from ingest.documents.web_comments import WebComment

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAKEN_OUT = ("isDeleted", "isSpam")


def disqus_articles(root: "_Element") -> Iterator[Exported]:
    """The threads that have comments, in the order of the export.

    Nothing tells who wrote the article, so that every comment is a reader's.
    """
    posts: dict[str, list[_Element]] = defaultdict(list)
    for post in named(root, "post"):
        posts[_refers(post, "thread")].append(post)
    for thread in named(root, "thread"):
        of_thread = sorted(posts.get(_id(thread), []), key=lambda post: told(post, "createdat"))
        comments = tuple(_comments(in_order(of_thread, _id, lambda post: _refers(post, "parent"))))
        if comments and not _is_taken_out(thread):
            link = told(thread, "link")
            yield Exported(
                _id(thread),
                _id(thread),
                (thread, *of_thread),
                line_of(told(thread, "title")) or link,
                link,
                comments=comments,
            )


def _comments(posts: "list[_Element]") -> "Iterator[WebComment]":
    number = 0
    for post in posts:
        body = body_of(told(post, "message"))
        if body is None or _is_taken_out(post):
            continue
        number += 1
        author = next(named(post, "author"), None)
        name = line_of(told(author, "name") or told(author, "username")) if author is not None else ""
        yield WebComment(number, name or None, by_author=False, answers=None, bodies=(body,))


def _is_taken_out(element: "_Element") -> bool:
    marks = [told(element, mark.lower()).lower() == "true" for mark in _TAKEN_OUT]
    return any(marks) or told(element, "isapproved").lower() == "false"


def _refers(post: "_Element", name: str) -> str:
    found = next(named(post, name), None)
    return _id(found) if found is not None else ""


def _id(element: "_Element") -> str:
    """The number that Disqus gave, an attribute `dsq:id`, whether that prefix is declared or not."""
    return next(
        (
            value
            for key, value in element.attrib.items()
            if key.rpartition("}")[2].rpartition(":")[2].lower() == "id"
        ),
        "",
    )
