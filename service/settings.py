"""Run-time choices, read once from the environment at the door."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.answering.given import given_questions
from service.assistant import ANSWER_SECONDS, QUICK, Assistant, Opened
from service.phrasing.language_model import LanguageModel, Limits, language_model

LIMITS = Limits()
FEEDBACK_FILE = "feedback.jsonl"  # beside the folder of the index, where nothing else is set


def own_files(index: Path, feedback: Path | None) -> list[Path]:
    """What the program itself writes: the folder of the index and the file of feedback. It is no source."""
    return [index, feedback or index.parent / FEEDBACK_FILE]


class Settings(BaseSettings):
    """Where the index and feedback are, where the service listens, whom it answers below /v1, how it is run.

    Which language model drafts.

    Each comes from a variable such as `CAREERQA_PORT`.
    """

    model_config = SettingsConfigDict(env_prefix="CAREERQA_")

    index: Path = Path("var/index")
    sources: Path | None = None  # None: the index is brought up to date by somebody else
    follow_links: bool = False
    feedback: Path | None = None  # None: feedback.jsonl beside the index
    examples: Path | None = None  # a file of questions to begin with; None: made of headings
    host: str = "127.0.0.1"
    port: int = 8000
    api_key: SecretStr | None = None
    llm_base_url: str = ""  # empty: no language model, the sources' own sentences
    llm_model: str = ""
    llm_api_key: SecretStr | None = None
    llm_connect_seconds: float = LIMITS.connect_seconds
    llm_read_seconds: float = LIMITS.read_seconds
    llm_total_seconds: float = LIMITS.total_seconds
    llm_characters: int = LIMITS.characters
    llm_at_once: int = LIMITS.at_once
    answer_seconds: float = Field(
        default=ANSWER_SECONDS, gt=0
    )  # that an answer may take, without a language model
    quick: bool = False  # answer by late interaction alone, in a fifth of the time
    workers: int = Field(default=1, ge=1)
    most_requests: int = Field(default=64, ge=1)  # that a worker answers at once; more are told to come again
    drain_seconds: float = Field(
        default=0.0, ge=0
    )  # how long /ready says that the service is being stopped before it is
    stop_seconds: int = Field(
        default=10, ge=1
    )  # how long it then waits for the requests that it is answering
    log: Literal["json", "text"] | None = None  # None: text where standard error is a terminal, else JSON
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_questions: bool = False

    def key(self) -> str | None:
        """The key that programs must give below /v1.

        None, also where the variable is empty, if any will do.
        """
        return (self.api_key and self.api_key.get_secret_value()) or None

    def language_model(self) -> LanguageModel | None:
        """The language model that drafts, or None.

        Raises `ModelSettingError` where what is set cannot work.
        """
        limits = Limits(
            self.llm_connect_seconds,
            self.llm_read_seconds,
            self.llm_total_seconds,
            self.llm_characters,
            self.llm_at_once,
        )
        key = self.llm_api_key and self.llm_api_key.get_secret_value()
        return language_model(self.llm_base_url, self.llm_model, key or None, limits)

    def assistant(self, opened: Opened) -> Assistant:
        """What answers from an index that is opened; raises as `language_model` and `given_questions` do."""
        return Assistant(
            opened,
            model=self.language_model(),
            reranker=QUICK if self.quick else None,
            seconds=self.answer_seconds,
            examples=given_questions(self.examples) if self.examples else (),
        )
