"""How the help is laid out: which commands and which options stand together, what is rarely needed last."""

from typing import Any

COMMANDS = {
    "Every day": ("ingest", "ask", "chat", "serve"),
    "Look closer": ("sources", "doctor", "health", "keys"),
    "For programs and measurement": ("mcp", "eval"),
}
WHERE, SHOWN, RARELY = "Where to look", "What is printed", "Rarely needed"
# Options by their names; those that are named nowhere stand first, as the command's own.
OPTIONS = {
    WHERE: ("--index", "--in", "--sources"),
    SHOWN: ("--json", "--explain", "--show"),
    "Address": ("--host", "--port", "--root-path", "--cors-origin"),
    "Who may ask": ("--keys-file", "--open", "--allowed-host", "--rate", "--trusted-proxy"),
    "Changes in the page": ("--allow-changes", "--key-file"),
    RARELY: (
        "--batch", "--quick", "--workers", "--follow-links", "--yes", "--model", "--reranker", "--remember",
    ),
}  # fmt: skip
_PANELS = {name: panel for panel, names in OPTIONS.items() for name in names}
_ORDER = (None, *OPTIONS)


def lay_out(command: Any, name: str) -> Any:
    """A command with each of its options in its panel, the panels in order."""
    command.rich_help_panel = next((panel for panel, names in COMMANDS.items() if name in names), None)
    for option in command.params:
        if option.param_type_name == "option":
            option.rich_help_panel = panel_of(option)
    command.params.sort(key=lambda each: _ORDER.index(panel_of(each)))
    return command


def panel_of(option: Any) -> str | None:
    """The panel of an option, or None for an argument and for what is the command's own."""
    return next((_PANELS[name] for name in option.opts if name in _PANELS), None)
