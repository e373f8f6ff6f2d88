"""What the page must keep to and tell: how long a text may be, and what the service keeps."""

from dataclasses import dataclass

from service.answering.answer import LONGEST_QUESTION
from service.settings import Settings

LONGEST_COMMENT = 2000  # characters


@dataclass(frozen=True, slots=True)
class Terms:
    """Lengths in characters; whether thumbs are taken, and whether questions are written into the log."""

    feedback: bool = True
    logged: bool = False
    longest_question: int = LONGEST_QUESTION
    longest_comment: int = LONGEST_COMMENT

    @property
    def kept(self) -> str:
        """What the service keeps of a conversation, in words."""
        rated = "what gets a thumb: the answer, the questions up to it and your comment"
        if self.logged:
            return "The server writes every question into its log" + (
                f", and keeps {rated}." if self.feedback else "."
            )
        return f"The server keeps only {rated}." if self.feedback else "The server keeps nothing of it."


USUAL = Terms()


def terms_of(settings: Settings) -> Terms:
    """What holds for a service with these settings."""
    return Terms(feedback=settings.keep_feedback, logged=settings.log_questions)
