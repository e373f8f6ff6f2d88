"""How sure an answer is, in degrees, and the same words in every door."""

import json
from dataclasses import asdict, replace
from importlib.resources import files

import numpy as np
import pytest

from index import ArticleCard, Hit
from ingest import Passage, Sentence
from service.answering.compose import lead
from service.answering.parted import NOTHING_MORE, REFUSAL, opened, parted
from service.answering.reranking import Ranked, Ranking
from service.answering.said import UNSURE, Said
from service.answering.sureness import WORDS, Degree, Part, least, of_degree, sureness
from service.answering.tuning import Calibration, Composing, Degrees, Tuning
from service.assistant import Assistant
from service.protocols.plain_text import with_sources

CARD = ArticleCard("a", "A", "a.md", "wiki", None, None, None, 100, 3)
PLAIN = Calibration("e", "r", 0.1, 0.0, {}, far=0.25)
FITTED = replace(PLAIN, degrees=Degrees(-2.0, {"confidence": 0.0, "lead": 10.0}, sure=0.5, barely=0.25))


def ranked(row: int, *scores: float) -> Ranked:
    """A passage of sentences with these scores, itself without one."""
    sentences = tuple(
        Sentence(9 * place, 9 * place + 8, f"One two {row}{place}.", 0, "prose", None)
        for place in range(len(scores))
    )
    passage = Passage("a", 0, 99, (), "article", None, sentences)
    return Ranked(Hit(row, passage, CARD, 0.0, 0.0), 0.0, np.array(scores, np.float32))


def degree(confidence: float, calibration: Calibration | None, **more: object) -> Degree | None:
    """The degree of an answer whose best sentence is 0.3 above the best of another passage, 0.1 above the next."""
    passages = [ranked(1, 0.9, 0.8), ranked(2, 0.6)]
    ranking = Ranking(passages, confidence, calibration is not None, {"sentence": 0.3})
    ranking = replace(ranking, **{name: value for name, value in more.items() if name != "answered"})  # type: ignore[arg-type]
    found = sureness(ranking, Tuning(calibration=calibration), answered=more.get("answered") is not False)
    return found.degree if found else None


def test_the_lead_is_over_other_passages() -> None:
    """A neighbour that is nearly as good says the same; where nothing else was found it is whole."""
    assert lead([ranked(1, 0.9, 0.8), ranked(2, 0.6)], Composing()) == pytest.approx(0.3)
    assert lead([ranked(1, 0.9, 0.8)], Composing()) == lead([], Composing()) == 1.0


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(degree(0.9, PLAIN), "sure", id="by confidence: high"),
        pytest.param(degree(0.5, PLAIN), "likely", id="by confidence: fair"),
        pytest.param(degree(0.3, PLAIN), "barely", id="by confidence: low"),
        pytest.param(degree(0.2, FITTED), "sure", id="fitted: 10 * 0.3 - 2 is above zero"),
        pytest.param(degree(0.19, FITTED), "barely", id="fitted, but hardly answered"),
        pytest.param(
            degree(0.99, FITTED, passages=[ranked(1, 0.9), ranked(2, 0.8)]), "likely", id="fitted: -1"
        ),
        pytest.param(
            degree(0.99, FITTED, passages=[ranked(1, 0.9), ranked(2, 0.9)]), "barely", id="fitted: -2"
        ),
        pytest.param(degree(0.05, PLAIN, answered=False), "near", id="refused"),
        pytest.param(
            degree(0.0, PLAIN, answered=False, signals={"sentence": 0.2}), "far", id="refused, nothing near"
        ),
        pytest.param(degree(0.0, PLAIN, answered=False, signals={}), "far", id="refused, nothing at all"),
        pytest.param(degree(0.9, None), None, id="not calibrated"),
    ],
)
def test_degrees(found: Degree | None, expected: Degree | None) -> None:
    """By the fit where there is one; of refusals by the best match."""
    assert found == expected


def test_the_least_sure_part_counts() -> None:
    """And none where one is not known."""
    assert least([of_degree("sure"), of_degree("barely"), of_degree("likely")]) == of_degree("barely")
    assert least([of_degree("sure"), None]) is None
    assert least([]) is None


def test_a_calibration_with_degrees_is_kept_as_json() -> None:
    """Also one without, as older indexes have it."""
    for calibration in (FITTED, PLAIN):
        assert Calibration.of(json.loads(json.dumps(asdict(calibration)))) == calibration
    older = {name: value for name, value in asdict(PLAIN).items() if name not in ("far", "degrees")}
    assert Calibration.of(older) == replace(PLAIN, far=0.0)


def test_the_reading_model_has_degrees() -> None:
    """Fitted, and in order."""
    kept = files("service.answering").joinpath("calibrations/careerqa-minilm.reading.json")
    fitted = Calibration.of(json.loads(kept.read_text(encoding="utf-8"))).degrees
    assert fitted is not None
    assert 0 < fitted.barely < fitted.sure < 1


QUOTES = [Said("Go.", (1,), part=0), Said("Stay.", (2,), part=1)]


@pytest.mark.parametrize(
    ("name", "first"), [("sure", []), ("likely", []), ("barely", [Said(UNSURE)])], ids=str
)
def test_a_barely_answered_question_says_so_first(name: Degree, first: list[Said]) -> None:
    """And no other."""
    assert opened(QUOTES[:1], of_degree(name)) == [*first, QUOTES[0]]


def test_each_part_stands_under_its_head() -> None:
    """With its own degree; what is not answered is named, and what is said above is not said again."""
    asked: list[tuple[str, Degree]] = [
        ("must I go", "sure"),
        ("and stay?", "barely"),
        ("who pays?", "near"),
        ("do I go?", "sure"),
    ]
    parts = [Part(question, of_degree(each)) for question, each in asked]
    assert parted(QUOTES, parts, [True, True, False, True]) == [
        Said("Must I go?", head=True),
        QUOTES[0],
        Said("And stay?", part=1, head=True),
        Said(UNSURE, part=1),
        QUOTES[1],
        Said("Who pays?", part=2, head=True),
        Said(REFUSAL, part=2),
        Said("Do I go?", part=3, head=True),
        Said(NOTHING_MORE, part=3),
    ]
    likely = [Part("must I go?", of_degree("likely"))]
    assert parted(QUOTES[:1], likely, [True])[1] == Said(f"{WORDS['likely']}:")


def test_a_likely_answer_says_so_below(seeds_assistant: Assistant) -> None:
    """In plain text, where nothing else shows it."""
    answer = seeds_assistant.ask("should I do an exit interview?")
    likely = replace(answer, sureness=of_degree("likely"))
    sure = replace(answer, sureness=of_degree("sure"))
    assert with_sources(likely) == with_sources(sure).replace(
        "\n\nSources:", f"\n\n{WORDS['likely']}.\n\nSources:"
    )
    assert WORDS["likely"] not in with_sources(sure)
