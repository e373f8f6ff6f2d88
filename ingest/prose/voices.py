"""Who speaks in a thread of comments: a reader who asks or tells, or the host who replies, and to whom.

A thread carries no labels, so each comment is scored by how it reads (a reply addresses somebody by
name and says "you"; a reader tells a story, asks, thanks) and all are labelled together by the most
likely sequence, since an answer nearly always follows a question (Viterbi, 1967). The patterns are English; a
thread in another language is labelled by who is addressed and by the sequence alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Voice = Literal["reader", "reply"]
OPEN_QUESTIONS = 50
LONGEST_NAME = 80
CERTAIN = 50.0  # outweighs all that a comment's words say

# A greeting in front of a name: readers greet the host, the host names the reader without one.
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:day|morning|afternoon|evening))\b"
    r"(?:\s+(?:there|again|all|everyone))?[\s,.!–-]*",
    re.IGNORECASE,
)
# Whom a comment addresses: a capitalised name and a comma at its opening …
_VOCATIVE = re.compile(r"(?P<name>[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|\d+)){0,2}),\s")
# … unless it is a word that opens a sentence with a comma behind it.
_OPENERS = frozenset(
    "yes no well so however unfortunately actually today yesterday recently also first second finally thanks "
    "thank question sorry sure ok okay great oh then now again anyway and but or if when after before while "
    "since because although though this that it".split()
)
# Thanks, which readers give; behind an article or a possessive the words name a thing.
_THANKS = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\byour )(?<!\bmy )\bthank(?:s\b| you\b)(?!-)|\bappreciate\b|\bgrateful\b",
    re.IGNORECASE,
)
# A question put to the host, which readers do: at the comment's end, or about themselves.
_ASKS = re.compile(
    r"\?\s*(?:$|thank|any\b|please)|\b(?:my question|should i|do i|am i|can i|could i|would i|how do i"
    r"|how can i|what should i|what do you think|any (?:advice|thoughts|suggestions)|please help|thoughts\?"
    r"|your (?:thoughts|advice|answer|response))\b",
    re.IGNORECASE,
)
# Advice, encouragement and guesses, which replies give.
_ADVISES = re.compile(
    r"\b(?:i (?:would|recommend|suggest|advise|assume|agree)|my (?:advice|best guess|recommendation)"
    r"|good luck|congratulations|hope (?:this|that) helps|if i were you"
    r"|you (?:should|could|can|need|might|are doing)|don[’']t worry)\b",
    re.IGNORECASE,
)
# What a reader tells of themselves: the first person with a verb in the past.
_STORY = re.compile(r"\bI (?:was|had|have|got|sent|met|felt|just|did|made|am currently|[a-z]{2,20}ed)\b")
# First and second person: a story has more of the first, a reply more of the second.
_FIRST = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur)\b")
_SECOND = re.compile(r"(?<!thank )\byou(?:r|rs|rself|[’']re|[’']ve|[’']ll)?\b", re.IGNORECASE)
# A name alone on a comment's last line signs it, and so does one behind a dash.
_SIGNATURE = re.compile(r"(?:[A-Z][\w.’'-]*\s?){1,3}")
_DASHED = re.compile(
    r"(?:.*[.!?…][”\")]?[ \t]+)?(?:>[ \t]?)*(?P<dash>[-–—]{1,2})[ \t]?"
    r"(?P<name>(?:[^\W\d_a-z][\w.’'-]*[ \t]?){1,3})(?:,.{0,40})?"
)
_WORD = re.compile(r"\b[a-z][\w.’'-]*")
_FOLLOWS = {
    ("reader", "reader"): -1.1,
    ("reader", "reply"): 0.0,
    ("reply", "reader"): 0.0,
    ("reply", "reply"): -2.0,
}
_LABELS: tuple[Voice, ...] = ("reader", "reply")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who says a comment.

    The voice, the author's name, the number (from 0) of the comment that it answers, and how many characters
    at a reply's opening only say to whom it is.
    """

    voice: Voice
    author: str | None
    answers: int | None
    address: int = 0


def reads_like_talk(text: str) -> bool:
    """Whether a comment asks something or gives thanks."""
    return _ASKS.search(text) is not None or _THANKS.search(text) is not None


def tells(text: str) -> bool:
    """Whether a comment tells of its writer, in the first person."""
    return _FIRST.search(text) is not None


