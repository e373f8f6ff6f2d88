"""Closed classes of English: the words that a language has a fixed number of, and nothing that names a subject.

Every list of words that decides an answer is made of these. What each pattern that uses them gains is told in
docs/decisions/2026-11-25-english.md.
"""

from collections.abc import Iterable

ARTICLES = frozenset("a an the".split())
# What stands for something that was named before it.
PERSONAL = frozenset(
    "it its itself they them their theirs themselves he him his himself she her hers herself".split()
)
DEMONSTRATIVES = frozenset("this that these those".split())
PRONOUNS = PERSONAL | DEMONSTRATIVES
# Who talks with whom.
SPEAKERS = frozenset("i me my mine we us our ours you your yours yourself".split())

MODALS = frozenset("will would shall should can could may might must ought".split())
BE = frozenset("am is are was were be been being".split())
AUXILIARIES = MODALS | BE | frozenset("do does did done doing have has had having".split())
NEGATIONS = frozenset("not never no none nobody nothing neither nor without cannot".split())

QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
PREPOSITIONS = frozenset(
    "of to in on at by for from with about as into onto upon over under after before between within during until till".split()
)
SUBORDINATORS = frozenset(
    "if when whenever since unless until till that who which where whether except because while whose".split()
)
# By which another statement begins within a sentence, beside the first.
CONTRASTING = frozenset("but whereas while although though however than whose because so".split())
# Words by which a sentence or a question goes on from the one before it.
CONNECTIVES = frozenset(
    "and or but so then also however besides moreover furthermore meanwhile".split()
    + ["in addition", "in the meantime", "on the other hand", "that said"]
)
# Words by which a question compares itself with what was said, wherever they stand.
REFERRING = frozenset("so then instead else either too both".split())
QUANTIFIERS = frozenset("some any all each every both few more most other such own same".split())
ADVERBS = frozenset(
    "not so no nor only just also too very really here there then ever never again please".split()
)
# Verbs that ask or do, and say nothing of what.
LIGHT_VERBS = frozenset(
    "tell say said ask give get got go going want need like know think make let lets".split()
)
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
        " twenty".split()
    )
} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}

# What says nothing of a question's subject.
STOP_WORDS = (
    ARTICLES
    | PRONOUNS
    | SPEAKERS
    | AUXILIARIES
    | QUESTION_WORDS
    | PREPOSITIONS
    | {"and", "or"}
    | SUBORDINATORS
    | CONTRASTING
    | QUANTIFIERS
    | ADVERBS
    | LIGHT_VERBS
)


def any_of(*classes: Iterable[str]) -> str:
    """A pattern for one word of the classes, to stand in a larger one that ignores case."""
    return rf"(?:{'|'.join(sorted(word for words in classes for word in words))})\b"
