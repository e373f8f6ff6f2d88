"""Where a page's main text stands, by the marks of the programs that make pages; and what is none within it.

Trafilatura finds main texts without marks, but of a short one it keeps neither paragraphs nor headings.
"""

import re
from typing import TYPE_CHECKING

from ingest.documents.comment_marks import classes
from ingest.documents.elements import name_of, text_of
from ingest.documents.web_comments import take_out

if TYPE_CHECKING:
    from lxml.etree import _Element

SHORTEST = 20  # characters
_MAIN = frozenset(
    {
        *("entry-content", "post-content", "post-body", "article-body", "article__body", "article-content"),
        *(
            "article__content",
            "articlebody",
            "story-body",
            "gh-content",
            "available-content",
            "markdown-body",
        ),
        *("theme-doc-markdown", "md-content__inner", "rst-content", "blog-item-content", "blogitem-content"),
        *("e-content", "notion-page-content", "sqs-layout"),
    }
)
_AROUND = frozenset(
    {
        *("subscription-widget-wrap", "subscription-widget", "subscribe-widget", "kg-signup-card"),
        *("kg-bookmark-card", "kg-product-card", "newsletter-block", "newsletter-signup", "newsletter-form"),
        *(
            "share",
            "share-buttons",
            "sharedaddy",
            "social-share",
            "social-links",
            "jp-relatedposts",
            "related",
        ),
        *("related-posts", "related-articles", "related-stories", "post-navigation", "pagination"),
        *("headerlink", "anchor-link", "hash-link", "header-anchor-parent", "ad", "ads", "advertisement"),
        *(
            "ad-container",
            "screen-reader-text",
            "sr-only",
            "visually-hidden",
            "author-bio",
            "kg-callout-emoji",
        ),
        *("md-source-file", "post-footer", "entry-footer", "entry-meta", "post-meta", "blog-meta"),
    }
)
_AROUND_ID = re.compile(r"onetrust-.*|.*cookie-?(?:banner|consent|notice).*|cky-consent.*|didomi-.*")


def take_furniture(root: "_Element") -> None:
    """Take out what is marked as no part of a text: calls to subscribe, banners, links beside headings."""
    for element in [
        part
        for part in root.iterdescendants()
        if (classes(part) & _AROUND or _AROUND_ID.fullmatch(part.get("id", "").lower()))
        and name_of(part) not in ("body", "main", "article")
        and next(part.iter("h1"), None) is None
    ]:
        take_out(element)


def main_text(root: "_Element") -> "_Element | None":
    """The element that is marked as the main text; None where none is, or several are."""
    marked = [part for part in root.iter("div", "section", "article", "main") if _is_main(part)]
    outermost = [part for part in marked if not any(parent in marked for parent in part.iterancestors())]
    return outermost[0] if len(outermost) == 1 else None


def only_article(root: "_Element") -> "_Element | None":
    """The one `article` of a page, else its `main`, without what stands around a text."""
    for name in ("article", "main", "body"):
        found = list(root.iter(name))
        if len(found) == 1:
            for part in list(found[0].iter("nav", "aside", "header", "footer", "form")):
                if next(part.iter("h1"), None) is None:
                    take_out(part)
            return found[0]
    return None


def _is_main(element: "_Element") -> bool:
    marked = bool(classes(element) & _MAIN) or element.get("itemprop") == "articleBody"
    return marked and len("".join(text_of(element).split())) >= SHORTEST and name_of(element) != "body"