def addressed(text: str) -> str | None:
    """The name that a comment opens with, or None; words that open sentences are none."""
    address = _address(text.lstrip(), frozenset())
    return address["name"] if address else None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment's words, and what its header tells: who says it, to whom, and whether that is the host.

    `sure` where the header decides who speaks; else the words do.
    """

    text: str
    author: str | None = None
    to: str | None = None
    host: bool = False
    sure: bool = False


def voices(comments: list[Said], article: str) -> list[Spoken]:
    """Who says each comment of a thread of the file `article`.

    A capitalised word that the file also has in small letters is no name. Where a header names who speaks, a
    reply is one of the host or to a commenter, whom it names; all else is a reader's.
    """
    said = [comment.text for comment in comments]
    words = frozenset(_WORD.findall(article)) | frozenset(re.findall(r"\b[a-z]\w*", article))
    addresses = [_address(text, words) for text in said]
    names = [address and address["name"] for address in addresses]
    certain = _certain(comments, names)
    labels = _label(said, certain, names)
    host = next((name for name, label in zip(names, labels, strict=True) if name and label == "reader"), None)
    authors = [comment.author or signature(comment.text) for comment in comments]
    to = [comment.to or name for comment, name in zip(comments, names, strict=True)]
    asked = _pair(labels, to, authors)
    for at, question in asked.items():
        authors[question] = authors[question] or names[at]
    return [
        Spoken(label, comment.author or host, asked.get(at), address.end() if address else 0)
        if label == "reply"
        else Spoken(label, author, asked.get(at))
        for at, (comment, label, author, address) in enumerate(
            zip(comments, labels, authors, addresses, strict=True)
        )
    ]


def _certain(comments: list[Said], names: list[str | None]) -> list[Voice | None]:
    """What the headers say of who speaks, None where they say nothing."""
    hosts = {_first(comment.author) for comment in comments if comment.host}
    before: set[str] = set()
    certain: list[Voice | None] = []
    for comment, name in zip(comments, names, strict=True):
        author = _first(comment.author)
        to = _first(comment.to or name)
        replies = (
            comment.host
            or author in hosts
            or bool(comment.to)
            or (to in before and to not in hosts and to != author)
        )
        certain.append(("reply" if author and replies else "reader") if comment.sure else None)
        before |= {author} - {""}
    return certain


def _first(name: str | None) -> str:
    return name.split()[0].lower() if name and name.split() else ""


def _address(text: str, words: frozenset[str]) -> re.Match[str] | None:
    """The name that a comment opens with, after a greeting: `S.C., treat this …`, `Hello Janet, …`."""
    greeting = _GREETING.match(text)
    match = _VOCATIVE.match(text, greeting.end() if greeting else 0)
    if match is None:
        return None
    first = match["name"].split()[0].lower()
    is_word = first in _OPENERS or (greeting is None and first in words)
    return None if is_word else match


def _label(said: list[str], certain: list[Voice | None], names: list[str | None]) -> list[Voice]:
    """The most likely sequence of `reader` and `reply`; positive scores speak for a reply."""
    best: list[dict[Voice, tuple[float, Voice]]] = []
    for at, text in enumerate(said):
        known = certain[at]
        score = (
            _reply_score(text, named=names[at] is not None)
            if known is None
            else CERTAIN
            if known == "reply"
            else -CERTAIN
        )
        column: dict[Voice, tuple[float, Voice]] = {}
        for label in _LABELS:
            own = score if label == "reply" else -score
            if at == 0:
                column[label] = (own + (0.0 if label == "reader" else -1.5), label)
            else:
                column[label] = max(
                    (best[-1][before][0] + _FOLLOWS[before, label] + own, before) for before in _LABELS
                )
        best.append(column)
    if not best:
        return []
    path = [max(_LABELS, key=lambda label: best[-1][label][0])]
    for column in reversed(best[1:]):
        path.append(column[path[-1]][1])
    return path[::-1]


def _reply_score(text: str, *, named: bool) -> float:
    first, second = len(_FIRST.findall(text)), len(_SECOND.findall(text))
    greeted = _GREETING.match(text) is not None
    score = 1.5 * (second - first) / (second + first + 1)
    score += 1.5 if named and not greeted else 0.5 if named else -0.5 if greeted else 0.0
    score -= 1.5 if _THANKS.search(text) else 0.0
    score -= 0.8 if _ASKS.search(text) else 0.0
    score += 0.8 if _ADVISES.search(text) else 0.0
    score -= 0.3 * min(len(_STORY.findall(text)), 4)
    return score


def _pair(labels: Iterable[Voice], names: list[str | None], authors: list[str | None]) -> dict[int, int]:
    """Which comment each reply answers: the one of the name it addresses, else the nearest open one."""
    asked: dict[int, int] = {}
    opened: list[int] = []
    for at, label in enumerate(labels):
        if label == "reader":
            opened = [*opened[-OPEN_QUESTIONS:], at]
            continue
        name = names[at]
        same = [
            number for number in opened if name and (authors[number] or "").split()[:1] == name.split()[:1]
        ]
        nameless = [number for number in opened if authors[number] is None]
        candidates = same or nameless or opened
        if candidates:
            asked[at] = answered = candidates[-1]
            still_open = {number for number in nameless if number != answered and at - number <= 2}
            opened = [number for number in opened if number > answered or number in still_open][
                -OPEN_QUESTIONS:
            ]
    return asked


def signature_start(text: str) -> int | None:
    """Where the dash of a signature at a text's end stands, or None."""
    line = text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]
    at = len(text) - len(line)
    match = _DASHED.fullmatch(line.strip()) if len(line) <= LONGEST_NAME else None
    if match is None:
        return None
    return at + len(line) - len(line.lstrip()) + match.start("dash")


def signature(text: str) -> str | None:
    """The name below a comment's last line of thanks, or behind a dash on it, where there is one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    dashed = _DASHED.fullmatch(lines[-1]) if lines and len(lines[-1]) <= LONGEST_NAME else None
    if dashed:
        return dashed["name"].strip()
    if len(lines) < 2 or len(lines[-1]) > LONGEST_NAME or not _SIGNATURE.fullmatch(lines[-1]):
        return None
    return lines[-1]
