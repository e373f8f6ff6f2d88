"""Whom a service is exposed to, looked at before it starts: what its settings open to others must have been said."""

from shlex import quote

from service.settings import KEYS_FILE, Settings
from service.web.doors.hosts import is_loopback
from service.web.doors.keyring import keyring_of
from service.web.doors.keys import KeysError, read_keys

SHORTEST_KEY = 16  # characters of a key that a person chose; a shorter one might be guessed


class ExposureError(RuntimeError):
    """What is set would let in who must not be; the message says what to set instead."""


def checked(settings: Settings) -> tuple[Settings, list[str]]:
    """The settings, which say now that keys are asked for where there are any, and what is to be logged.

    So a worker that is started later asks for them too, whatever has become of the file of keys. Raises
    `ExposureError`.
    """
    try:
        keys = read_keys(settings.file_of_keys())
    except KeysError as error:
        raise ExposureError(str(error)) from error
    make = f"{command_of(settings)} makes a key"
    beyond = not is_loopback(settings.host)
    changing = any(key.changes for key in keys) or settings.key_of_changes() is not None
    asked = keyring_of(settings).wanted()
    if asked and not keys and settings.key() is None and settings.key_of_changes() is None:
        raise ExposureError(
            f"others reach {settings.host}: {make} that they must give, or --open lets in all"
            if beyond
            else f"a key is asked for and there is none: {make}"
        )
    if settings.allow_changes and beyond and not changing:
        raise ExposureError(
            f"with --allow-changes {settings.host} needs a key for that: {make} with --changes"
        )
    if "*" in settings.cors_origins and not asked and not settings.open:
        raise ExposureError(f"with the origin * any page on the web may ask: {make}, or --open lets in all")
    _check_chosen(settings, make)
    notes = _notes(settings, asked=asked, beyond=beyond)
    return settings.model_copy(update={"open": False}) if asked else settings, notes


def command_of(settings: Settings) -> str:
    """What makes a key for a service of these settings."""
    file = settings.file_of_keys()
    usual = Settings.model_fields["index"].default.parent / KEYS_FILE
    return (
        "careerqa keys add NAME"
        if file == usual
        else f"careerqa keys add NAME --keys-file {quote(str(file))}"
    )


def _check_chosen(settings: Settings, make: str) -> None:
    """Refuse keys that a person chose and somebody else may guess."""
    for name, key in (("CAREERQA_API_KEY", settings.key()), ("a key for changes", settings.key_of_changes())):
        if key is not None and len(key) < SHORTEST_KEY:
            raise ExposureError(f"{name} has at least {SHORTEST_KEY} characters; {make} that has")


def _notes(settings: Settings, *, asked: bool, beyond: bool) -> list[str]:
    """What somebody may not have meant."""
    if asked and settings.open:
        return ["--open changes nothing: there are keys, so every request must give one"]
    if asked or not beyond:
        return []
    notes = [f"open to all who reach {settings.host}"]
    if not settings.allowed_hosts:
        notes.append(
            "a web page may rebind its name to this service: --allowed-host NAME names those it is asked by"
        )
    return notes
