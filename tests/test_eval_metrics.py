"""Measures with values worked out by hand."""

import pytest

from eval.metrics import (
    Bin,
    auroc,
    calibration_error,
    f1,
    gold_held,
    gold_rank,
    percentile,
    quotes_gold,
    reciprocal_rank,
    reliability,
    risk_coverage,
    risk_coverage_area,
    sentence_precision,
    sentence_recall,
    time_errors,
    time_right,
    words_until,
)
from eval.questions import Gold

CAT = Gold("a", ("The cat sat on the mat.",))
SEVEN = Gold("a", ("one two three four five six seven",))
TEN = Gold("a", ("one two three four five six seven eight nine ten",))


@pytest.mark.parametrize(
    ("quotes", "gold", "words"),
    [
        pytest.param([("a", "The cat sat on the mat.")], [CAT], 6, id="the quotation itself"),
        pytest.param([("a", "“the CAT” sat – on the mat")], [CAT], 6, id="other case and marks"),
        pytest.param(
            [("a", "Dogs bark."), ("a", "Look: the cat sat on the mat, purring.")],
            [CAT],
            9,
            id="inside a later quote",
        ),
        pytest.param(
            [("b", "Dogs do bark."), ("a", "The cat sat on the mat.")], [CAT], 9, id="behind another article"
        ),
        pytest.param([("a", "See, the cat sat"), ("a", "on the mat today")], [CAT], 7, id="over two quotes"),
        pytest.param(
            [("a", "The cat sat"), ("a", "—"), ("a", "on the mat")], [CAT], 6, id="over a quote without words"
        ),
        pytest.param(
            [("a", "The cat sat"), ("b", "Dogs bark."), ("a", "on the mat")],
            [CAT],
            None,
            id="another article between",
        ),
        pytest.param([("b", "The cat sat on the mat.")], [CAT], None, id="another article's words"),
        pytest.param([("a", "two three four five six")], [SEVEN], 5, id="five words of the quotation"),
        pytest.param(
            [("a", "Dogs bark."), ("a", "two three four five six"), ("a", "seven")],
            [SEVEN],
            7,
            id="five words, later",
        ),
        pytest.param([("a", "two three four five")], [SEVEN], None, id="four words of the quotation"),
        pytest.param([("a", "two three four five six and more")], [SEVEN], None, id="five words and others"),
        pytest.param(
            [("a", "The concat sat on the mat.")], [Gold("a", ("cat sat",))], None, id="whole words only"
        ),
        pytest.param(
            [("a", "Dogs bark. The cat sat on the mat.")],
            [CAT, Gold("a", ("dogs bark",))],
            2,
            id="the earlier of two",
        ),
        pytest.param(
            [("b", "No."), ("a", "The cat sat on the mat.")],
            [Gold("b", ("yes",)), CAT],
            7,
            id="gold of two articles",
        ),
        pytest.param([], [CAT], None, id="no quotes"),
        pytest.param([("a", "The cat sat on the mat.")], [], None, id="no gold"),
    ],
)
def test_words_until_counts_what_is_read_until_the_evidence(
    quotes: list[tuple[str, str]], gold: list[Gold], words: int | None
) -> None:
    """Words are counted in order, up to the end of the first gold quotation."""
    assert words_until(quotes, gold) == words


@pytest.mark.parametrize(
    ("passages", "gold", "rank"),
    [
        pytest.param([("a", "Well, the cat sat on the mat today.")], [CAT], 1, id="first"),
        pytest.param(
            [("b", "The cat sat on the mat."), ("a", "Dogs."), ("a", "The cat sat on the mat.")],
            [CAT],
            3,
            id="third",
        ),
        pytest.param(
            [("a", "Dogs."), ("a", "two three four five six seven eight nine. Dogs.")],
            [TEN],
            2,
            id="8 of 10 words",
        ),
        pytest.param([("a", "three four five six seven eight nine")], [TEN], None, id="7 of 10 words"),
        pytest.param(
            [("a", "one two three four five six. Dogs. seven eight nine ten")], [TEN], None, id="not in a row"
        ),
        pytest.param([("a", "cat")], [Gold("a", ("cat sat",))], None, id="a short quotation whole"),
        pytest.param([], [CAT], None, id="no passages"),
    ],
)
def test_gold_rank_is_the_first_passage_with_gold(
    passages: list[tuple[str, str]], gold: list[Gold], rank: int | None
) -> None:
    """Ranks count from 1.

    A passage must be of the gold's article and hold four fifths of a quotation in a row.
    """
    assert gold_rank(passages, gold) == rank


