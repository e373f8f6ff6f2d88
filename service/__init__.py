"""Questions in, cited answers out. `service.answer.answer` is the one way in; the doors (cli, api, mcp_server, …) only translate."""

from service.answer import Answer, QuestionError
from service.citation import Citation

__all__ = ["Answer", "Citation", "QuestionError"]
