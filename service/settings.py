"""Run-time choices, read once from the environment at the door."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the index is, where feedback is kept, where the service listens and whom it answers below /v1; how it is run.

    Each comes from a variable such as `CAREERQA_PORT`.
    """

    model_config = SettingsConfigDict(env_prefix="CAREERQA_")

    index: Path = Path("var/index")
    feedback: Path | None = None  # None: feedback.jsonl beside the index
    host: str = "127.0.0.1"
    port: int = 8000
    api_key: SecretStr | None = None
    workers: int = Field(default=1, ge=1)
    most_requests: int = Field(default=64, ge=1)  # that a worker answers at once; more are told to come again
    drain_seconds: float = Field(default=0.0, ge=0)  # how long /ready says that the service is being stopped before it is
    stop_seconds: int = Field(default=10, ge=1)  # how long it then waits for the requests that it is answering
    log: Literal["json", "text"] | None = None  # None: text where standard error is a terminal, else JSON
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_questions: bool = False

    def key(self) -> str | None:
        """The key that programs must give below /v1; None, also where the variable is empty, if any will do."""
        return (self.api_key and self.api_key.get_secret_value()) or None
