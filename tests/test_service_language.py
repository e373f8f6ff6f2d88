"""Questions in other languages than the encoder's."""

import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from index import LocalStore, Snapshot
from index.encoder import ENGLISH, SETTINGS, languages_of, read_settings
from index.model import PUBLISHED_MODEL, TUNED_MODEL
from index.parts import ENCODER
from service.answering.language import OTHER, other_language
from service.assistant import Assistant, Fixed
from service.protocols.mcp_tools import tools
from service.settings import Settings
from service.terminal.printed import print_answer
from service.web.api import create_app
from tests.conftest import ROOT, Desk
from tests.fences import unfenced

LANGUAGES = [
    ("German", "Wie soll ich meinen Chef um mehr Gehalt bitten?"),
    ("German", "wie lange dauert die probezeit"),
    ("French", "Comment demander une augmentation à mon patron ?"),
    ("French", "comment preparer un entretien d'embauche"),
    ("Spanish", "¿Cómo puedo pedir un aumento de sueldo a mi jefe?"),
    ("Spanish", "como preparar una entrevista de trabajo"),
    ("Italian", "Devo mettere una foto nel curriculum?"),
    ("Portuguese", "o que devo dizer quando peço demissão"),
    ("Dutch", "Mag mijn werkgever mij zomaar ontslaan?"),
    ("Polish", "Jak poprosić szefa o podwyżkę?"),
    ("Swedish", "Hur förbereder jag mig inför en anställningsintervju?"),
    ("Turkish", "Patronumdan nasıl zam isteyebilirim?"),
    ("Vietnamese", "Thời gian thử việc kéo dài bao lâu?"),
    ("Indonesian or Malay", "Haruskah saya memasang foto di daftar riwayat hidup?"),
    ("Finnish", "Miten pyydän pomoltani palkankorotusta?"),
    ("Hungarian", "Hogyan kérjek fizetésemelést a főnökömtől?"),
    ("Russian", "Как попросить начальника о повышении зарплаты?"),
    ("Ukrainian", "Як попросити керівника про підвищення зарплати?"),
    ("Chinese", "如何向老板要求加薪?"),
    ("Japanese", "上司に昇給をお願いするにはどうすればいいですか?"),
    ("Korean", "상사에게 급여 인상을 어떻게 요청하나요?"),
    ("Arabic", "كيف أطلب من مديري زيادة الراتب؟"),
    ("Persian", "چگونه از رئیسم افزایش حقوق بخواهم؟"),
    ("Hebrew", "איך מבקשים העלאה מהבוס?"),
    ("Greek", "Πώς να ζητήσω αύξηση από το αφεντικό μου;"),
    ("Hindi", "मैं अपने बॉस से वेतन वृद्धि कैसे मांगूं?"),
    ("Thai", "จะขอขึ้นเงินเดือนจากเจ้านายอย่างไร"),
]
RUSSIAN = dict(LANGUAGES)["Russian"]
TOLD = "This assistant reads English; the question seems to be in {}."


@pytest.mark.parametrize(("language", "question"), LANGUAGES)
def test_a_question_in_another_language_is_recognised(language: str, question: str) -> None:
    """With accents and without, and however it is written."""
    assert other_language(question) == language
    assert other_language(question.lower())
    assert other_language(question.upper())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("Как да поискам увеличение на заплатата?", "Cyrillic script", id="one of several"),
        pytest.param("ᏙᎯᏧ ᎯᎠ", "Cherokee script", id="a language that is not known"),
        pytest.param("Kailan ba toku moni vaka yara na vula vou", OTHER, id="of Latin letters"),
    ],
)
def test_where_the_language_cannot_be_told_the_script_is(question: str, told: str) -> None:
    """Or that it is another one."""
    assert other_language(question) == told


@pytest.mark.parametrize(
    "question",
    [
        "should I do an exit interview?",
        "what does 'savoir-faire' mean",
        'what does "Wie soll ich meinen Chef um mehr Gehalt bitten" mean?',
        "what does «je ne sais quoi» mean in an interview",
        "Müller's advice",
        "CV tips für den job?",
        "salary negotiation für anfänger",
        "what is a Vorstellungsgespräch and how do I prepare for it",
        "what does 试用期 mean in English",
        "should I say 你好 to the recruiter",
        "how do I pronounce Nguyễn Văn Linh and Đặng Tuyết Mai",
        "is a curriculum vitae the same as a résumé",
        "pro bono work per diem ad hoc",
        "lorem ipsum dolor sit amet",
        "salary negotiation",
        "resume gaps",
        "résumé vs CV",
        "visa age question illegal",
        "Lyft driver mentor session tasks",
        "RSU ISO NSO ESPP 401k",
        "pto vs fmla vs fli",
        "kubernetes docker terraform ansible jenkins",
        "are pipelining requisitons comon",
        "growht mindset y so importent when hireing",
        "wht shld i sy whn thy ask abt slry",
        "plz hlp me w my cv thx",
        "gr8 job m8 wot now lol",
        "def get_salary(self): return self.pay",
        "SELECT * FROM jobs WHERE salary > 100",
        "for (int i = 0; i < n; i++) { sum += a[i]; }",
        "https://www.example.com/jobs/senior-dev?id=1",
        "asdf qwer zxcv hjkl",
        "ｓａｌａｒｙ ｎｅｇｏｔｉａｔｉｏｎ",
        "bonjour",
        "401",
        "😀",
        "",
    ],
)
def test_names_foreign_words_keywords_and_code_are_no_other_language(question: str) -> None:
    """Nor are mistakes, and what is too short to tell."""
    assert other_language(question) is None


