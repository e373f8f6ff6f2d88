"""The answer as HTML for the page without JavaScript; everything from outside is escaped."""

import re
from html import escape
from urllib.parse import quote

from service.answer import Answer, ShownPassage
from service.citation import Citation


def answer_html(found: Answer) -> str:
    """One answer with its quotes, or a refusal with the nearest passages."""
    text = re.sub(r"\[(\d+)\]", r'<a class="chip" href="#quote-\1">\1</a>', escape(found.answer))
    said = f'<article class="turn {found.status}"><h2 class="asked">{escape(found.question)}</h2><p class="answer">{text}</p>'
    if found.citations:
        said += f'<ol class="quotes">{"".join(_citation_html(one) for one in found.citations)}</ol>'
    elif found.status == "not_in_sources":
        said += f'<h3>Nearest passages</h3><ol class="nearest">{"".join(_passage_html(one) for one in found.passages)}</ol>'
    links = "".join(f'<li><a href="/?q={quote(one)}">{escape(one)}</a></li>' for one in found.related)
    return said + (f'<h3>Related</h3><ul class="related">{links}</ul>' if links else "") + "</article>"


def _citation_html(one: Citation) -> str:
    place = escape(" › ".join([one.title, *one.section]))
    by = f" · {escape(one.author)}" if one.author else ""
    time = f' · <a href="{escape(one.url)}" target="_blank" rel="noopener">{one.timestamp or "video"}</a>' if one.url else ""
    said = f'<span class="number">{one.number}</span><blockquote>{escape(one.quote)}</blockquote>'
    return f'<li id="quote-{one.number}">{said}<p class="place">{place}{by}{time}</p></li>'


def _passage_html(one: ShownPassage) -> str:
    return f'<li><p class="place">{escape(" › ".join([one.title, *one.section]))}</p><p class="excerpt">{escape(one.text)}</p></li>'
