"""Commands that other packages add to `careerqa`, each loaded when it is asked for."""

from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from service.terminal.help import lay_out
from service.terminal.options import fail
from service.terminal.stopping import Stopped

GROUP = "careerqa.commands"  # of entry points; each names a typer application


class Commands(TyperGroup):
    """The commands that are defined with it, then those that are registered as entry points of `GROUP`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names; the registered ones last."""
        return [*super().list_commands(ctx), *sorted(point.name for point in entry_points(group=GROUP))]

    def invoke(self, ctx: Any) -> Any:
        """Run a command; one that is stopped by a signal ends in a line, with the exit code of shells."""
        try:
            return super().invoke(ctx)
        except Stopped as stopped:
            fail(str(stopped), stopped.code)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name, or None; a registered one is loaded now."""
        own = super().get_command(ctx, cmd_name)
        registered = () if own else tuple(entry_points(group=GROUP, name=cmd_name))
        if registered:
            own = typer.main.get_command(registered[0].load())
            own.name = cmd_name
        return lay_out(own, cmd_name) if own else None
