"""Public sets become articles and question sets of our own form."""

import gzip
from pathlib import Path

import pytest

from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.sets import SETS, PublicSet, missing_file, read_set, write_set
from ingest import Source, SourceFile, read_article, scan_folder
from tests.public_data import LETTER, NOTICE, RECORDS, SPRING, write_public_sets, write_records


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sets in little."""
    return write_public_sets(tmp_path_factory.mktemp("public") / "data")


def test_clapnq_is_a_passage_a_question(data: Path) -> None:
    """Gold are the selected sentences.

    An answerable question without any cannot be judged and is left out.
    """
    public_set = read_set("clapnq", data)
    assert list(public_set.articles) == ["p1", "p2", "p3"]
    assert public_set.questions == [
        Question("1", "answerable", "how do i tell my manager", (), (Gold("p1", (NOTICE,)),)),
        Question("3", "unanswerable", "who is the president", (), ()),
    ]


def test_squad_is_whole_articles_together(data: Path) -> None:
    """Gold is the sentence that the answer stands in; an impossible question has none."""
    public_set = read_set("squad2", data)
    assert list(public_set.articles) == ["Notice_period", "Pay"]
    assert 'title: "Notice period"' in public_set.articles["Notice_period"]
    assert [(question.kind, question.gold) for question in public_set.questions] == [
        ("answerable", (Gold("Notice_period", (LETTER,)),)),
        ("unanswerable", ()),
        ("answerable", (Gold("Pay", (SPRING,)),)),
    ]


def test_mtrag_keeps_the_users_turns(data: Path) -> None:
    """Earlier questions are the history, gold is what the turn's documents show.

    What nobody could ask is left out.
    """
    public_set = read_set("mtragun", data)
    assert list(public_set.articles) == ["pay_1", "pay_2", "pay_3"]
    assert [
        (question.kind, question.question, question.history, question.gold)
        for question in public_set.questions
    ] == [
        ("answerable", "When do I ask for money?", (), (Gold("pay_1", (SPRING,)),)),
        ("partial", "And how?", ("When do I ask for money?",), (Gold("pay_2", (NOTICE,)),)),
        ("unanswerable", "Who is the president?", ("When do I ask for money?",), ()),
        ("underspecified", "What about it?", (), ()),
    ]


def test_a_tutorial_has_the_times_of_its_segments(data: Path) -> None:
    """Lines between known ends of segments get their share, and our reader gives each sentence its line's."""
    public_set = read_set("tutorialvqa", data)
    first, last = public_set.questions
    assert (first.question, first.gold) == ("how do i leave?\r\r", (Gold("v7", (NOTICE, LETTER), (20, 50)),))
    assert last.gold == (Gold("v7", ("Thank you all.",), (80,)),)
    article = read_article(Source("v7.md", public_set.articles["v7"].encode()), article_id="v7")
    times = [
        (sentence.text, sentence.seconds) for passage in article.passages for sentence in passage.sentences
    ]
    assert times == [("Welcome to the desk.", 0), (NOTICE, 20), (LETTER, 50), ("Thank you all.", 80)]


def test_a_tutorial_as_subtitles_has_the_same_times(data: Path) -> None:
    """A cue for each line, which our reader of subtitles gives its sentence."""
    public_set = read_set("tutorialvqa-subtitles", data)
    ((name, text),) = public_set.articles.items()
    assert name.endswith("_7.vtt")
    assert [question.gold[0].stamps for question in public_set.questions] == [(20, 50), (80,)]
    article = read_article(Source(name, text.encode()), article_id=name)
    assert article.format == "subtitles"
    times = {
        sentence.text: sentence.seconds for passage in article.passages for sentence in passage.sentences
    }
    assert times == {"Welcome to the desk.": 0, NOTICE: 20, LETTER: 50, "Thank you all.": 80}


