"""Run-time choices, read once from the environment at the door."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the index is, where feedback is kept, where the service listens and whom it answers below /v1.

    Each comes from a variable such as `CAREERQA_PORT`.
    """

    model_config = SettingsConfigDict(env_prefix="CAREERQA_")

    index: Path = Path("var/index")
    feedback: Path | None = None  # None: feedback.jsonl beside the index
    host: str = "127.0.0.1"
    port: int = 8000
    api_key: SecretStr | None = None

    def key(self) -> str | None:
        """The key that programs must give below /v1; None, also where the variable is empty, if any will do."""
        return (self.api_key and self.api_key.get_secret_value()) or None
