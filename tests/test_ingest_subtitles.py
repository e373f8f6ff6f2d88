"""The reader of subtitles: WebVTT, SubRip, SBV; also broken ones."""

from collections.abc import Callable

import pytest

from ingest import Article, SourceError

Read = Callable[..., Article]
Told = list[tuple[str | None, int | None, str]]


def told(article: Article) -> Told:
    """Speaker, second and words of each sentence."""
    return [(one.author, line.seconds, line.text) for one in article.passages for line in one.sentences]


SRT = """1
00:00:05,000 --> 00:00:09,000
Welcome to the talk about parental leave.

2
00:01:13,200 --> 00:01:18,000
Parental leave ends on a fixed day,
so ask for that day in writing. Then

3
00:01:18,000 --> 00:01:24,500
plan the way <i>back</i>.
"""
SRT_TOLD: Told = [
    (None, 5, "Welcome to the talk about parental leave."),
    (None, 73, "Parental leave ends on a fixed day, so ask for that day in writing."),
    (None, 73, "Then plan the way back."),
]
VTT = """WEBVTT - A talk
Kind: captions
Language: en

STYLE
::cue { color: red }

NOTE never read: the boss is wrong
and this line neither

intro
00:05.000 --> 00:09.000 align:start position:0%
<v Ann Lee>So, how do you ask</v>

00:09.000 --> 00:11.500
<v Ann Lee>for more &amp; better pay?</v>

7
01:00:31.000 --> 01:00:35.000
<v.loud Bo>I ask early. It&#39;s best.</v>
<v Ann Lee>Fine.</v>
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_subrip_is_read_in_sentences(read: Read, line_break: str) -> None:
    """Cues are joined; a sentence has the second of the cue in which it begins."""
    article = read(SRT.replace("\n", line_break), path="Leave talk.srt")
    assert (article.format, article.title, article.stamps) == ("subtitles", "Leave talk", "before")
    assert told(article) == SRT_TOLD


def test_offsets_count_in_the_file(read: Read) -> None:
    """A quotation's stretch of the file begins and ends with its words, whatever lies between."""
    article = read(SRT, path="talk.srt")
    second = article.passages[0].sentences[2]
    assert article.text == SRT
    assert (
        article.text[second.start : second.end]
        == "Then\n\n3\n00:01:18,000 --> 00:01:24,500\nplan the way <i>back</i>."
    )


def test_webvtt_has_speakers_and_hides_its_notes(read: Read) -> None:
    """Voices are authors; styles, notes, names of cues and settings are no speech; entities are their signs."""
    article = read(VTT, path="talk.vtt")
    assert told(article) == [
        ("Ann Lee", 5, "So, how do you ask for more & better pay?"),
        ("Bo", 3631, "I ask early."),
        ("Bo", 3631, "It's best."),
        ("Ann Lee", 3631, "Fine."),
    ]


def test_sbv_is_read(read: Read) -> None:
    """YouTube's own form, with a comma between the times."""
    sbv = "0:00:05.000,0:00:09.000\nWe ask early.\n\n0:01:13.200,0:01:18.000\nThen we wait,\nas one does.\n"
    assert told(read(sbv, path="talk.sbv")) == [
        (None, 5, "We ask early."),
        (None, 73, "Then we wait, as one does."),
    ]


