"""A question of a reader and the answers to it, on pages that are marked so in the words of schema.org.

A page of frequent questions, which its own writers answer, has the same marks but nobody who asks.
"""

from typing import TYPE_CHECKING

from ingest.documents.elements import text_of
from ingest.documents.web_comments import WebComment

if TYPE_CHECKING:
    from lxml.etree import _Element


def take_questions(root: "_Element", first: int) -> list[WebComment]:
    """The question and its answers, numbered from `first`; nothing where nobody asks."""
    questions = [element for element in root.iter() if _is(element, "question")]
    answers = [element for element in root.iter() if _is(element, "answer")]
    within = set(questions) | set(answers)
    asked = next((each for each in questions if _asker(each, within) is not None), None)
    if asked is None:
        return []
    body = _text(asked, within)
    question = " ".join(text_of(body).split()) if body is not None else ""
    found: list[WebComment] = []
    for element in (asked, *answers):
        said = body if element is asked else _text(element, within)
        if said is not None:
            name, number = _asker(element, within), first + len(found)
            found.append(WebComment(number, name, element is not asked, question, (said,)))
    return found


def _is(element: "_Element", kind: str) -> bool:
    return str(element.get("itemtype", "")).lower().rstrip("/").endswith(f"schema.org/{kind}")


def _text(element: "_Element", within: "set[_Element]") -> "_Element | None":
    """The element's own text, which no answer within it has."""
    texts = (part for part in element.iterdescendants() if part.get("itemprop") == "text")
    return next((part for part in texts if _holder(part, within) is element), None)


def _asker(element: "_Element", within: "set[_Element]") -> str | None:
    """The name of who asks or answers."""
    marked = (part for part in element.iterdescendants() if part.get("itemprop") == "author")
    author = next((part for part in marked if _holder(part, within) is element), None)
    if author is None:
        return None
    named = next((part for part in author.iterdescendants() if part.get("itemprop") == "name"), author)
    return " ".join(text_of(named).split()) or named.get("content") or None


def _holder(part: "_Element", within: "set[_Element]") -> "_Element | None":
    return next((parent for parent in part.iterancestors() if parent in within), None)
