"""What is read of an article: its text, without the fields above it."""

import pytest

from index import ArticleCard
from ingest import reader_of
from service.web.blocks import article_blocks
from service.web.body import body_spans
from tests.conftest import Read

FENCED = """---
title: "Raises: how to ask"
author: R. Example
tags: [pay, talk]
description: >
  A long folded
  text here.
---

Published by the desk.

## When

Ask in spring.
"""


def shown(read: Read, text: str, path: str) -> list[str]:
    """The blocks of an article as a person reads them."""
    article = read(text, path=path)
    card = ArticleCard(
        id=article.id,
        title=article.title,
        path=article.path,
        format=article.format,
        channel=article.channel,
        author=article.author,
        video=article.video,
        characters=len(article.text),
        passages=len(article.passages),
        url=article.url,
        date=article.date,
    )
    spans = body_spans(article.text, article.spans, card)
    return [one.text for one in article_blocks(article.text, spans, reader=reader_of(article.format))]


@pytest.mark.parametrize(
    ("text", "path", "blocks"),
    [
        pytest.param(FENCED, "a.md", ["Published by the desk.", "When", "Ask in spring."], id="YAML"),
        pytest.param("+++\ntitle = 'A day'\n+++\n\nAsk in spring.\n", "a.md", ["Ask in spring."], id="TOML"),
        pytest.param(
            '{\n"title": "A day",\n"tags": ["a"]\n}\n\nAsk in spring.\n',
            "a.md",
            ["Ask in spring."],
            id="JSON",
        ),
        pytest.param(
            "\ufeff---\ntitle: a\n---\n\nFrom: [[deskside]] <br/>\n\n## When\n\nAsk in spring.\n",
            "a.md",
            ["When", "Ask in spring."],
            id="the channel too, behind a byte order mark",
        ),
        pytest.param(
            "---\ntitle: A talk\n---\nAnna: [00:00:01] I asked for a raise in March.\n\nBen: [00:00:10] What did they say?\n",
            "a.txt",
            ["Anna:", "I asked for a raise in March.", "Ben:", "What did they say?"],
            id="who speaks stays",
        ),
        pytest.param(
            "---\n\nBetween two rules.\n\n---\n\nAsk in spring.\n",
            "a.md",
            ["Between two rules.", "Ask in spring."],
            id="rules",
        ),
    ],
)
def test_fields_are_left_out_and_nothing_else(read: Read, text: str, path: str, blocks: list[str]) -> None:
    """The card tells a person what they say."""
    assert shown(read, text, path) == blocks
