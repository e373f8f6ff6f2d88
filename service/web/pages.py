"""The chat page, and in it, for browsers without JavaScript, an answer or a source.

The templates escape all that they are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from index import ArticleCard
from service.answering.answer import Answer, ShownPassage
from service.answering.citation import Citation, is_video, video_url, web_url
from service.answering.said import Said, closed
from service.web.blocks import ShownBlock, short_clock
from service.web.terms import USUAL, Terms

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is said in a row: the items of a list, or one that is none."""

    listed: bool
    items: list[list[Said]]


@dataclass(frozen=True, slots=True)
class Choosable:
    """A collection to look in, and whether it is chosen; or an article that is, with its title."""

    name: str
    articles: int
    chosen: bool
    title: str | None = None


def page_html(
    content: Markup,
    *,
    title: str,
    base: str,
    modules: Sequence[str],
    choice: Sequence[Choosable] = (),
    root: str = "./",
    terms: Terms = USUAL,
    unasked: str = "",
) -> str:
    """The chat page around some content; `base` is where its files are, `modules` are loaded at once.

    With a `choice` of collections beside the question, and in the box what could not be asked. `root` is the
    way from the page to the service's root, which all addresses in a template begin with: none begins with a
    slash.
    """
    chosen = [each.title or each.name for each in choice if each.chosen]
    return _template(
        "page.html",
        content=content,
        title=title,
        base=base,
        modules=modules,
        choice=choice,
        chosen=chosen,
        root=root,
        terms=terms,
        unasked=unasked,
    )


def answer_html(answer: Answer) -> Markup:
    """One answer with its quotes, or a refusal with the nearest passages."""
    refused = answer.status == "not_in_sources"
    told, within = _stretches(answer.said), answer.within or []
    degree = answer.sureness.degree if answer.sureness else "near" if refused else ""
    return _template(
        "answer.html",
        answer=answer,
        refused=refused,
        told=told,
        within=within,
        degree=degree,
        label=_label(answer, refused=refused),
    )


def _label(answer: Answer, *, refused: bool) -> str:
    """What stands above an answer that is not a sure one."""
    if answer.unanswered:
        return "Partly answered"
    if answer.parts or not answer.sureness or answer.sureness.degree == "sure":
        return "Not in the sources" if refused else ""
    return answer.sureness.words


def source_html(card: ArticleCard, blocks: Sequence[ShownBlock], *, part: int = 0, parts: int = 1) -> Markup:
    """An article or a part of it, the marked stretch with the id `quote`; its title is not said twice."""
    first = blocks[0] if blocks else None
    titled = (
        first and first.level and first.text == card.title and not any(piece.marked for piece in first.pieces)
    )
    shown = blocks[1:] if titled else blocks
    return _template("source.html", card=card, blocks=shown, part=part, parts=parts)


def plain_html(name: str, **values: object) -> str:
    """A page that is only read, of the template of a name."""
    return _template(name, **values)


def problem_html(message: str) -> Markup:
    """What could not be shown, and why."""
    return Markup('<p class="problem">{}</p>').format(message)


def source_address(shown: Citation | ShownPassage) -> str:
    """Where the page shows an article with a stretch of it marked, from the root."""
    return f"./source/{quote(shown.article)}?{urlencode({'start': shown.start, 'end': shown.end})}#quote"


def question_address(question: str, within: Sequence[str]) -> str:
    """Where the page asks a question, of some collections, from the root."""
    return f"./?{urlencode([('q', question), *(('in', name) for name in within)])}"


def long_date(day: str) -> str:
    """`2021-03-04` as `4 March 2021`."""
    date = datetime.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def _stretches(said: Sequence[Said]) -> list[Stretch]:
    runs = [(listed, list(run)) for listed, run in groupby(said, key=lambda entry: entry.item is not None)]
    return [
        Stretch(listed, [list(item) for _, item in groupby(run, key=attrgetter("item"))])
        for listed, run in runs
    ]


def _template(name: str, **values: object) -> Markup:
    return Markup(_environment().get_template(name).render(values))  # noqa: S704 - the template has escaped the values


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "closed": closed,
        "long_date": long_date,
        "question_address": question_address,
        "short_clock": short_clock,
        "source_address": source_address,
        "video_url": video_url,
    }
    environment.tests |= {"video": is_video, "web": lambda url: web_url(url, "") is not None}
    return environment
