"""The comments below a saved page, as the page's own markup tells them: whose they are, what they answer.

Known by their marks (`comment_marks`), those of schema.org and of forums. An element is a comment where it is
marked as one and its author or its place in a list of comments bears that out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.documents.comment_marks import (
    classes,
    is_around,
    is_author,
    is_body,
    is_item,
    is_item_by_class,
    is_list,
    is_list_of_replies,
    is_of_the_author,
    is_post,
    is_quote,
)
from ingest.documents.elements import ElementBlocks, text_of
from ingest.documents.rendering import Rendering
from ingest.text.blocks import question_context

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_NAME = 80
_TAGS = ("li", "div", "article", "section", "p", "tr", "table")
_DEPTH = re.compile(r"\bdepth-(\d{1,2})\b")
_BY = re.compile(r"\bby:? ([^\s|,·•:][^|,·•:]{0,60}?)(?: ?[|,·•]| on | at |$)", re.IGNORECASE)
_SAYS = re.compile(r"(?<!\s)\s*+(?:says|said|wrote|writes|commented)?+\s*+:?+\s*$", re.IGNORECASE)


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
    asked = question_context(comment.answers) if comment.answers is not None else None
    for body in comment.bodies:
        ElementBlocks(
            rendering,
            voice="reply" if comment.by_author else "reader",
            author=comment.author,
            comment=first - 1 + comment.number,
            question=asked if comment.by_author else None,
        ).add(body)


def take_comments(root: "_Element") -> list[WebComment]:
    """The comments of a page, taken out of its tree with the lists that hold them."""
    marked = _comments_of([element for element in root.iter(*_TAGS) if _is_comment(element)])
    within = set(marked)
    for quote in [
        part for element in marked for part in element.iter("blockquote", "aside") if is_quote(part)
    ]:
        take_out(quote)  # somebody else said it
    comments: list[WebComment] = []
    texts: dict[_Element, str] = {}
    last: dict[int, _Element] = {}  # of each depth, where it is told
    for element in marked:
        above = next((parent for parent in element.iterancestors() if parent in within), None)
        if depth := _DEPTH.search(element.get("class", "")):
            above = above if above is not None else last.get(int(depth[1]) - 1)
            last[int(depth[1])] = element
        bodies = tuple(_bodies(element, within))
        said = " ".join(" ".join(text_of(body) for body in bodies).split())
        texts[element] = said
        if said:
            by_author = above is not None and any(map(is_of_the_author, (element, *_own(element, within))))
            answers = texts.get(above) if above is not None else None
            comments.append(
                WebComment(len(comments) + 1, author_of(element, within), by_author, answers, bodies)
            )
    for element in _outermost(marked):
        take_out(element)
    return comments


def _comments_of(marked: list["_Element"]) -> list["_Element"]:
    """The elements that are a comment each.

    Engines mark parts of a comment, too, and what holds several; a reply stands in a list below.
    """
    within, kept = set(marked), set(marked)
    inner: dict[_Element, list[_Element]] = {}
    for element in marked:
        above = next((parent for parent in element.iterancestors() if parent in within), None)
        if above is not None and not any(map(is_list_of_replies, _between(element, above))):
            inner.setdefault(above, []).append(element)
    for element, parts in inner.items():
        nameless = [part for part in parts if author_of(part, within) is None]
        if author_of(element, within) is not None:
            kept.difference_update(nameless)
        elif len(parts) == 1:
            kept.discard(parts[0])
        else:
            kept.discard(element)
    return [element for element in marked if element in kept]


def is_forum(root: "_Element") -> bool:
    """Whether a page is a thread of a forum: all that it has to read are its posts."""
    return any(is_post(element) and author_of(element, set()) is not None for element in root.iter(*_TAGS))


def _is_comment(element: "_Element") -> bool:
    """Marked as one, and borne out by a list of comments around it or by its author."""
    if "schema.org/comment" in element.get("itemtype", "").lower() or element.get("itemprop") == "comment":
        return True
    if is_post(element):
        return author_of(element, set()) is not None
    if not is_item(element):
        return False
    if any(is_list(parent) for parent in element.iterancestors()):
        return True
    return is_item_by_class(element) and author_of(element, set()) is not None


def _bodies(element: "_Element", within: set["_Element"]) -> Iterator["_Element"]:
    """What a comment says: the innermost element marked so, else a copy without all that stands around it."""
    marked = [part for part in _own(element, within) if is_body(part) and not _lies_around(part, element)]
    own = [part for part in marked if not any(below in marked for below in part.iterdescendants())]
    if own and not any(is_author(below) for part in own for below in part.iterdescendants()):
        yield from own
        return
    from copy import deepcopy

    nested = [child for child in element.iterdescendants() if child in within]
    for number, child in enumerate(nested):
        child.set("data-comment", str(number))
    copy = deepcopy(element)
    for child in nested:
        del child.attrib["data-comment"]
    for part in list(copy.iterdescendants()):
        if part.get("data-comment") is not None or is_around(part) or is_author(part):
            take_out(part)
    copy.tail = None
    yield copy


def _lies_around(part: "_Element", comment: "_Element") -> bool:
    return any(map(is_around, _between(part, comment)))


def _between(part: "_Element", above: "_Element") -> "Iterator[_Element]":
    """What a part of an element lies in, from inside."""
    return takewhile(lambda parent: parent is not above, part.iterancestors())


def _name(part: "_Element") -> str:
    """The first line of an author's mark: below it some forums say how many posts theirs are."""
    first = next((line for line in text_of(part).splitlines() if line.strip()), "")
    return " ".join(_SAYS.sub("", " ".join(first.split())).split())


def author_of(element: "_Element", within: set["_Element"]) -> str | None:
    """The name of who wrote a comment: in the innermost mark of an author, or in the attribute of a forum."""
    told = str(element.get("data-author", "")).strip()
    if told:
        return told
    marked: _Element | None = None
    found = None
    for part in _own(element, within):
        if is_author(part) and (marked is None or marked in part.iterancestors()):
            name = _name(part)
            if name and len(name) <= LONGEST_NAME:
                found = name
            if name:
                marked = part
    if found is None:
        lines = (" ".join(text_of(part).split()) for part in _own(element, within) if is_around(part))
        found = next((match[1] for line in lines if (match := _BY.search(line))), None)
    return found


def _own(element: "_Element", within: set["_Element"]) -> Iterator["_Element"]:
    """The descendants of a comment that are not those of a comment below it."""
    from lxml import etree

    walk = etree.iterwalk(element, events=("start",))
    for _, part in walk:
        if part is not element and (part in within or (not within and "children" in classes(part))):
            walk.skip_subtree()
        elif part is not element:
            yield part


def _outermost(elements: list["_Element"]) -> list["_Element"]:
    within = set(elements)
    return [
        element for element in elements if not any(parent in within for parent in element.iterancestors())
    ]


def take_out(element: "_Element") -> None:
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
