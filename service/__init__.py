"""Questions in, cited answers out. `answer` is the one way in; the doors (cli, api) only translate."""

from service.answer import Answer, QuestionError, answer
from service.citation import Citation

__all__ = ["Answer", "Citation", "QuestionError", "answer"]
