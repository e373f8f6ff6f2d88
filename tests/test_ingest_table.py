"""Tables of question and answer."""

from collections.abc import Callable

import pytest

from ingest import Article, Source, SourceError, read_article
from tests.test_ingest_article import assert_sound

Read = Callable[..., Article]


def article_of(text: str | bytes, path: str = "staff_questions.csv") -> Article:
    """The article of a table, sound in all that holds for every article."""
    data = text if isinstance(text, bytes) else text.encode()
    article = read_article(Source(path, data), article_id="a")
    assert_sound(article)
    assert article.format == "table"
    return article


def told(article: Article) -> list[tuple[tuple[str, ...], str]]:
    """Section and text of each passage."""
    return [(each.section, each.text) for each in article.passages]


OVERTIME = [
    (("Overtime",), "It is paid after the fortieth hour."),
    (("Travel",), "Travel time counts as work, too."),
]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param(
            'topic,answer\nOvertime,It is paid after the fortieth hour.\nTravel,"Travel time counts as work, too."\n',
            "a.csv",
            id="named",
        ),
        pytest.param(
            'Overtime,It is paid after the fortieth hour.\nTravel,"Travel time counts as work, too."',
            "a.csv",
            id="two columns without names",
        ),
        pytest.param(
            "\ufeffFrage;Antwort\r\nOvertime;It is paid after the fortieth hour.\r\nTravel;Travel time counts as work, too.\r\n",
            "a.csv",
            id="of a German spreadsheet",
        ),
        pytest.param(
            "sep=;\nquestion;answer\nOvertime;It is paid after the fortieth hour.\nTravel;Travel time counts as work, too.\n",
            "a.csv",
            id="that says its sign",
        ),
        pytest.param(
            "Question\tAnswer\nOvertime\tIt is paid after the fortieth hour.\nTravel\tTravel time counts as work, too.\n",
            "a.tsv",
            id="tabs",
        ),
    ],
)
def test_each_question_heads_its_answer(text: str, path: str) -> None:
    """However the columns are parted and whatever they are called."""
    assert told(article_of(text, path)) == OVERTIME


def test_categories_stand_above_and_other_columns_are_named() -> None:
    """An answer of several lines is as many paragraphs; a question without an answer is counted."""
    article = article_of(
        "id,category,question,answer,owner\n"
        '1,Pay,When is pay day?,"On the last day.\n\nAsk for ""advance"" early.",HR\n'
        "2,Pay,Who decides?,Your manager.,HR\n"
        "3,Leave,How long is it?,,HR\n"
        "4,Leave,Who signs it?,Two people.,\n"
    )
    assert article.title == "staff questions"
    assert told(article) == [
        (("Pay", "When is pay day?"), 'On the last day.\nAsk for "advance" early.'),
        (("Pay", "Who decides?"), "Your manager."),
        (("Leave", "Who signs it?"), "Two people."),
    ]
    assert article.notes == ("columns that are not read: id, owner", "1 question without an answer left out")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "name,phone,room\nAnn,12,3\n",
            "is a table in which no columns are named question and answer: name them so in its first line",
            id="of something else",
        ),
        pytest.param("question,answer\nWhy?,\n", "is a table without a single answer", id="without answers"),
        pytest.param("question,answer\n", "is a table without a single answer", id="only names"),
        pytest.param(
            "Ask early. Do not wait.\n",
            "is a table in which no columns are named question and answer: name them so in its first line",
            id="a text",
        ),
    ],
)
def test_a_table_that_answers_nothing_is_named(text: str, reason: str) -> None:
    """In one line that says what to do."""
    with pytest.raises(SourceError) as error:
        read_article(Source("a.csv", text.encode()), article_id="a")
    assert str(error.value) == reason


def test_a_long_answer_and_an_open_quotation_are_read() -> None:
    """Nothing is lost of a table that was cut off, nor of a cell of many thousand letters."""
    long = "It is so. " * 20_000
    assert told(article_of(f'question,answer\nWhy?,{long}\nWho?,"Ann, of'))[-1] == (("Who?",), "Ann, of.")