@pytest.mark.parametrize(
    ("name", "title", "video"),
    [
        ("My talk [AbC-eF_hI01].en.vtt", "My talk", "AbC-eF_hI01"),
        ("My_talk.en-US.vtt", "My talk", None),
        ("talks/My talk.vtt", "My talk", None),
        ("[AbC-eF_hI01].vtt", "[AbC-eF_hI01]", "AbC-eF_hI01"),
    ],
)
def test_the_file_is_named_by_its_downloader(read: Read, name: str, title: str, video: str | None) -> None:
    """Title, video in brackets, language."""
    article = read(VTT, path=name)
    assert (article.title, article.video) == (title, video)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("00:00:05,000 --> 00:00:09,000\nWe ask.\n\n00:01:13,200 --> 00:01:18,000\nWe wait.\n", [(None, 5, "We ask."), (None, 73, "We wait.")], id="no-numbers"),
        pytest.param("1\n00:00:05,000 --> 00:00:09,000\nWe ask.\n2\n00:01:13,200 --> 00:01:18,000\nWe wait.\n", [(None, 5, "We ask."), (None, 73, "We wait.")], id="no-blank-lines"),
        pytest.param("1\n00:00:05,000 --> 00:00:09,000\nWe ask,\n\nearly.\n\n2\n00:01:13,200 --> 00:01:18,000\nWe wait.\n", [(None, 5, "We ask, early."), (None, 73, "We wait.")], id="blank-line-in-a-cue"),
        pytest.param("\n\n1\n0:0:5.0 -> 0:0:9\n{\\an8}We ask.\n\n2\n00:01:13 --> 00:01:18\n- We wait.", [(None, 5, "We ask."), (None, 73, "- We wait.")], id="short-times"),
        pytest.param("1\n00:00:05,000 --> 00:00:09,000 X1:1 X2:9\nWe ask.\n\n2\n00:00:09,000 --> 00:00:10,000\n\n3\n00:01:13,200 --> 00:01:18,000\nWe wait.\n", [(None, 5, "We ask."), (None, 73, "We wait.")], id="empty-cue"),
        pytest.param("WEBVTT\n\n00:05.000 --> 00:09.000\n[Music]\n\n00:09.000 --> 00:12.000\n♪\n\n00:13.000 --> 00:15.000\nWe [really] ask.\n", [(None, 13, "We [really] ask.")], id="noise"),
        pytest.param("1\n00:00:05,000 --> 00:00:09,000\nIn 1999\n1999\n\n2\n00:01:13,200 --> 00:01:18,000\nwe asked.\n", [(None, 5, "In 1999 1999"), (None, 73, "we asked.")], id="number-is-speech"),
    ],
)  # fmt: skip
def test_broken_subtitles_give_what_is_readable(read: Read, text: str, words: Told) -> None:
    """Numbers may lack, blank lines stand within a cue, times be short; nothing said is lost."""
    assert told(read(text, path="talk.srt")) == words


def test_a_timing_line_that_cannot_be_read_is_noted(read: Read) -> None:
    """What stands below it is said with the cue before; the file is read."""
    article = read(SRT.replace("00:01:13,200", "00:99:13,200"), path="talk.srt")
    assert article.notes == ("1 timing line cannot be read; what is said there is kept",)
    assert told(article)[1] == (None, 5, SRT_TOLD[1][2])


@pytest.mark.parametrize("text", ["WEBVTT\n\nNOTE nothing\n", "1\n--> 00:00:05,000\nWe ask.\n"])
def test_subtitles_without_a_cue_are_refused(read: Read, text: str) -> None:
    """One line says why."""
    with pytest.raises(SourceError, match="holds no cue with a time that can be read"):
        read(text, path="talk.vtt")


def test_subtitles_are_told_by_their_content(read: Read) -> None:
    """Whatever the file is called; prose is none, not even with two timing lines in it."""
    assert read(SRT, path="talk.txt").format == "subtitles"
    assert read("We ask early.\n", path="talk.srt").format == "plain"
    prose = "We show the file.\n\n" * 12 + "00:00:05,000 --> 00:00:09,000\n00:00:09,000 --> 00:00:12,000\n"
    assert read(prose, path="talk.txt").format == "plain"


def test_names_in_front_are_speakers(read: Read) -> None:
    """As meeting tools write them; a cue without a name goes on with the one before."""
    cues = ["Ann Lee: So how do you ask?", "Bo: I ask early.", "And I wait.", "Ann Lee: Note: wait a week."]
    vtt = "WEBVTT\n\n" + "".join(
        f"{number}\n00:00:{number:02d}.000 --> 00:00:{number:02d}.900\n{cue}\n\n"
        for number, cue in enumerate(cues, 1)
    )
    assert told(read(vtt, path="meeting.vtt")) == [
        ("Ann Lee", 1, "So how do you ask?"),
        ("Bo", 2, "I ask early."),
        ("Bo", 3, "And I wait."),
        ("Ann Lee", 4, "Note: wait a week."),
    ]


def test_a_pause_ends_what_no_sign_ends(read: Read) -> None:
    """Seconds of silence part two thoughts of unpunctuated captions."""
    srt = "1\n00:00:01,000 --> 00:00:03,000\nask for it early\n\n2\n00:00:09,000 --> 00:00:11,000\nwait a week then\n"
    assert told(read(srt, path="talk.srt")) == [(None, 1, "ask for it early"), (None, 9, "wait a week then")]


def test_a_mark_of_turns_begins_a_paragraph(read: Read) -> None:
    """`>>` of broadcast captions, also as entities."""
    srt = "1\n00:00:01,000 --> 00:00:03,000\n&gt;&gt; who asks\n>> I do\n"
    assert told(read(srt, path="talk.srt")) == [(None, 1, "who asks"), (None, 1, "I do")]
