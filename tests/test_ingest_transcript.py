"""The reader of transcripts, in the forms that people have."""

from collections.abc import Callable

import pytest

from ingest import Article

Read = Callable[..., Article]
Told = list[tuple[str | None, int | None, str]]
TURNS: Told = [
    ("Ann Lee", 5, "So how do you ask?"),
    ("Bo", 31, "I ask early."),
    ("Bo", 31, "Then I wait."),
    ("Ann Lee", 62, "Fine."),
]


def told(article: Article) -> Told:
    """Speaker, second and words of each sentence."""
    return [(one.author, line.seconds, line.text) for one in article.passages for line in one.sentences]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lee (00:00:05):\nSo how do you ask?\n\nBo (00:00:31):\nI ask early. Then I wait.\n\nAnn Lee (00:01:02):\nFine.\n", id="name-and-round-stamp"),
        pytest.param("[00:00:05] Ann Lee: So how do you ask?\n[00:00:31] Bo: I ask early. Then I wait.\n[00:01:02] Ann Lee: Fine.\n", id="stamp-and-name"),
        pytest.param("Ann Lee  0:05\nSo how do you ask?\n\nBo  0:31\nI ask early.\nThen I wait.\n\nAnn Lee  1:02\nFine.\n", id="name-and-bare-stamp-on-a-line"),
        pytest.param("Ann Lee | 00:05\nSo how do you ask?\n\nBo | 00:31\nI ask early. Then I wait.\n\nAnn Lee | 01:02\nFine.\n", id="with-a-bar"),
        pytest.param("[Ann Lee] 00:00:05\nSo how do you ask?\n\n[Bo] 00:00:31\nI ask early. Then I wait.\n\n[Ann Lee] 00:01:02\nFine.\n", id="name-in-brackets"),
        pytest.param("00:00:05\nAnn Lee: So how do you ask?\n\n00:00:31\nBo: I ask early. Then I wait.\n\n00:01:02\nAnn Lee: Fine.\n", id="stamp-on-the-line-above"),
        pytest.param("**Ann Lee:** [00:05] So how do you ask?\n\n**Bo:** [00:31] I ask early. Then I wait.\n\n**Ann Lee:** [01:02] Fine.\n", id="bold-name-first"),
        pytest.param("Ann Lee [00:00:05.120]: So how do you ask?\r\nBo [00:00:31.000]: I ask early. Then I wait.\r\nAnn Lee [00:01:02.900]: Fine.\r\n", id="fractions"),
        pytest.param("00:00:05 Ann Lee: So how do you ask?\n00:00:31 Bo: I ask early. Then I wait.\n00:01:02 Ann Lee: Fine.\n", id="bare-stamp-and-name"),
    ],
)  # fmt: skip
def test_turns_have_speaker_and_time(read: Read, text: str) -> None:
    """The label is no part of what is said; its speaker is the author, its stamp the time."""
    article = read(text)
    assert (article.format, article.stamps) == ("transcript", "before")
    assert told(article) == TURNS


def test_a_transcript_copied_from_the_page_is_quotable(read: Read) -> None:
    """A stamp alone, then words without a full stop: pieces of 10 to 30 words, each from its own stamp on."""
    words = "so today we look at how people ask for pay and when they best do that in the year"
    rows = "".join(f"{at // 60}:{at % 60:02d}\n{words}\n" for at in range(0, 300, 5))
    article = read("Asking for pay\n\n" + rows)
    assert (article.format, article.title) == ("transcript", "Asking for pay")
    sentences = [line for passage in article.passages for line in passage.sentences]
    assert " ".join(line.text for line in sentences) == " ".join([words] * 60)
    assert all(10 <= len(line.text.split()) <= 30 for line in sentences)
    assert [line.seconds for line in sentences] == list(range(0, 300, 5))


def test_what_the_page_says_aloud_is_not_read(read: Read) -> None:
    """`5 seconds` below `0:05`, and `[Music]`."""
    text = "0:00\n0 seconds\nwelcome to the\n0:05\n5 seconds\nchannel\n0:07\n7 seconds\n[Music]\n1:05\n1 minute, 5 seconds\nwe go on\n"
    assert told(read(text)) == [(None, 0, "welcome to the channel"), (None, 65, "we go on")]


