"""The words by which pages mark comments, posts of a forum and what stands around them, in classes and ids.

They are read as parts of a name, because each engine puts its own before and behind:
`wp-block-comment-content`, `comments__item`, `comment-copy`.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.documents.elements import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_OWN = r"(?:[a-z][a-z\d]{0,20}[-_]{1,2}){0,3}"  # what an engine puts before
_LIST = re.compile(
    rf"{_OWN}comments?|{_OWN}comments?[-_]{{1,2}}(?:list(?:[-_](?:items|container))?|area|section|threads?|holder"
    rf"|container|wrapper|template|block)|{_OWN}comments[-_]{{1,2}}(?:content|items|body|page)|commentlist|comments?list|disqus[-_]thread|post-list"
    r"|responses|discussion|replies"
)
_ITEM = re.compile(
    rf"{_OWN}comment|{_OWN}comments?[-_]{{1,2}}(?:item|entry|node|single|row|card|wrap)|commentitem"
    r"|pingback|trackback"
)
_NO_ITEM = re.compile(r"(?:add|post|leave|write|submit|new|no|view|show|all|last|latest|recent)[-_].*")
_ID = re.compile(r"(?:li-|wp-|dsq-)?comment-?[a-z\d]{0,3}\d[a-z\d-]{0,40}|c\d{3,20}|post-\d{1,20}")
_POST = frozenset(
    {
        *("message--post", "topic-post", "crawler-post", "forum-post", "comtr", "fatitem"),
        *("postbit", "postbitlegacy"),
    }
)
# What forums put beside a post, whose own class blogs use, too.
_POSTER = frozenset({"postprofile", "post_author", "poster"})
_AUTHOR = re.compile(
    rf"fn|hnuser|poster|{_OWN}(?:author|commenter|username(?:-coloured)?|user-?name|user|nickname|display-?name|creator)"
    r"(?:[-_]{1,2}(?:name|link))?|commentauthor|commentername|account-hover-wrapper"
)
_NO_AUTHOR = re.compile(r".*(?:icon|avatar|badge|image|photo|url|rank|head|url|info|details|profile)")
_BODY = re.compile(
    rf"{_OWN}comments?[-_]{{1,2}}(?:content|text|body|copy|message|entry)(?:[-_]{{1,2}}(?:text|content|inner))?"
    r"|comment(?:text|entry|body)|post-message|bbwrapper|cooked|commtext|toptext"
    r"|usertext-body|postcontent|post_body"
)
_AROUND = re.compile(
    rf"{_OWN}comments?[-_]{{1,2}}(?:meta(?:data)?|header|footer|head|actions?|date|time(?:stamp)?|reply(?:-link)?|likes?"
    r"|controls?|tools?|notes|awaiting-moderation|edit-link|permalink|number|author[a-z_-]{0,20}|avatar|votes?|score)"
    r"|commentmetadata|reply|says|vcard|post-menu|avatar|post-byline|post-meta|time-ago|postprofile"
    rf"|{_OWN}signature"
)
_REPLIES = re.compile(rf"{_OWN}(?:children|child|reply|replies|indented|nested|follow-?up)")
_OF_THE_AUTHOR = frozenset(
    {"bypostauthor", "by-post-author", "comment-by-author", "is-author", "blog-author", "author-comment"}
)


def classes(element: "_Element") -> frozenset[str]:
    """The names of an element's classes, in small letters."""
    return frozenset(element.get("class", "").lower().split())


def is_list(element: "_Element") -> bool:
    """Whether an element is marked as what holds comments."""
    names = {element.get("id", "").lower(), *classes(element)}
    return name_of(element) not in ("body", "html") and _any(_LIST, names)


def is_item(element: "_Element") -> bool:
    """Whether it is marked as a comment, by a class or by its id."""
    return is_item_by_class(element) or _ID.fullmatch(element.get("id", "").lower()) is not None


def is_item_by_class(element: "_Element") -> bool:
    """Whether it is marked as a comment by a class."""
    return _any(_ITEM, {name for name in classes(element) if not _NO_ITEM.fullmatch(name)})


def is_post(element: "_Element") -> bool:
    """Whether it is a post of a forum, by the marks of phpBB, XenForo, Discourse and others."""
    named = classes(element)
    if named & _POST or ("thing" in named and element.get("data-author")):
        return True
    if not named & {"post", "post_wrapper"}:
        return False
    return any(classes(part) & _POSTER for part in element.iterdescendants())


def is_list_of_replies(element: "_Element") -> bool:
    """Whether it holds what answers a comment."""
    return name_of(element) in ("ol", "ul") or _any(_REPLIES, classes(element))


def is_quote(element: "_Element") -> bool:
    """Whether it is what another one said, as a quotation that names whom it quotes."""
    named = element.get("data-quote") is not None or element.get("data-username") is not None
    return named or (name_of(element) == "blockquote" and next(element.iter("cite"), None) is not None)


def is_author(element: "_Element") -> bool:
    """Whether it is marked as the name of who wrote a comment."""
    names = {name for name in classes(element) if not _NO_AUTHOR.fullmatch(name)}
    properties = ("author", "creator", "name")
    return _any(_AUTHOR, names) or name_of(element) == "cite" or element.get("itemprop") in properties


def is_body(element: "_Element") -> bool:
    """Whether it is marked as what a comment says; in a post of phpBB that is its `content`."""
    if _any(_BODY, classes(element)) or element.get("itemprop") in ("text", "commentText"):
        return True
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return "content" in classes(element) and any(
        "postbody" in classes(part) for part in (parent, above) if part is not None
    )


def is_around(element: "_Element") -> bool:
    """Whether it only stands around what a comment says: its date, its controls."""
    return _any(_AROUND, classes(element)) or name_of(element) in ("time", "footer", "header", "button")


def is_of_the_author(element: "_Element") -> bool:
    """Whether a mark says that the writer of the page speaks."""
    return bool(classes(element) & _OF_THE_AUTHOR)


def _any(pattern: "re.Pattern[str]", names: Iterable[str]) -> bool:
    return any(pattern.fullmatch(name) for name in names)
