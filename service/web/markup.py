"""The answer and the source as HTML for the page without JavaScript; everything from outside is escaped."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote, urlencode

from index import ArticleCard
from service.answering.answer import Answer, ShownPassage
from service.answering.citation import Citation, video_url
from service.answering.said import Said, closed
from service.web.blocks import Block, Piece, short_clock


def answer_html(found: Answer) -> str:
    """One answer with its quotes, or a refusal with the nearest passages."""
    refused, partly = found.status == "not_in_sources", " partly" if found.unanswered else ""
    label = "Not in the sources" if refused else "Partly answered" if partly else ""
    parts = [
        f'<article class="turn {found.status}{partly}"><h2 class="asked" dir="auto">{escape(found.question)}</h2><div class="reply">',
        f'<p class="label">{label}</p>' if label else "",
        _understood(found),
        f'<div class="said" dir="auto">{_said(found)}</div>',
        _list("Sources", "quotes", [_citation_html(one) for one in found.citations]),
        _list("Nearest passages", "nearest", [_passage_html(one) for one in found.passages]) if refused else "",
        _list("Related", "related", [f'<li><a dir="auto" href="/?q={quote(one)}">{escape(one)}</a></li>' for one in found.related]),
        "</div></article>",
    ]
    return "".join(parts)


def source_html(card: ArticleCard, blocks: Sequence[Block]) -> str:
    """A whole article, the marked stretch of it with the id `quote`."""
    paragraphs: list[str] = []
    found = False
    for block in blocks:
        tag = f"h{min(block.level + 1, 6)}" if block.level else "p"
        text = "".join(_piece_html(piece, card) for piece in block.pieces)
        if not found and any(piece.marked for piece in block.pieces):
            text, found = text.replace("<mark>", '<mark id="quote">', 1), True
        paragraphs.append(f'<{tag} class="{block.kind}" dir="auto">{text}</{tag}>')
    video = f'<p><a href="{escape(video_url(card.video, None) or "")}">Watch the video on YouTube</a></p>' if card.video else ""
    return f'<article class="text"><h2 dir="auto">{escape(card.title)}</h2>{video}{"".join(paragraphs)}</article>'


def source_address(one: Citation | ShownPassage) -> str:
    """Where the page shows an article with a stretch of it marked."""
    return f"/source/{quote(one.article)}?{urlencode({'start': one.start, 'end': one.end})}#quote"


def _understood(found: Answer) -> str:
    if found.standalone_question == found.question:
        return ""
    return f'<p class="understood">Understood as <q dir="auto">{escape(found.standalone_question)}</q></p>'


def _said(found: Answer) -> str:
    """What is said; items of a list as one."""
    parts: list[str] = []
    for listed, together in groupby(found.said, key=lambda entry: entry.item is not None):
        if listed:
            items = ("".join(map(_entry_html, item)) for _, item in groupby(together, key=attrgetter("item")))
            parts.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
        else:
            parts.extend(map(_entry_html, together))
    return "".join(parts)


def _entry_html(entry: Said) -> str:
    links = "".join(f' <a class="chip" href="#quote-{number}">{number}</a>' for number in entry.citations)
    return f'<span class="{"sentence" if entry.citations else "own"}">{escape(closed(entry))}{links}</span> '


def _list(title: str, name: str, items: Sequence[str]) -> str:
    return f'<section><h3>{title}</h3><ol class="{name}">{"".join(items)}</ol></section>' if items else ""


def _citation_html(one: Citation) -> str:
    said = f'<span class="number">{one.number}</span><blockquote dir="auto">{escape(one.quote)}</blockquote>'
    when = f" at {short_clock(one.seconds)}" if one.seconds is not None else ""
    video = f'<a href="{escape(one.url)}" target="_blank" rel="noopener">Watch{when}</a>' if one.url else ""
    return f'<li id="quote-{one.number}">{said}{_place_html(one)}<p class="actions">{_open_html(one)}{video}</p></li>'


def _passage_html(one: ShownPassage) -> str:
    text = f'<p class="excerpt" dir="auto">{escape(one.text)}</p>'
    return f'<li>{_place_html(one)}{text}<p class="actions">{_open_html(one)}</p></li>'


def _place_html(one: Citation | ShownPassage) -> str:
    headings = "".join(f" › {escape(heading)}" for heading in one.section)
    speaker = f" ({escape(one.speaker)})" if one.speaker else ""
    return f'<p class="place" dir="auto"><b>{escape(one.title)}</b>{headings}{speaker}</p>'


def _open_html(one: Citation | ShownPassage) -> str:
    return f'<a href="{escape(source_address(one))}">Open source</a>'


def _piece_html(piece: Piece, card: ArticleCard) -> str:
    text = escape(piece.text)
    if piece.seconds is not None:  # the blank before a stamp went with it
        link = escape(video_url(card.video, piece.seconds) or "")
        text = f' <a class="stamp" href="{link}">{text}</a>' if link else f' <small class="stamp">{text}</small>'
    return f"<mark>{text}</mark>" if piece.marked else text
