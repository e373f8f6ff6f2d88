"""Run-time choices, read once from the environment at the door."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the index is, where feedback is kept and where the service listens; each from a variable such as `CAREERQA_PORT`."""

    model_config = SettingsConfigDict(env_prefix="CAREERQA_")

    index: Path = Path("var/index")
    feedback: Path | None = None  # None: feedback.jsonl beside the index
    host: str = "127.0.0.1"
    port: int = 8000
