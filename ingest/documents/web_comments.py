"""The comments below a saved page, as the page's own markup tells them: whose they are, what they answer.

Known by their marks: WordPress and its relatives, Disqus, Blogger, the words of schema.org. An element is a
comment where it is marked as one and its author or its place in a list of comments bears that out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.documents.elements import ElementBlocks, name_of, text_of
from ingest.documents.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_NAME = 80
QUESTION_CONTEXT = 400
_LIST = re.compile(
    r"comments?|comments?[-_](?:list|area|section|thread|container|holder|wrapper)|commentlist|comments?list"
    r"|disqus[-_]thread|post-list|responses|discussion"
)
_COMMENT_ID = re.compile(r"(?:li-)?(?:wp-)?comment-?\d+|c\d{3,}|post-\d+|dsq-comment-\d+")
_COMMENT_CLASS = frozenset({"comment", "comment-item", "commentitem", "post", "pingback", "trackback"})
_BODY = frozenset(
    {
        *(
            "comment-content",
            "comment-text",
            "comment_text",
            "commenttext",
            "comment__content",
            "comment__text",
        ),
        *(
            "comment-body-text",
            "comment-message",
            "comment__body",
            "post-message",
            "comment-entry",
            "commententry",
        ),
    }
)
_AUTHOR = frozenset(
    {
        *(
            "fn",
            "comment-author-name",
            "comment-author",
            "comment_author",
            "commentauthor",
            "comment__author",
        ),
        *("author", "username", "user", "commenter", "comment-name", "comment__name"),
    }
)
_OF_THE_AUTHOR = frozenset({"bypostauthor", "by-post-author", "comment-by-author", "is-author"})
_AROUND = frozenset(
    {
        *(
            "comment-meta",
            "comment-metadata",
            "commentmetadata",
            "comment-author",
            "comment-header",
            "comment-footer",
        ),
        *(
            "comment-actions",
            "reply",
            "comment-reply-link",
            "says",
            "comment-date",
            "vcard",
            "post-menu",
            "avatar",
        ),
        *("comment-awaiting-moderation", "comment-edit-link", "post-byline", "post-meta", "comment-notes"),
    }
)
_SAYS = re.compile(r"\s*(?:says|said|wrote|writes|commented)?\s*:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebComment:
    """A comment: its number on the page, its author, and the elements that hold what it says.

    `by_author` tells that the writer of the page wrote it, `answers` what it answers, as text.
    """

    number: int
    author: str | None
    by_author: bool
    answers: str | None
    bodies: tuple["_Element", ...]


def add_comment(rendering: Rendering, comment: WebComment, *, first: int = 1) -> None:
    """A comment's blocks, as a reader's words or, below one, as the answer of who wrote the article.

    Comments of the article count from `first`.
    """
    question = None
    if comment.answers is not None:
        flat = " ".join(comment.answers.split())
        question = flat if len(flat) <= QUESTION_CONTEXT else flat[-QUESTION_CONTEXT:].partition(" ")[2]
    for body in comment.bodies:
        ElementBlocks(
            rendering,
            voice="reply" if comment.by_author else "reader",
            author=comment.author,
            comment=first - 1 + comment.number,
            question=question if comment.by_author else None,
        ).add(body)


def take_comments(root: "_Element") -> list[WebComment]:
    """The comments of a page, taken out of its tree with the lists that hold them."""
    marked = [
        element for element in root.iter("li", "div", "article", "section", "p", "tr") if _is_comment(element)
    ]
    within = set(marked)
    comments: list[WebComment] = []
    texts: dict[_Element, str] = {}
    for element in marked:
        above = next((parent for parent in element.iterancestors() if parent in within), None)
        bodies = tuple(_bodies(element, within))
        said = " ".join(" ".join(text_of(body) for body in bodies).split())
        texts[element] = said
        if said:
            by_author = above is not None and bool(_classes(element) & _OF_THE_AUTHOR)
            answers = texts.get(above) if above is not None else None
            comments.append(
                WebComment(len(comments) + 1, _author(element, within), by_author, answers, bodies)
            )
    for element in _outermost(marked):
        _take_out(element)
    return comments


def _is_comment(element: "_Element") -> bool:
    """Marked as one, and borne out by a list of comments around it or by its author."""
    if "schema.org/comment" in element.get("itemtype", "").lower() or element.get("itemprop") == "comment":
        return True
    by_class = bool(_classes(element) & _COMMENT_CLASS)
    by_id = _COMMENT_ID.fullmatch(element.get("id", "").lower()) is not None
    if not (by_class or by_id):
        return False
    listed = any(_is_list(parent) for parent in element.iterancestors())
    return listed or (by_class and "comment" in _classes(element) and _author(element, set()) is not None)


def _is_list(element: "_Element") -> bool:
    names = {element.get("id", "").lower(), *_classes(element)}
    return any(_LIST.fullmatch(name) for name in names) and name_of(element) not in ("body", "html")


def _bodies(element: "_Element", within: set["_Element"]) -> Iterator["_Element"]:
    """What a comment says: the element marked so, else a copy without all that stands around it."""
    own = [
        part
        for part in _own(element, within)
        if _classes(part) & _BODY or part.get("itemprop") in ("text", "commentText")
    ]
    if own:
        yield from (part for part in own if not any(parent in own for parent in part.iterancestors()))
        return
    from copy import deepcopy

    nested = [child for child in element.iterdescendants() if child in within]
    for number, child in enumerate(nested):
        child.set("data-comment", str(number))
    copy = deepcopy(element)
    for child in nested:
        del child.attrib["data-comment"]
    for part in list(copy.iterdescendants()):
        if (
            part.get("data-comment") is not None
            or _classes(part) & (_AROUND | _AUTHOR)
            or name_of(part) in ("time", "cite", "footer", "header")
        ):
            _take_out(part)
    copy.tail = None
    yield copy


def _author(element: "_Element", within: set["_Element"]) -> str | None:
    """The name in the innermost mark of an author."""
    names: list[str] = []
    for part in _own(element, within):
        marked = (
            _classes(part) & _AUTHOR
            or name_of(part) == "cite"
            or part.get("itemprop") in ("author", "creator", "name")
        )
        if marked and (name := " ".join(_SAYS.sub("", " ".join(text_of(part).split())).split())):
            names.append(name)
    return next((name for name in reversed(names[:2]) if len(name) <= LONGEST_NAME), None)


def _own(element: "_Element", within: set["_Element"]) -> Iterator["_Element"]:
    """The descendants of a comment that are not those of a comment below it."""
    from lxml import etree

    walk = etree.iterwalk(element, events=("start",))
    for _, part in walk:
        if part is not element and (part in within or (not within and _classes(part) & {"children"})):
            walk.skip_subtree()
        elif part is not element:
            yield part


def _outermost(elements: list["_Element"]) -> list["_Element"]:
    within = set(elements)
    return [
        element for element in elements if not any(parent in within for parent in element.iterancestors())
    ]


def _take_out(element: "_Element") -> None:
    """Remove an element, not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _classes(element: "_Element") -> frozenset[str]:
    return frozenset(element.get("class", "").lower().split())
