"""Reading a question set, and the set that comes with the project."""

import json
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from eval.questions import Gold, Question, QuestionSetError, line_of, normalised, read_questions

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "eval" / "questions.jsonl"
GOLD: dict[str, Any] = {"article": "x", "quotes": ["Say no."]}
GOOD: dict[str, Any] = {"id": "q1", "kind": "direct", "question": "Should I?", "history": [], "gold": [GOLD]}


def written(folder: Path, *lines: str) -> Path:
    """A question set of the given lines."""
    path = folder / "set.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    """A record less one field."""
    return {key: value for key, value in record.items() if key != name}


def test_a_line_becomes_a_question(tmp_path: Path) -> None:
    """Every field is read, stamps as seconds; a question with gold is answerable."""
    gold = {"article": "x", "quotes": ["Say no.", "Or yes."], "stamps": ["00:03:41", "01:00:02"]}
    line = json.dumps(
        {
            "id": "q1",
            "kind": "followup",
            "question": "and if I refuse?",
            "history": ["Should I?"],
            "gold": [gold],
        }
    )
    assert read_questions(written(tmp_path, line)) == [
        Question(
            "q1",
            "followup",
            "and if I refuse?",
            ("Should I?",),
            (Gold("x", ("Say no.", "Or yes."), (221, 3602)),),
        )
    ]
    assert read_questions(tmp_path / "set.jsonl")[0].answerable


def test_what_is_fine_beside_the_gold_is_read_and_written(tmp_path: Path) -> None:
    """By article, also one without gold; a line that is written is read as it was, with or without it."""
    ok = [{"article": "x", "quotes": ["Or wait.", "Then go."]}, {"article": "y", "quotes": ["Ask."]}]
    lines = [json.dumps({**GOOD, "ok": ok}), json.dumps({**GOOD, "id": "q2"})]
    questions = read_questions(written(tmp_path, *lines))
    assert [question.ok for question in questions] == [
        (Gold("x", ("Or wait.", "Then go.")), Gold("y", ("Ask.",))),
        (),
    ]
    assert read_questions(written(tmp_path, *map(line_of, questions))) == questions
    assert "ok" not in json.loads(line_of(questions[1]))


def test_history_and_stamps_may_be_left_out(tmp_path: Path) -> None:
    """Both are empty then, and a question without gold is unanswerable; blank lines do not count."""
    lines = [json.dumps(without(GOOD, "history")), "", json.dumps({**GOOD, "id": "q2", "gold": []})]
    first, second = read_questions(written(tmp_path, *lines))
    assert first.history == ()
    assert first.gold == (Gold("x", ("Say no.",), ()),)
    assert not second.answerable


def test_any_character_may_stand_in_a_question(tmp_path: Path) -> None:
    """A line ends at a line feed only; an unescaped line separator and a byte order mark do no harm."""
    path = written(tmp_path, "\ufeff" + json.dumps({**GOOD, "question": "one\u2028two"}, ensure_ascii=False))
    assert read_questions(path)[0].question == "one\u2028two"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            "{",
            "not JSON: Expecting property name enclosed in double quotes at character 2",
            id="broken JSON",
        ),
        pytest.param("[" * 100_000, "not JSON that can be read: nested too deeply", id="endless nesting"),
        pytest.param('"q2"', 'the line must be an object, not "q2"', id="no object"),
        pytest.param(json.dumps(without(GOOD, "gold")), "the line lacks gold", id="missing field"),
        pytest.param(json.dumps({"id": "q2"}), "the line lacks gold, kind, question", id="missing fields"),
        pytest.param(
            json.dumps({**GOOD, "histroy": []}), "the line has an unknown field: histroy", id="misspelt field"
        ),
        pytest.param(json.dumps({**GOOD, "id": 2}), "id must be text, not 2", id="number as id"),
        pytest.param(json.dumps({**GOOD, "question": " ?"}), "question has no words", id="empty question"),
        pytest.param(
            json.dumps({**GOOD, "history": "Should I?"}),
            'history must be a list, not "Should I?"',
            id="text as history",
        ),
        pytest.param(
            json.dumps({**GOOD, "history": [1]}),
            "each entry of history must be text, not 1",
            id="number in history",
        ),
        pytest.param(json.dumps({**GOOD, "gold": None}), "gold must be a list, not null", id="null as gold"),
        pytest.param(
            json.dumps({**GOOD, "gold": ["x"]}),
            'each entry of gold must be an object, not "x"',
            id="text in gold",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [without(GOLD, "quotes")]}),
            "each entry of gold lacks quotes",
            id="gold without quotes",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "quotes": []}]}),
            "quotes is empty: give at least 1",
            id="no quotation",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "quotes": ["…"]}]}),
            "each entry of quotes has no words",
            id="empty quotation",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "stamps": "00:01:00"}]}),
            "stamps must be a list",
            id="text as stamps",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "stamps": ["1:00"]}]}),
            'each entry of stamps must be hh:mm:ss, not "1:00"',
            id="short stamp",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "stamps": ["00:61:00"]}]}),
            'each entry of stamps must be hh:mm:ss, not "00:61:00"',
            id="61 minutes",
        ),
        pytest.param(
            json.dumps({**GOOD, "gold": [{**GOLD, "stamps": [221]}]}),
            "each entry of stamps must be hh:mm:ss, not 221",
            id="seconds as stamp",
        ),
        pytest.param(
            json.dumps({**GOOD, "ok": "Or wait."}), 'ok must be a list, not "Or wait."', id="text as ok"
        ),
        pytest.param(
            json.dumps({**GOOD, "ok": ["Or wait."]}),
            'each entry of ok must be an object, not "Or wait."',
            id="text in ok",
        ),
        pytest.param(
            json.dumps({**GOOD, "ok": [{"article": "x", "quotes": []}]}),
            "quotes is empty: give at least 1",
            id="no sentence that is fine",
        ),
        pytest.param(
            json.dumps({**GOOD, "ok": [{"quotes": ["Or wait."]}]}),
            "each entry of ok lacks article",
            id="fine in no article",
        ),
        pytest.param(json.dumps(GOOD), "id 'q1' is already used in line 1", id="duplicate id"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, fault: str) -> None:
    """The message names the file, the line and what is wrong."""
    path = written(tmp_path, json.dumps(GOOD), "", line)
    with pytest.raises(QuestionSetError, match=re.escape(f"{path}:3: {fault}")):
        read_questions(path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(None, "no such file", id="absent"),
        pytest.param(b"", "no questions in it", id="empty"),
        pytest.param(b"\n \n", "no questions in it", id="blank"),
        pytest.param(b'{"id": "\xff"}', "cannot be read ('utf-8' codec", id="not UTF-8"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, content: bytes | None, fault: str) -> None:
    """The message names the file and what is wrong with it as a whole."""
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=re.escape(f"{path}: {fault}")):
        read_questions(path)


def test_a_folder_is_no_question_set(tmp_path: Path) -> None:
    """What cannot be opened is named too."""
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read_questions(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "They DON’T “burn”\n bridges.", "they don t burn bridges", id="case, curly quotes, line break"
        ),
        pytest.param('They don\'t "burn" bridges', "they don t burn bridges", id="straight quotes"),
        pytest.param("résumé: 2nd — third/final", "résumé 2nd third final", id="letters, numbers, dashes"),
        pytest.param(" … ", "", id="no words"),
    ],
)
def test_normalised_text_is_words_in_lower_case(text: str, words: str) -> None:
    """Quotes compare by their words alone."""
    assert normalised(text) == words


def test_the_schema_and_the_reader_agree() -> None:
    """`schema.json` has the fields of the types, and demands what the reader demands."""
    schema = json.loads((ROOT / "eval" / "schema.json").read_text(encoding="utf-8"))
    gold = schema["properties"]["gold"]["items"]
    assert list(schema["properties"]) == [field.name for field in fields(Question)]
    assert list(gold["properties"]) == [field.name for field in fields(Gold)]
    assert set(schema["properties"]) - set(schema["required"]) == {"history", "ok"}
    assert set(schema["properties"]["ok"]["items"]["properties"]) == {"article", "quotes"}
    assert set(gold["properties"]) - set(gold["required"]) == {"stamps"}


SCHEMA = Draft202012Validator(json.loads((ROOT / "eval" / "schema.json").read_text(encoding="utf-8")))


def test_the_schema_accepts_our_set() -> None:
    """It is a schema, and every line of the set that comes with the project is valid by it."""
    Draft202012Validator.check_schema(SCHEMA.schema)
    for line in OURS.read_text(encoding="utf-8").splitlines():
        SCHEMA.validate(json.loads(line))


@pytest.mark.parametrize(
    "record",
    [
        pytest.param([], id="no object"),
        *(
            pytest.param(without(GOOD, name), id=f"without {name}")
            for name in ("id", "kind", "question", "gold")
        ),
        pytest.param({**GOOD, "id": 2}, id="number as id"),
        pytest.param({**GOOD, "question": "?"}, id="no words"),
        pytest.param({**GOOD, "histroy": []}, id="misspelt field"),
        pytest.param({**GOOD, "history": "Should I?"}, id="text as history"),
        pytest.param({**GOOD, "gold": [without(GOLD, "quotes")]}, id="gold without quotes"),
        pytest.param({**GOOD, "gold": [{**GOLD, "quotes": []}]}, id="no quotation"),
        pytest.param({**GOOD, "gold": [{**GOLD, "stamps": ["1:00"]}]}, id="short stamp"),
        pytest.param({**GOOD, "gold": [{**GOLD, "passage": 3}]}, id="a passage as gold"),
        pytest.param({**GOOD, "ok": ["Or wait."]}, id="text in ok"),
        pytest.param({**GOOD, "ok": [{"article": "x", "quotes": []}]}, id="no sentence that is fine"),
        pytest.param({**GOOD, "ok": [{**GOLD, "stamps": ["00:00:01"]}]}, id="stamps of what is fine"),
    ],
)
def test_the_schema_rejects_what_the_reader_rejects(tmp_path: Path, record: Any) -> None:
    """A faulty line is faulty for both."""
    assert not SCHEMA.is_valid(record)
    with pytest.raises(QuestionSetError):
        read_questions(written(tmp_path, json.dumps(record)))


def test_our_set_is_large_and_mixed() -> None:
    """At least 160 questions of several kinds, at least 50 of them unanswerable."""
    questions = read_questions(OURS)
    assert len(questions) >= 160
    assert sum(not question.answerable for question in questions) >= 50
    assert len(Counter(question.kind for question in questions)) >= 5


def test_our_gold_stands_in_the_sources() -> None:
    """Every quotation, gold or fine, occurs in its seed, and every gold stamp is one of the seed's."""
    raw = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")}
    plain = {
        article: normalised(re.sub(r"\[\d\d:\d\d:\d\d\]|\[\[[^|\]]*\|", " ", text))
        for article, text in raw.items()
    }
    for question in read_questions(OURS):
        for gold in (*question.gold, *question.ok):
            for quote in gold.quotes:
                assert f" {normalised(quote)} " in f" {plain[gold.article]} ", f"{question.id}: {quote}"
            for seconds in gold.stamps:
                stamp = f"[{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}]"
                assert stamp in raw[gold.article], f"{question.id}: {stamp}"