@pytest.mark.parametrize(
    ("article", "quote", "quoted"),
    [
        pytest.param("a", "Now the cat sat on the mat.", True, id="contains it"),
        pytest.param("a", "on the mat", True, id="lies in it"),
        pytest.param("a", "on the mat today", False, id="overlaps it"),
        pytest.param("b", "The cat sat on the mat.", False, id="another article"),
        pytest.param("a", "…", False, id="no words"),
    ],
)
def test_quotes_gold(article: str, quote: str, quoted: bool) -> None:
    """A quote of the article that contains a gold quotation or lies in one."""
    assert quotes_gold(article, quote, [CAT]) is quoted


def test_reciprocal_rank() -> None:
    """One over the rank; nothing for nothing."""
    assert [reciprocal_rank(rank) for rank in (1, 4, None)] == [1.0, 0.25, 0.0]


@pytest.mark.parametrize(
    ("seconds", "right"),
    [
        pytest.param(98, True, id="two before"),
        pytest.param(102, True, id="two behind"),
        pytest.param(103, False, id="three behind"),
        pytest.param(201, True, id="near the second stamp"),
        pytest.param(0, False, id="the start"),
        pytest.param(None, False, id="no time"),
    ],
)
def test_time_right(seconds: int | None, right: bool) -> None:
    """Within two seconds of any gold stamp."""
    assert time_right(seconds, [100, 200]) is right


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "area"),
    [
        pytest.param([0.9, 0.8], [0.1], 1.0, id="apart"),
        pytest.param([0.1], [0.9, 0.8], 0.0, id="the wrong way round"),
        pytest.param([0.8, 0.4], [0.6, 0.2], 0.75, id="3 of 4 pairs"),
        pytest.param([0.5, 0.5], [0.5], 0.5, id="all tied"),
        pytest.param([0.5, 0.7], [0.5], 0.75, id="half a pair and one"),
        pytest.param([], [0.5], None, id="none answerable"),
        pytest.param([0.5], [], None, id="none unanswerable"),
    ],
)
def test_auroc(answerable: list[float], unanswerable: list[float], area: float | None) -> None:
    """The share of pairs in which the answerable question scores higher, ties one half."""
    assert auroc(answerable, unanswerable) == area


@pytest.mark.parametrize(("p", "value"), [(5, 15), (30, 20), (40, 20), (50, 35), (99, 50), (100, 50)])
def test_percentile_is_a_value_by_nearest_rank(p: float, value: float) -> None:
    """The smallest value that p percent do not exceed, in any order of the values."""
    assert percentile([40, 15, 50, 20, 35], p) == value


def test_percentile_of_nothing() -> None:
    """There is none."""
    assert percentile([], 50) is None


@pytest.mark.parametrize("p", [0, -1, 101])
def test_percentile_refuses_what_is_no_percentage(p: float) -> None:
    """Nearest rank knows no zeroth value."""
    with pytest.raises(ValueError, match="is not above 0 and at most 100"):
        percentile([1.0], p)


@pytest.mark.parametrize(
    ("quotes", "gold", "precision", "recall"),
    [
        pytest.param([("a", "The cat sat on the mat.")], [CAT], 1.0, 1.0, id="the quotation itself"),
        pytest.param(
            [("a", "The cat sat on the mat."), ("a", "Dogs bark.")], [CAT], 0.5, 1.0, id="one of two quotes"
        ),
        pytest.param(
            [("a", "The cat sat on the mat.")],
            [Gold("a", ("The cat sat on the mat.", "Dogs bark."))],
            1.0,
            0.5,
            id="one of two gold",
        ),
        pytest.param([("a", "two three four five six")], [SEVEN], 1.0, 1.0, id="five words of it"),
        pytest.param([("a", "two three four five")], [SEVEN], 0.0, 0.0, id="four words of it"),
        pytest.param([("b", "The cat sat on the mat.")], [CAT], 0.0, 0.0, id="another article's words"),
        pytest.param(
            [("a", "one two three four five"), ("a", "six seven")],
            [SEVEN],
            0.5,
            1.0,
            id="a short rest is no evidence",
        ),
        pytest.param([], [CAT], None, 0.0, id="no quotes"),
        pytest.param([("a", "Dogs bark.")], [], 0.0, None, id="no gold"),
    ],
)
def test_sentence_precision_and_recall(
    quotes: list[tuple[str, str]], gold: list[Gold], precision: float | None, recall: float | None
) -> None:
    """Precision is over the answer's quotes, recall over the gold quotations, each of the same article."""
    assert (sentence_precision(quotes, gold), sentence_recall(quotes, gold)) == (precision, recall)


