"""Run-time choices, read once from the environment at the door."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingest import Folders, sources_of
from service.answering.given import given_questions
from service.assistant import ANSWER_SECONDS, QUICK, Assistant, Opened
from service.phrasing.language_model import LanguageModel, Limits, language_model

LIMITS = Limits()
OWN_PATHS = {"/api", "/mcp", "/page", "/source", "/v1"}  # with addresses of the service below them
FEEDBACK_FILE = "feedback.jsonl"  # beside the folder of the index, where nothing else is set


def own_files(index: Path, feedback: Path | None) -> list[Path]:
    """What the program itself writes: the folder of the index and the file of feedback. It is no source."""
    return [index, feedback or index.parent / FEEDBACK_FILE]


def words(given: object) -> object:
    """What stands in a variable, apart at blanks and commas."""
    return (
        re.split(r"[\s,]+", given.strip(" ,"))
        if isinstance(given, str) and given.strip(" ,")
        else given or ()
    )


def sub_path(given: str) -> str:
    """A path as addresses begin with it, such as `/qa`; empty for the root."""
    path = f"/{given.strip('/')}".rstrip("/")
    if path in OWN_PATHS:
        raise ValueError(f"{path} is an address of the service itself")
    if not re.fullmatch(r"(?:/[\w~-][\w.~-]*)*", path, re.ASCII):
        raise ValueError(f"{given!r} is no path such as /qa")
    return path


def origin(given: str) -> str:
    """An origin as browsers write it: scheme, host, port; `*` is any."""
    written = given.strip().rstrip("/").lower()
    if written in ("*", "null") or re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#@*]+", written):
        return written
    raise ValueError(f"{given!r} is no origin such as http://localhost:3000")


Origin = Annotated[str, AfterValidator(origin)]


class Settings(BaseSettings):
    """Where the index and feedback are, where the service listens, whom it answers below /v1, how it is run.

    Which language model drafts.

    Each comes from a variable such as `CAREERQA_PORT`.
    """

    model_config = SettingsConfigDict(env_prefix="CAREERQA_")

    index: Path = Path("var/index")
    sources: Annotated[tuple[str, ...], NoDecode] = ()  # none: somebody else brings the index up to date
    follow_links: bool = False
    feedback: Path | None = None  # None: feedback.jsonl beside the index
    keep_feedback: bool = True
    most_feedback_mb: int = Field(default=50, ge=1)  # that the file of feedback may have; no more is kept
    examples: Path | None = None  # a file of questions to begin with; None: made of headings
    host: str = "127.0.0.1"
    port: int = 8000
    root_path: Annotated[str, AfterValidator(sub_path)] = ""  # empty: the root, or what a proxy takes away
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(words)] = ()
    api_key: SecretStr | None = None
    allow_changes: bool = False  # whether sources may be added and removed over HTTP
    changes_key: SecretStr | None = None  # that such a request must give; wanted beyond this machine
    llm_base_url: str = ""  # empty: no language model, the sources' own sentences
    llm_model: str = ""
    llm_api_key: SecretStr | None = None
    llm_connect_seconds: float = LIMITS.connect_seconds
    llm_read_seconds: float = LIMITS.read_seconds
    llm_total_seconds: float = LIMITS.total_seconds
    llm_characters: int = LIMITS.characters
    llm_at_once: int = Field(default=LIMITS.at_once, ge=1, le=20)  # of the 40 threads that answer
    answer_seconds: float = Field(
        default=ANSWER_SECONDS, gt=0
    )  # that an answer may take, without a language model
    quick: bool = False  # answer by late interaction alone, in a fifth of the time
    workers: int = Field(default=1, ge=1)
    most_requests: int = Field(default=64, ge=1)  # that a worker answers at once; more are told to come again
    most_connections: int = Field(default=256, ge=1)  # of one address to a worker; no more are taken
    body_seconds: float = Field(default=20.0, gt=0)  # that a request may take to come
    drain_seconds: float = Field(
        default=0.0, ge=0
    )  # how long /ready says that the service is being stopped before it is
    stop_seconds: int = Field(
        default=10, ge=1
    )  # how long it then waits for the requests that it is answering
    log: Literal["json", "text"] | None = None  # None: text where standard error is a terminal, else JSON
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_questions: bool = False

    @field_validator("sources", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        """Several folders in one variable are parted as in PATH."""
        return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value

    def followed(self) -> Path | Folders | None:
        """The folder, or the folders, of sources that are followed; raises `SourceError` as `sources_of` does."""
        return sources_of(self.sources) if self.sources else None

    def key(self) -> str | None:
        """The key that programs must give below /v1.

        None, also where the variable is empty, if any will do.
        """
        return (self.api_key and self.api_key.get_secret_value()) or None

    def key_of_changes(self) -> str | None:
        """The key that changes of sources must give; None, also where the variable is empty, for none."""
        return (self.changes_key and self.changes_key.get_secret_value()) or None

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
