"""The line that opens a reader's comment, as blog engines and forums write it: who, to whom, often when."""

import re
from dataclasses import dataclass

LONGEST_HEADER = 160
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_AGO = (
    r"(?:(?:about|over|almost|edited)[ ])?(?:\d{1,3}|an?|one|two|three|last)\+?[ ]?"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|[smhdwy])"
    r"\.?[ ]ago|just[ ]now"
)
_DAY = (
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?[ ])?"
    rf"(?:{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?(?:[ ]['’]?\d{{2,4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?[ ]{_MONTH},?(?:[ ]\d{{4}})?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}))"
)
_CLOCK = (
    r"(?:,|[ ]at|[ ]@|[ ][-–—|•·]|T)?[ ]?\d{1,2}[:.]\d{2}(?::\d{2})?"
    r"(?:[ ]?[ap]\.?m\.?)?(?:[ ]?(?:UTC|GMT|Z|[A-Z]{2,4}))?"
)
_DATE = rf"(?:{_AGO}|{_DAY}(?:{_CLOCK})?)"
_WORD = r"[^\W_][\w.’'&-]{0,30}"
_NAME = rf"(?:@|u/)?{_WORD}(?:[ ]{_WORD}){{0,3}}?"
_BADGE = r"(?:[ ]?[(\[](?P<badge>[^()\[\]]{1,30})[)\]])?"
_SAYS = (
    r"(?:says|said|wrote|writes|asks|asked|comments|commented|replies|replied|responds|responded|adds|added)"
)
_SEP = r"(?:[ ]{0,3}[•·|—–,][ ]{0,3}|[ ]-[ ]|[ ]on[ ]|[ ]{1,3}|[ ]?[(\[])"
_POINTS = r"(?:\d{1,6}[ ](?:points?|likes?|upvotes?)[ ]{0,2}[•·|]?[ ]{0,2})?"
_TO = rf"(?:[ ](?:>|›|»|→|to|replied[ ]to|in[ ]reply[ ]to|replying[ ]to)[ ](?P<to>{_NAME}))?"
_END = r"[ ]{0,3}$"
_COLON, _DATED = r"[:…]|\.\.\.", r"\d|ago|now"
# The forms of a header, each with what stands in it, which most lines lack.
_FORMS = tuple(
    (re.compile(needed, re.IGNORECASE), re.compile(pattern, re.IGNORECASE))
    for needed, pattern in (
        # Ann Lee says: …, Ann Lee on March 3, 2019 said: …
        (
            _COLON,
            rf"(?P<name>{_NAME}){_BADGE}{_TO}[ ]?(?:(?:{_SEP}|[ ])?(?P<date>{_DATE})[)\]]?,?[ ]?)?{_SAYS}"
            rf"(?:[ ]?(?:on[ ])?(?P<date2>{_DATE}))?[ ]?(?::|…|\.\.\.)[ ]{{0,3}}"
            rf"(?P<date3>{_DATE}(?={_END}))?",
        ),
        # Ann Lee • 2 years ago, Ann Lee > Bo • …, Ann Lee (March 3, 2019):
        (
            _DATED,
            rf"(?:\[[–-]\][ ]?)?(?P<name>{_NAME}){_BADGE}{_TO}{_SEP}{_POINTS}(?P<date>{_DATE})[)\]]?[ ]?"
            rf"(?::|\|.{{0,20}}|[•·].{{0,20}}|[(]edited[)])?{_END}",
        ),
        # Posted by Ann Lee on March 3, 2019
        (
            _DATED,
            rf"(?:comment|posted|submitted|reply|written)[ ]?(?:by|from|:)[ ]{{0,2}}(?P<name>{_NAME}){_BADGE}"
            rf"{_SEP}(?P<date>{_DATE})[)\]]?:?{_END}",
        ),
    )
)
_ALONE = re.compile(rf"(?P<name>{_NAME}){_BADGE}{_TO}:?", re.IGNORECASE)
_LABEL = re.compile(rf"(?P<name>{_NAME}){_BADGE}:[ ]{{1,3}}(?=\S)")
_DATE_LINE = re.compile(
    rf"(?:(?:posted|on)[ ])?{_POINTS}(?P<date>{_DATE})(?:[ ]?[|•·#].{{0,20}})?", re.IGNORECASE
)
_PRECISE = re.compile(rf"{_AGO}|\d{{1,2}}[:.]\d{{2}}", re.IGNORECASE)
_PARTICLES = frozenset("de del der den di da la le van von bin al el y of the".split())
# Words in the place of a name that say something else about a date or a text.
_NO_NAMES = frozenset(
    "published updated posted written created modified edited date last filed on by submitted reviewed today "
    "yesterday tomorrow tip note warning source example question answer step part section he she it they we "
    "everyone everybody somebody someone nobody one who this that which and but or if as what the a "
    "an".split()
)
_HOST = re.compile(
    r"\b(?:editors?|authors?|admin(?:istrator)?|moderator|host|staff|webmaster|blogger|redaktion"
    r"|autor(?:in)?)\b",
    re.IGNORECASE,
)
# Controls that a page puts around comments, each alone on its line.
_CONTROL = re.compile(
    r"(?:reply|replies|share|like|likes|edit|report|flag|delete|quote|permalink|link|parent|upvote|downvote"
    r"|hide|log in to reply|reply to this comment|view (?:all )?\d{0,4} ?repl(?:y|ies)|show (?:more )?replies"
    r"|load more comments|avatar|see more|sort by (?:best|newest|oldest)"
    r"|[\d ]{0,8}(?:likes?|points?|upvotes?)?"
    r"|(?:like|reply|share|edit|report|\d{1,4}[hdwy])"
    r"(?:[ ]?[•·|›][ ]?(?:like|reply|share|edit|report|\d{1,4}[hdwy]))+)"
    r"[ ]?[›»↓↵▲▼•·|]{0,3}|[▲▼•·|–—\d ]{1,12}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """Who opens a comment.

    `end` is where its words begin, behind `lines` whole lines (0: on the header's own line). A header is
    `sure` where nothing but a comment is written so: with a time of day, how long ago, or "says" and a date.
    """

    name: str
    end: int
    lines: int
    sure: bool
    said: bool = False
    to: str | None = None
    host: bool = False


def read_header(line: str, following: str = "", *, labels: bool = False) -> Header | None:
    """The header that a line of visible text opens with; the next line may give its date.

    With `labels`, below a heading that announces comments, a name alone is one, and so is `Name: …`.
    """
    if len(line) > LONGEST_HEADER and ":" not in line[:LONGEST_HEADER] and "…" not in line[:LONGEST_HEADER]:
        return None
    dated = _DATE_LINE.fullmatch(following.strip()) if 0 < len(following) <= LONGEST_HEADER else None
    for needed, form in _FORMS:
        match = form.match(line) if needed.search(line) else None
        if match and _is_name(match["name"], one_word=True):
            return _header(match, line, dated)
    alone = _ALONE.fullmatch(line.strip()) if (dated or labels) and len(line) <= LONGEST_HEADER else None
    if alone and _is_name(alone["name"]):
        sure = dated is not None and _PRECISE.search(dated["date"]) is not None
        return Header(
            alone["name"], len(line), 1 + (dated is not None), sure, to=alone["to"], host=_is_host(alone)
        )
    label = _LABEL.match(line) if labels else None
    if label and _is_name(label["name"]):
        return Header(label["name"], label.end(), 0, sure=False, host=_is_host(label))
    return None


def _header(match: re.Match[str], line: str, dated: re.Match[str] | None) -> Header:
    groups = match.groupdict()
    date = groups.get("date") or groups.get("date2") or groups.get("date3")
    said = "date2" in groups
    whole = not line[match.end() :].strip()
    below = whole and date is None and dated is not None
    sure = (said and (date is not None or below)) or (date is not None and _PRECISE.search(date) is not None)
    name = groups["name"]
    lines = (2 if below else 1) if whole else 0
    return Header(name, match.end(), lines, sure, said, groups.get("to"), _is_host(match))


def is_control(line: str) -> bool:
    """Whether a line is a control of the page beside a comment, such as `Reply`, `Share ›` or its date."""
    line = line.strip()
    return len(line) <= LONGEST_HEADER and bool(_CONTROL.fullmatch(line) or _DATE_LINE.fullmatch(line))


def is_host(name: str) -> bool:
    """Whether a name is an office: who has it writes for the page, not to it."""
    return _HOST.search(name) is not None


def _is_host(match: re.Match[str]) -> bool:
    return is_host(match["name"]) or is_host(match["badge"] or "")


def _is_name(text: str, *, one_word: bool = False) -> bool:
    """Whether each word has a capital, as a name's have, or there is one word, as in a user's name."""
    words = text.removeprefix("u/").lstrip("@").split()
    if words[0].lower() in _NO_NAMES or any(re.fullmatch(_MONTH, word, re.IGNORECASE) for word in words):
        return False
    if len(words) == 1 and (one_word or text.startswith("@") or any(map(str.isdigit, text))):
        return True
    return all(not word[0].islower() or word in _PARTICLES for word in words)