def test_lines_of_whisper_run_on(read: Read) -> None:
    """A sentence over two lines is one, from the first one's start on."""
    text = "[00:00.000 --> 00:05.000]  So how do you ask for\n[00:05.000 --> 00:09.500]  more money? You ask early.\n[00:09.500 --> 00:12.000]  Then you wait.\n"
    assert told(read(text)) == [
        (None, 0, "So how do you ask for more money?"),
        (None, 5, "You ask early."),
        (None, 9, "Then you wait."),
    ]


def test_a_thought_a_line_stays_one(read: Read) -> None:
    """Notes with a stamp each, without full stops."""
    text = "[00:00:05] Welcome back\n[00:00:40] Today we look at salary talks\n[00:01:30] Never name yours first\n"
    assert told(read(text)) == [
        (None, 5, "Welcome back"),
        (None, 40, "Today we look at salary talks"),
        (None, 90, "Never name yours first"),
    ]


def test_captions_with_front_matter_and_headings(read: Read) -> None:
    """Fields are kept, headings part; a stamp over an hour."""
    text = "---\ntitle: Pay talk\nvideo_id: AbCdEfGhI01\n---\n\n# Pay talk\n\n## Start\n\n0:05\nwelcome back to the\n0:09\nchannel today we\n\n## Money\n\n1:12:13\nask for the band first\n1:12:18\nthen write it down\n"
    article = read(text)
    assert (article.format, article.title, article.video) == ("transcript", "Pay talk", "AbCdEfGhI01")
    assert [(one.section, one.sentences[0].seconds, one.sentences[0].text) for one in article.passages] == [
        (("Start",), 5, "welcome back to the channel today we"),
        (("Money",), 4333, "ask for the band first then write it down"),
    ]


def test_clocks_in_speech_are_said(read: Read) -> None:
    """A time of day, a verse and a score stay words."""
    text = "Ann (00:00:05): We meet at 9:30, as John 3:16 says, and it ends 2:1.\nBo (00:00:31): At 10:15 (10:20)?\n"
    assert told(read(text)) == [
        ("Ann", 5, "We meet at 9:30, as John 3:16 says, and it ends 2:1."),
        ("Bo", 31, "At 10:15 (10:20)?"),
    ]


def test_a_speaker_goes_on_below_a_stamp_without_a_name(read: Read) -> None:
    """And in a second paragraph."""
    text = "Ann (00:00:05):\nWe ask.\n\nWe wait.\n(00:00:37):\nWe go.\n\nBo (00:01:02):\nFine.\n"
    assert told(read(text)) == [
        ("Ann", 5, "We ask."),
        ("Ann", 5, "We wait."),
        ("Ann", 37, "We go."),
        ("Bo", 62, "Fine."),
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("---\ntitle: Pay\n---\n\n[00:00:05]\nWelcome back to us.\n\n[00:01:30]\nHand it in on paper.\n\n[00:02:15]\nOffer to train.\n", "wiki", id="sentences-with-front-matter"),
        pytest.param("How to Ask\n\nAsk early [00:01:00]. Wait [00:02:00].\n\nThen go on.\n", "plain", id="stamps-behind"),
        pytest.param("We meet at 9:30.\n\n9:45 is too late.\n", "plain", id="times-of-day"),
    ],
)  # fmt: skip
def test_an_article_with_stamps_is_no_transcript(read: Read, text: str, form: str) -> None:
    """It keeps its own reader."""
    assert read(text).format == form


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        pytest.param(
            "talk.txt",
            "Ann Bell 0:01\nHello. When do I ask?\n\nBo Lund 0:09\nAsk early. Then wait.\n\n"
            "Ann Bell 0:20\nI see.\n\nBo Lund 0:24\nWait a week.\n",
            id="transcript",
        ),
        pytest.param(
            "talk.vtt",
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann Bell>Hello. When do I ask?\n\n"
            "00:09.000 --> 00:12.000\n<v Bo Lund>Ask early. Then wait.\n\n"
            "00:20.000 --> 00:22.000\n<v Ann Bell>I see.\n\n00:24.000 --> 00:26.000\n<v Bo Lund>Wait a week.\n",
            id="subtitles",
        ),
    ],
)
def test_an_answer_is_read_with_its_question(read: Read, path: str, raw: str) -> None:
    """That of another speaker just before; what follows no question has none."""
    passages = read(raw, path=path).passages
    assert [(passage.author, passage.question) for passage in passages] == [
        ("Ann Bell", None),
        ("Bo Lund", "Hello. When do I ask?"),
        ("Ann Bell", None),
        ("Bo Lund", None),
    ]