def test_career_articles_keep_headings_and_items(data: Path) -> None:
    """Sentence numbers become quotations; headings open where the section changes."""
    public_set = read_set("career", data)
    article = read_article(Source("c1.md", public_set.articles["c1"].encode()), article_id="c1")
    assert (article.title, article.video) == ("Leaving: well", "abcDEF-_123")
    assert [(passage.section, passage.sentences[0].role, passage.text) for passage in article.passages] == [
        ((), "prose", NOTICE),
        (("Letters",), "prose", LETTER),
        (("Letters", "What to add"), "item", "Thank the people."),
    ]
    assert [question.ok for question in public_set.questions] == [
        (Gold("c1", (NOTICE, "Thank the people.")),),
        (),
        (),
    ]
    assert [
        (question.id, question.kind, question.history, question.gold) for question in public_set.questions
    ] == [
        ("q0000", "direct", (), (Gold("c1", (LETTER,)),)),
        ("q0001", "followup", ("What do I bring?",), (Gold("c1", ("Thank the people.",)),)),
        ("q0002", "near", (), ()),
    ]


@pytest.mark.parametrize("name", [name for name in SETS if name != "transcripts"])
def test_a_set_is_written_as_sources_and_a_question_set(name: str, data: Path, tmp_path: Path) -> None:
    """What is written is read again as it was, by the ordinary readers."""
    public_set = read_set(name, data)
    write_set(public_set, tmp_path)
    assert read_questions(tmp_path / "questions.jsonl") == public_set.questions
    assert [
        source.id for source in scan_folder(tmp_path / "articles") if isinstance(source, SourceFile)
    ] == sorted(public_set.articles)


def test_an_article_that_left_the_set_leaves_the_folder(tmp_path: Path) -> None:
    """Writing a set again removes what it no longer has."""
    write_set(PublicSet({"a": "One.", "b": "Two."}, []), tmp_path)
    write_set(PublicSet({"b": "Three."}, []), tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "articles").iterdir()} == {
        "b.md": "Three."
    }


def test_a_name_stays_in_its_folder(tmp_path: Path) -> None:
    """An id of the data is a plain file name, whatever characters it has."""
    write_records(
        tmp_path / "career_articles.jsonl.gz",
        [{**RECORDS["career_articles.jsonl.gz"][0], "article": "../../c1"}],
    )
    write_records(
        tmp_path / "career_questions.jsonl.gz",
        [{**RECORDS["career_questions.jsonl.gz"][0], "article": "../../c1"}],
    )
    public_set = read_set("career", tmp_path)
    assert (list(public_set.articles), public_set.questions[0].gold[0].article) == (["_c1"], "_c1")


def test_missing_file_names_the_first(data: Path, tmp_path: Path) -> None:
    """A set is there when all its files are."""
    assert missing_file("clapnq", data) is None
    assert missing_file("transcripts", data) == "transcript_articles.jsonl.gz"
    (tmp_path / "clapnq_answerable_half.jsonl.gz").touch()
    assert missing_file("clapnq", tmp_path) == "clapnq_unanswerable_half.jsonl.gz"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"plain text", "squad2_half.jsonl.gz: cannot be read", id="not compressed"),
        pytest.param(b"\x1f\x8b\x08", "squad2_half.jsonl.gz: cannot be read", id="cut off"),
        pytest.param("no JSON", "squad2_half.jsonl.gz:1: not JSON", id="not JSON"),
        pytest.param(
            '{"title": "a"}', "is not in the form of squad2 (KeyError('paragraphs'))", id="a field lacking"
        ),
        pytest.param("[1]", "is not in the form of squad2", id="not an object"),
        pytest.param(
            '{"title": "a", "paragraphs": [{"context": "b", "qas": '
            '[{"id": "1", "question": "c", "is_impossible": 0, "answers": []}]}]}',
            "is not in the form of squad2",
            id="no answer",
        ),
    ],
)
def test_a_damaged_file_is_named(content: bytes | str, message: str, tmp_path: Path) -> None:
    """One error of one type says which file and what is wrong with it."""
    path = tmp_path / "squad2_half.jsonl.gz"
    path.write_bytes(content if isinstance(content, bytes) else gzip.compress(content.encode()))
    with pytest.raises(QuestionSetError) as caught:
        read_set("squad2", tmp_path)
    assert message in str(caught.value)
