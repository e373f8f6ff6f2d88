"""Bytes become text in whatever encoding they were written, or are refused."""

import pytest

from ingest import SourceError
from ingest.core.decoding import decode

GERMAN = (
    "Über die Kündigungsfrist wird häufig gestritten. Größere Firmen prüfen ihn früh – “kurz” und höflich. "
    * 3
)
POLISH = (
    "Wypowiedzenie składa się na piśmie. Żaden pracownik nie może być zwolniony bez podania przyczyny. " * 3
)
RUSSIAN = "Заявление подают письменно. Работник имеет право на отпуск. " * 3
GREEK = "Η παραίτηση υποβάλλεται γραπτώς. Ο εργαζόμενος έχει δικαίωμα σε άδεια. " * 3
CHINESE = "辞职信要写得简短。试用期为三个月,工资每月十日发放。" * 3
JAPANESE = "退職届は書面で提出してください。試用期間は三か月です。" * 3
KOREAN = "사직서는 서면으로 제출합니다. 수습 기간은 석 달입니다. " * 3
TURKISH = "Deneme süresi iki aydır. Maaş düşük değildir, çalışan için iş güvenliği şarttır. " * 3
ENGLISH = "Ask early, and don’t wait – the answer may take a week. Write to Zoë. " * 20


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        pytest.param(ENGLISH, "utf-8", None, id="UTF-8"),
        pytest.param("\ufeffAsk early.", "utf-8", None, id="UTF-8-with-a-mark"),
        pytest.param(ENGLISH, "utf-16", "is UTF-16, not UTF-8", id="UTF-16"),
        pytest.param(ENGLISH, "utf-32", "is UTF-32, not UTF-8", id="UTF-32"),
        pytest.param(ENGLISH, "utf-16-le", "read as utf_16", id="UTF-16-without-a-mark"),
        pytest.param(ENGLISH, "cp1252", "read as Windows-1252", id="English"),
        pytest.param("Café", "latin-1", "read as Windows-1252", id="one-accent"),
        pytest.param("“Ask”", "cp1252", "read as Windows-1252", id="curly-quotes"),
        pytest.param(GERMAN, "cp1252", "read as ", id="German"),
        pytest.param(POLISH, "cp1250", "read as cp1250", id="Polish"),
        pytest.param(RUSSIAN, "cp1251", "read as cp1251", id="Russian"),
        pytest.param(RUSSIAN, "koi8-r", "read as koi8_r", id="Russian-KOI8"),
        pytest.param(GREEK, "cp1253", "read as cp1253", id="Greek"),
        pytest.param(CHINESE, "gb18030", "read as ", id="Chinese"),
        pytest.param(CHINESE.replace("职", "職"), "gbk", "read as gb18030", id="Chinese-GBK"),
        pytest.param(JAPANESE, "shift_jis", "read as cp932", id="Japanese"),
        pytest.param(JAPANESE, "euc_jp", "read as euc_jp", id="Japanese-EUC"),
        pytest.param(KOREAN, "euc_kr", "read as cp949", id="Korean"),
        pytest.param(JAPANESE, "iso2022_jp", "is ISO-2022-JP", id="Japanese-ISO"),
        pytest.param(RUSSIAN, "cp866", "read as cp866", id="Russian-DOS"),
        pytest.param(POLISH, "iso8859_2", "read as iso8859_2", id="Polish-ISO"),
        pytest.param(TURKISH, "cp1254", "read as cp1254", id="Turkish"),
        pytest.param(RUSSIAN, "utf-16-le", "read as utf_16_le", id="Russian-UTF-16-without-a-mark"),
        pytest.param(CHINESE, "utf-16-be", "read as utf_16_be", id="Chinese-UTF-16-without-a-mark"),
        pytest.param(GREEK, "utf-16-be", "read as utf_16_be", id="Greek-UTF-16-without-a-mark"),
    ],
)
def test_text_is_what_was_written(text: str, encoding: str, note: str | None) -> None:
    """The same text comes back from every encoding; the note names what is not UTF-8."""
    decoded, notes = decode(text.encode(encoding))
    assert decoded == text
    assert len(notes) == (note is not None)
    assert note is None or note in notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is binary, not text", id="picture"),
        pytest.param(b"%PDF-1.7\x00\x01\x02", "is binary, not text", id="NUL-and-controls"),
        pytest.param(b"\x00\x01", "is binary, not text", id="two-bytes"),
        pytest.param(bytes(100), "is binary, not text", id="zeros"),
        pytest.param(b"\x00\x00\x00\x2a" * 50, "is binary, not text", id="numbers"),
        pytest.param(b"\x7f\x01\x02\x03\xff" * 50, "is binary, not text", id="controls"),
        pytest.param(
            "Привет, мир.".encode("cp1251"), "is text in an unknown encoding", id="too-short-to-tell"
        ),
        pytest.param(b"\xff\xfeA", "is marked as UTF-16 and is not", id="half-a-letter"),
        pytest.param(b"\xff\xfe\x00\xd8A\x00", "is marked as UTF-16 and is not", id="half-a-pair"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    """Bytes that are no text in any encoding are refused with what is wrong."""
    with pytest.raises(SourceError, match=reason):
        decode(data)