@pytest.mark.parametrize(
    ("precision", "recall", "mean"), [(1.0, 0.5, 2 / 3), (0.5, 0.5, 0.5), (None, 0.0, 0.0), (0.0, 0.0, 0.0)]
)
def test_f1(precision: float | None, recall: float | None, mean: float) -> None:
    """The harmonic mean; nothing found is 0."""
    assert f1(precision, recall) == pytest.approx(mean)


def test_gold_held_names_the_quotations_of_each_passage() -> None:
    """A passage may hold several quotations of its own article, or none."""
    gold = [CAT, TEN]
    assert gold_held(
        [
            ("a", "The cat sat on the mat: one two three four five six seven eight."),
            ("b", "The cat sat on the mat."),
        ],
        gold,
    ) == [
        {"the cat sat on the mat", "one two three four five six seven eight nine ten"},
        set(),
    ]


def test_time_errors() -> None:
    """The distance to the nearest stamp of the gold that is quoted.

    What quotes none, or has no time, gives none.
    """
    gold = [
        Gold("a", ("The cat sat.",), (10, 50)),
        Gold("b", ("Dogs bark.",), (100,)),
        Gold("c", ("Fish swim.",)),
    ]
    citations = [
        ("a", "The cat sat.", 13),
        ("a", "The cat sat.", 47),
        ("b", "Dogs bark.", 90),
        ("b", "Cats sit.", 100),
    ]
    assert time_errors([*citations, ("c", "Fish swim.", 5), ("a", "The cat sat.", None)], gold) == [3, 3, 10]
    assert time_errors([], gold) == []


def test_reliability_puts_answers_into_bins() -> None:
    """A confidence on an edge is in the lower bin, 0 and 1 are in the outer ones, empty bins are left out."""
    assert reliability([0.0, 0.5, 0.5, 0.75, 1.0], [False, True, False, True, True], bins=2) == [
        Bin(0.0, 0.5, 3, 1 / 3, 1 / 3),
        Bin(0.5, 1.0, 2, 0.875, 1.0),
    ]
    assert [(filled.low, filled.high) for filled in reliability([0.05, 0.95], [True, True])] == [
        (0.0, 0.1),
        (0.9, 1.0),
    ]
    assert reliability([], []) == []


def test_calibration_error() -> None:
    """Two of four at a distance of 0.4, two at 0.2; without answers there is none."""
    assert calibration_error([0.9, 0.9, 0.2, 0.2], [True, False, False, False]) == pytest.approx(0.3)
    assert calibration_error([], []) is None


def test_risk_coverage() -> None:
    """Risk among the surest answers, read step by step; equal confidences come together."""
    assert risk_coverage([0.2, 0.9, 0.5, 0.5], [True, False, True, False]) == [
        (0.25, 0.0),
        (0.75, pytest.approx(1 / 3)),
        (1.0, 0.5),
    ]
    assert risk_coverage([], []) == []


@pytest.mark.parametrize(
    ("confidences", "wrong", "area"),
    [
        pytest.param([0.9, 0.8, 0.1], [False, False, True], 1 / 9, id="the wrong one last"),
        pytest.param(
            [0.9, 0.8, 0.1], [True, False, False], (1 + 1 / 2 + 1 / 3) / 3, id="the wrong one first"
        ),
        pytest.param([0.5, 0.5], [True, False], 0.5, id="tied"),
        pytest.param([], [], None, id="no answers"),
    ],
)
def test_risk_coverage_area(confidences: list[float], wrong: list[bool], area: float | None) -> None:
    """The mean risk over all thresholds."""
    area = risk_coverage_area(confidences, wrong)
    assert area == (None if area is None else pytest.approx(area))
