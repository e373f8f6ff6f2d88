"""What chat front ends send for themselves: write a title, tags, follow-ups, search queries.

They send it to the same model as a person's questions. It is recognised by its form: parts under labels, a
conversation fenced or with the names of who speaks, or an order to make something of "this conversation".
"""

import re

_LABEL = re.compile(
    r"^[ \t#*>]*(?:task|goal|guidelines?|rules|instructions?|output|output format|examples?|input|context|query"
    r"|user query|(?:chat |conversation )?history|conversation|follow[- ]?up (?:input|question)"
    r"|standalone question|(?:available )?tools)\b[*\s]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(
    r"^[ \t]*#+[ \t]*(?:task|guidelines?|rules|instructions?|output|chat history)\b",
    re.IGNORECASE | re.MULTILINE,
)
_FENCE = re.compile(
    r"<(/?)(chat_?history|conversation(?:_?history)?|messages|transcript|context|user_?query)>", re.IGNORECASE
)
_SPEAKER = re.compile(r"^[^\w\n]*(user|human|assistant|ai|bot)[^\w\n]*:", re.IGNORECASE | re.MULTILINE)
_ORDER = re.compile(
    r"\W*(?:(?:please|kindly|now|you are [^.\n]{1,80}\.|(?:based on|given) [^,.\n]{1,60}[,.]+"
    r"|your (?:task|job|goal) is to)\s+)*"
    r"(?:write|generate|create|suggest|provide|give|make|come up with|summari[sz]e|determine|rephrase|reformulate"
    r"|analy[sz]e|find|choose|name|classify|categori[sz]e|propose|extract|reply|respond|reflect|return|think of)\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:titles?|headers?|names?|tags?|topics?|summar(?:y|i[sz]e)|emojis?|follow[- ]?ups?|keywords?"
    r"|quer(?:y|ies)|standalone)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:(?:this|our|the|above|following|previous|entire) (?:\w+ )?(?:chat|conversation|discussion|dialogue|exchange)"
    r"(?: history)?|(?:chat|conversation) history|(?:following|previous|above) (?:query|message|prompt|text|request)"
    r"|the (?:message|speaker'?s?))\b(?! (?:with|about|between|on|at|that|i|we|my)\b)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|just) (?:answer|give|output|provide|reply|respond|return)\b[^.\n]{0,30}\b(?:title|name|tags|queries)\b"
    r"|\b(?:title|name|tags|queries) only\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"\b(?:write|generate|create|suggest|provide|give|make|produce|come up with)\b(?: [\w*,'-]+){0,6}? titles?\**"
    r"(?: \([^)\n]{1,60}\))? (?:for|of|from|based on|that|which|describing|summari[sz]ing)\b[^.\n]{0,80}"
    r"\b(?:conversations?|chats?|dialog(?:ue)?s?|messages?|discussions?)\b"
    r"|\bsummari[sz]e\b[^.\n]{0,80}\b(?:into|as|in|with) [^.\n]{0,40}\btitle\b",
    re.IGNORECASE,
)
_CONVERSATION = re.compile(
    r"<(chat_?history|conversation(?:_?history)?|messages|transcript|context|user_?query)>"
    r"(?:(?!</?\1>)[\s\S])*</\1>",
    re.IGNORECASE,
)
_ENDS = 10_000  # characters of a long text that are read, of its beginning and of its end
_TASKED = 300  # within which a message for the system says it
_ORDERED = 600  # within which an order says what is to be made of what


def its_ends(text: str) -> str:
    """What of a text is read: all of it, or of a long one the beginning and the end."""
    return text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]}\n{text[-_ENDS:]}"


def is_instruction(text: str) -> bool:
    """Whether a text tells a language model what to do with a conversation, where a person would ask."""
    text = its_ends(text)
    fences = {(slash, tag.lower()) for slash, tag in _FENCE.findall(text)}
    if (
        any((f"/{slash}", tag) in fences for slash, tag in fences)
        or len(_HEADING.findall(text)) > 1
        or len(_LABEL.findall(text)) > 1
    ):
        return True
    if len({speaker.lower() for speaker in _SPEAKER.findall(text)}) > 1:
        return True
    begins = text[:_ORDERED]
    ordered = _ORDER.match(begins) and _MADE.search(begins)
    return bool(ordered and (_OF.search(begins) or _ONLY.search(begins)))


def is_task(text: str) -> bool:
    """Whether what is told the system, beside a person's own words, is to make a title of them.

    No other task is taken from there: to suggest follow-ups may be told for every answer.
    """
    return bool(_TASK.search(text[:_TASKED]))


def without_conversation(text: str) -> str:
    """What an instruction itself says: outside of fences, before the first who speaks in it, and in the last paragraph."""
    told = _CONVERSATION.sub("", text)
    speaker = _SPEAKER.search(told)
    if speaker is None:
        return told
    _, parted, last = told[speaker.start() :].rstrip().rpartition("\n\n")
    return told[: speaker.start()] + (last if parted and not _SPEAKER.search(last) else "")