def test_no_question_of_the_own_set_is_taken_for_another_language() -> None:
    """Keywords and misspelt ones are among them."""
    lines = (ROOT / "eval/questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {text for row in map(json.loads, lines) for text in (row["question"], *row["history"])}
    assert len(asked) > 250
    assert [text for text in sorted(asked) if other_language(text)] == []


def test_it_is_refused_at_once(seeds_assistant: Assistant) -> None:
    """With a sentence that says why, whatever was asked before; nothing is looked up."""
    answer = seeds_assistant.ask(RUSSIAN, ["should I do an exit interview?"], explain=True)
    assert answer.answer == TOLD.format("Russian")
    assert (answer.status, answer.confidence, answer.passages, answer.citations) == (
        "not_in_sources",
        0,
        [],
        [],
    )
    assert (answer.question, answer.standalone_question, answer.unanswered) == (RUSSIAN, RUSSIAN, [])
    assert [entry.text for entry in answer.said] == [answer.answer]


def test_every_door_says_it(seeds_root: Path, seeds_assistant: Assistant) -> None:
    """The terminal, the API, its events, the chat protocol, the page without JavaScript, an agent's tool."""
    told = TOLD.format("Russian")
    out = StringIO()
    print_answer(Console(file=out, width=100), seeds_assistant, seeds_assistant.ask(RUSSIAN))
    assert out.getvalue().strip() == told
    with TestClient(create_app(Settings(index=seeds_root)), base_url="http://localhost:8000") as client:
        plain = client.post("/api/ask", json={"question": RUSSIAN}).json()
        assert (plain["status"], plain["answer"], plain["confidence"]) == ("not_in_sources", told, 0)
        events = client.post("/api/ask", json={"question": RUSSIAN}, headers={"Accept": "text/event-stream"})
        assert told in events.text
        chat = {"model": "careerqa", "messages": [{"role": "user", "content": RUSSIAN}]}
        completion = client.post("/v1/chat/completions", json=chat).json()
        assert completion["choices"][0]["message"]["content"] == told
        assert told in client.get("/", params={"q": RUSSIAN}).text
    (ask,) = [tool for tool in tools(seeds_assistant) if tool.name == "ask"]
    result = ask.fn(RUSSIAN)
    assert (unfenced(result.content[0].text), result.structured_content["status"]) == (told, "not_in_sources")


def test_a_model_of_unknown_languages_is_asked_anything(
    seeds_index: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not known is not refused."""
    encoder = seeds_index.encoder
    monkeypatch.setattr(encoder, "settings", replace(encoder.settings, languages=()))
    assert Assistant(Fixed(seeds_index)).ask(RUSSIAN).passages


def test_the_settings_kept_with_an_index_say_it(seeds_root: Path, built_desk: Desk, tmp_path: Path) -> None:
    """Also where an earlier version kept none; of a model that is somebody's own nothing is known."""
    assert languages_of(TUNED_MODEL) == languages_of(PUBLISHED_MODEL) == ("en",)
    assert {TUNED_MODEL, PUBLISHED_MODEL} < set(ENGLISH)
    kept = LocalStore(seeds_root).open().part(ENCODER)
    own = LocalStore(built_desk.root).open().part(ENCODER)
    assert kept is not None
    assert own is not None
    assert json.loads((kept / SETTINGS).read_text(encoding="utf-8"))["languages"] == ["en"]
    assert (read_settings(kept).languages, read_settings(own).languages) == (("en",), ())
    older = json.loads((kept / SETTINGS).read_text(encoding="utf-8"))
    del older["languages"]
    (tmp_path / SETTINGS).write_text(json.dumps(older), encoding="utf-8")
    assert read_settings(tmp_path) == read_settings(kept)


def test_what_tells_languages_apart_is_loaded_where_it_is_needed() -> None:
    """A question of English words never does."""
    program = (
        "import sys; from service.answering.language import other_language\n"
        "other_language('should I write to my former boss before the interveiw?')\n"
        "print('py3langid' in sys.modules)\n"
        "other_language('wie lange dauert die probezeit')\n"
        "print('py3langid' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert told.stdout.split() == ["False", "True"]
