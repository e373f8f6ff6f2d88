"""What language an article is in."""

import subprocess
import sys

import pytest

from ingest.text.languages import language_of
from tests.conftest import ROOT, Read


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        pytest.param(
            "Ask for a rise in spring, and wait until the manager is rested.", "en", None, id="English"
        ),
        pytest.param("Ask early.", "en", None, id="short"),
        pytest.param("xyz " * 50, "en", None, id="no-language"),
        pytest.param(
            "Die Probezeit dauert meistens drei Monate, und der Lohn ist nicht niedriger als sonst.",
            "de",
            "German",
            id="German",
        ),
        pytest.param(
            "Испытательный срок обычно длится три месяца, а зарплата в это время не ниже обычной, как правило.",
            "ru",
            "Russian",
            id="Russian",
        ),
        pytest.param("试用期通常为三个月。", "zh", "Chinese", id="Chinese"),
        pytest.param("試用期間は通常三か月です。", "ja", "Japanese", id="Japanese"),
        pytest.param("수습 기간은 보통 세 달입니다.", "ko", "Korean", id="Korean"),
        pytest.param("", "en", None, id="empty"),
    ],
)
def test_language_is_told(text: str, code: str, name: str | None) -> None:
    """Of a text that is long enough or in a script of its own; all else counts as English."""
    assert language_of(text) == (code, name)


def test_language_is_noted(read: Read) -> None:
    """An article in another language says so, an English one does not; German dates end no sentence."""
    article = read(
        "Die Probezeit dauert drei Monate und beginnt am 3. März. Danach ist der Lohn nicht niedriger als sonst.\n"
    )
    assert article.notes == ("is in German",)
    assert [sentence.text for sentence in article.passages[0].sentences] == [
        "Die Probezeit dauert drei Monate und beginnt am 3. März.",
        "Danach ist der Lohn nicht niedriger als sonst.",
    ]
    assert read("Ask for a rise in the spring of the year.\n").notes == ()


def test_english_needs_no_library() -> None:
    """Reading an English article imports no language model."""
    code = (
        "import sys; from ingest.text.languages import language_of; "
        "language_of('Ask for a rise in spring, and wait until the manager is rested.'); "
        "sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
