"""Questions in, cited answers out.

`answer` in `service.answering.answer` is the one way in; the doors only translate.
"""

from service.answering.answer import Answer, QuestionError
from service.answering.citation import Citation

__all__ = ["Answer", "Citation", "QuestionError"]
