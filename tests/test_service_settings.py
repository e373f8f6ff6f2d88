"""Run-time choices: each comes from a variable of the environment; what cannot be is refused by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from index import LocalSnapshot
from service.assistant import Fixed
from service.phrasing.language_model import Limits, ModelSettingError
from service.settings import Settings, own_files


def test_without_variables_the_defaults_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine alone, one worker, no language model, as README and docs/operations.md say."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CAREERQA_{name.upper()}", raising=False)
    settings = Settings()
    assert (settings.index, settings.feedback) == (Path("var/index"), None)
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert (settings.key(), settings.language_model()) == (None, None)


def test_each_setting_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """CAREERQA_ and its name in capitals; an argument goes before it, as an option does."""
    monkeypatch.setenv("CAREERQA_INDEX", "/srv/index")
    monkeypatch.setenv("CAREERQA_DRAIN_SECONDS", "2.5")
    monkeypatch.setenv("CAREERQA_LOG_QUESTIONS", "1")
    settings = Settings(port=81)
    assert (settings.index, settings.drain_seconds, settings.log_questions) == (Path("/srv/index"), 2.5, True)
    monkeypatch.setenv("CAREERQA_PORT", "82")
    assert (Settings().port, Settings(port=81).port) == (82, 81)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", "0"),
        ("most_requests", "0"),
        ("drain_seconds", "-1"),
        ("stop_seconds", "0"),
        ("answer_seconds", "0"),
        ("port", "http"),
        ("log", "xml"),
        ("root_path", "/api"),
        ("root_path", "/a b"),
        ("root_path", "/../a"),
        ("root_path", "http://a.example/qa"),
    ],
)
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The error names the setting."""
    monkeypatch.setenv(f"CAREERQA_{name.upper()}", value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


@pytest.mark.parametrize(
    ("written", "read"),
    [("", ""), ("/", ""), ("qa", "/qa"), ("/tools/qa/", "/tools/qa"), ("/api/qa", "/api/qa")],
)
def test_a_path_begins_with_a_slash_and_ends_with_none(
    written: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is written."""
    monkeypatch.setenv("CAREERQA_ROOT_PATH", written)
    assert Settings().root_path == read


def test_keys_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings may be printed or logged; an empty variable is no key."""
    monkeypatch.setenv("CAREERQA_API_KEY", "very secret")
    assert "very secret" not in repr(Settings())
    assert Settings().key() == "very secret"
    monkeypatch.setenv("CAREERQA_API_KEY", "")
    assert Settings().key() is None


def test_a_language_model_takes_its_limits_from_the_settings() -> None:
    """Each variable sets one limit, in the order in which the limits stand."""
    model = Settings(
        llm_base_url="http://127.0.0.1:9/v1",
        llm_model="tiny",
        llm_connect_seconds=1,
        llm_read_seconds=2,
        llm_total_seconds=3,
        llm_characters=4,
        llm_at_once=5,
    ).language_model()
    assert model is not None
    assert (model.name, model._limits) == ("tiny", Limits(1, 2, 3, 4, 5))


def test_half_a_language_model_is_refused() -> None:
    """An address without a name: better no start than no model."""
    with pytest.raises(ModelSettingError):
        Settings(llm_base_url="http://127.0.0.1:9/v1").language_model()


def test_the_assistant_is_that_of_the_settings(seeds_index: LocalSnapshot) -> None:
    """It answers from what it is given, with the language model that is set."""
    opened = Fixed(seeds_index)
    assistant = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="tiny").assistant(opened)
    assert assistant.opened is opened
    assert assistant.model is not None
    assert assistant.model.name == "tiny"
    assert Settings(llm_base_url="").assistant(opened).model is None


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("allowed_hosts", "Careers.example, box [::1]", None),
        ("allowed_hosts", "Careers.example, box ::1", ("careers.example", "box", "::1")),
        ("allowed_hosts", "bad.cafe:80", None),
        ("allowed_hosts", "*", None),
        ("allowed_hosts", "http://careers.example", None),
        ("trusted_proxies", "127.0.0.1 10.0.0.0/8", ("127.0.0.1/32", "10.0.0.0/8")),
        ("trusted_proxies", "*", None),
        ("trusted_proxies", "proxy.example", None),
        ("trusted_proxies", "10.0.0.1/8", None),
    ],
)
def test_hosts_and_proxies_are_names_and_addresses(
    name: str, given: str, read: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apart at blanks and commas; what is none is refused, `*` too."""
    monkeypatch.setenv(f"CAREERQA_{name.upper()}", given)
    if read is None:
        with pytest.raises(ValidationError, match=r"is no (name of a host|address) such as"):
            Settings()
    else:
        assert getattr(Settings(), name) == read


def test_the_file_of_keys_is_no_source(tmp_path: Path) -> None:
    """Beside the index, or where it is set."""
    assert tmp_path / "keys.jsonl" in own_files(tmp_path / "index", None)
    assert tmp_path / "k" in own_files(tmp_path / "index", None, tmp_path / "k")
