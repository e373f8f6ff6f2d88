"""Posts and pages as WordPress exports them (WXR), with the comments that were approved."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ingest.documents.elements import text_of
from ingest.documents.export_xml import body_of, line_of, named, told
from ingest.documents.exported import Exported, in_order
from ingest.documents.web_comments import WebComment
from ingest.text.front_matter import DAY

if TYPE_CHECKING:
    from lxml.etree import _Element

# Empty where an export, of another program, does not say.
_TYPES = ("post", "page", "")
_PUBLISHED = ("publish", "")
_APPROVED = ("1", "approved", "")
_BLOCKS = "<!-- wp:"  # what the block editor writes, which marks paragraphs itself
# Where a program puts something; what stands between the marks of a caption or a builder is text.
_EMBEDDED = re.compile(
    r"\[(embed|audio|video|gallery|playlist)\b[^\[\]]{0,2000}\](?:[^\[\]]{0,2000}\[/\1\])?"
)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|wp_caption|(?:vc|et_pb|fusion|su|av|tve?)_\w{1,40})(?:\s[^\[\]]{0,2000})?\]"
)


def wordpress_articles(root: "_Element") -> Iterator[Exported]:
    """What everybody could read, in the order of the export."""
    for channel in named(root, "channel"):
        people = {told(one, "author_login"): one for one in named(channel, "author")}
        for item in named(channel, "item"):
            if (article := _article(item, people)) is not None:
                yield article


def _article(item: "_Element", people: "dict[str, _Element]") -> Exported | None:
    if told(item, "post_type") not in _TYPES or told(item, "status") not in _PUBLISHED:
        return None
    if told(item, "post_password"):
        return None
    login = told(item, "creator")
    writer = people.get(login)
    author = line_of(told(writer, "author_display_name") if writer is not None else "") or login
    body, comments = _body(item), tuple(_comments(item, {login, author} - {""}, _user(writer)))
    if body is None and not comments:
        return None
    number = told(item, "post_id")
    day = DAY.match(told(item, "post_date")) or DAY.match(_day(told(item, "pubdate")))
    elements = (writer, item) if writer is not None else (item,)
    return Exported(
        told(item, "post_name").replace("/", "-") or number or "post",
        number,
        elements,
        line_of(told(item, "title")),
        told(item, "link"),
        author or None,
        day[1] if day else None,
        body,
        comments,
    )


def _day(published: str) -> str:
    """The day of a date as feeds write it; empty for what is none."""
    try:
        return parsedate_to_datetime(published).date().isoformat()
    except ValueError:
        return ""


def _body(item: "_Element") -> "_Element | None":
    """The text of a post, which stands beside an excerpt of the same name in another namespace."""
    texts = (one for one in named(item, "encoded") if "excerpt" not in str(one.tag))
    text = next(texts, None)
    markup = "".join(text.itertext()) if text is not None else ""
    markup = _SHORTCODE.sub("", _EMBEDDED.sub("", markup))
    return body_of(markup, with_paragraphs=_BLOCKS not in markup)


def _comments(item: "_Element", names: set[str], user: str) -> Iterator[WebComment]:
    """Approved comments, replies below what they answer; the writer's own are told by account or name."""
    approved = [
        one
        for one in named(item, "comment")
        if told(one, "comment_approved") in _APPROVED and told(one, "comment_type") in ("", "comment")
    ]
    said: dict[str, str] = {}
    count = 0
    for one in in_order(approved, _number, lambda one: told(one, "comment_parent")):
        body = body_of(told(one, "comment_content"))
        if body is None:
            continue
        answers = said.get(told(one, "comment_parent") or "0")
        said[_number(one)] = " ".join(text_of(body).split())
        count += 1
        author = line_of(told(one, "comment_author"))
        own = author in names or (user not in ("", "0") and told(one, "comment_user_id") == user)
        yield WebComment(count, author or None, own and answers is not None, answers, (body,))


def _number(comment: "_Element") -> str:
    return told(comment, "comment_id")


def _user(writer: "_Element | None") -> str:
    return told(writer, "author_id") if writer is not None else ""
