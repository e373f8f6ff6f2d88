"""Plain English for comparing a claim with a quote: which words say the same, which must not change.

No word stands here for what any source says; a word that is not here must be in the quote itself.
"""

from service.answering.english import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    NEGATIONS,
    NUMBERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    SPEAKERS,
)


def _values(table: dict[str, str]) -> dict[str, tuple[str, str]]:
    """`axis value: words` turned around: each word with its axis and value."""
    return {
        word: (axis, value)
        for name, words in table.items()
        for axis, _, value in [name.partition(" ")]
        for word in words.split()
    }


NEGATORS = NEGATIONS | frozenset(
    "hardly avoid avoids avoiding avoided refrain refuse decline stop lack lacks fail fails than non".split()
)

# Words on an axis must be said as the quote says them: no value in the place of another, and none is added.
AXES = _values(
    {
        "time before": "before prior",
        "time after": "after afterwards",
        "time until": "until till",
        "time during": "during",
        "time within": "within",
        "amount more": "more greater exceed exceeds exceeding larger bigger higher",
        "amount less": "less fewer smaller lower",
        "quantity all": "all every each everyone everybody everything any always whatever",
        "quantity most": "most mostly majority",
        "quantity many": "many",
        "quantity some": "some several certain",
        "quantity few": "few rarely seldom little",
        "frequency usually": "usually generally typically often frequently normally commonly",
        "frequency sometimes": "sometimes occasionally",
        "only only": "only solely exclusively merely",
        "mainly mainly": "mainly primarily",
        "bound least": "least minimum",
        "bound upto": "upto maximum",
        "bound about": "approximately roughly nearly almost",
        "likely likely": "likely probably presumably",
        "condition if": "if when whenever",
        "condition unless": "unless except",
        "even even": "even",
        "will will": "will would",
        "may may": "may might can could possible possibly perhaps maybe potentially able",
        "should should": "should ought recommend recommends recommended",
        "must must": "must shall required require requires need needs needed",
        "hearsay hearsay": "allegedly supposedly",
    }
)
# Words of grammar, which a claim may have more or fewer of than the quote.
FUNCTION = frozenset(
    "and or either own one come comes means let lets get gets got getting"
    " take takes took taken taking receive receives received receiving".split()
).union(ARTICLES, PRONOUNS, SPEAKERS, AUXILIARIES, QUESTION_WORDS - {"why"}, PREPOSITIONS, ADVERBS)
FUNCTION -= NEGATORS | set(AXES)
MODALS = ("will", "may", "should", "must")
# What a quote says with one of these is not said without it.
QUALIFIERS = frozenset({"quantity", "frequency", "only", "bound", "likely", "may", "amount", "hearsay"})

EQUAL = (
    "gather collect",
    "reply respond answer",
    "ask request inquire",
    "grow grew grown",
    "hold held conduct run",
)

COUNTS = {word: number for word, number in NUMBERS.items() if word != "one"}
COUNTS |= {"twice": "2", "half": "0.5", "double": "2", "dozen": "12"}

_COUNTS = "|".join(("a", *COUNTS))
# Patterns, and what is read in place of what they match; in any case of letters.
PHRASES = (
    (r"\btake[sn]? part\b|\btaking part\b", "participate"),
    (r"\b(?:give|gives|gave|given) back\b", "return"),
    (r"\bhave to\b|\bhas to\b|\bhaving to\b|\bought to\b", "must"),
    (r"\bcan't\b|\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\bup to\b", "upto"),
    (r"\b(?:as long as|in the event|in case)\b", "if"),
    (r"\bas soon as\b|\bonce (?=you|they|it|he|she|we|the|your)\b", "when "),
    (
        r"\bone (?!(?:of|another|day|thing|who|that|to|is|was|with|in|and|or)\b)(?=[a-z])",
        "1 ",
    ),
    (r"\bevery few\b", "periodically"),
    (r"\bmost of all\b,?", ""),
    (rf"\b(?:about|around) (?=\d|(?:{_COUNTS})\b)", "nearly "),
    (rf"\b(?:over|above) (?=\d|(?:{_COUNTS})\b)", "more "),
    (rf"\b(?:under|below) (?=\d|(?:{_COUNTS})\b)", "less "),
    (r"\bin addition to\b|\bas well as\b", "and"),
    (r"\brather than\b|\binstead of\b|\bas opposed to\b", "than"),
    (r", (?:and )?not (?=\w)", " than "),
    (  # what is only said or believed
        r"(?<!\bI )\b(?:(?:misconception|myth|rumou?r|idea|say|saying|said|claim|claimed|tell|telling|told)s?"
        r"(?:(?: \w+){0,2}?(?: that\b|, ?(?=[“\"]))| (?=(?:he|she|it|they|you)\b))"
        r"|(?:assum|believ|suppos|imagin)(?:e[sd]?|ing)\b|pretend(?:s|ed|ing)?\b)",
        "allegedly ",
    ),
    (r"\band (?=(?:i|you|we|they|he|she|it)\b)", ", and "),
    (r",? such as\b", " as"),
    (r"\beven (?:if|when|though)\b", "although"),
    (r"%", " percent "),
    (r"\$", " dollars "),
    (r"€", " euros "),
    (r"£", " pounds "),
    (r"'(?:s|re|ve|ll|d|m)\b", ""),
)
