"""Which routes an app has, also those of the routers that it includes."""

from collections.abc import Iterator

from fastapi import FastAPI
from starlette.routing import BaseRoute


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """The method and the path, as it is written in the code, of each route of an app."""

    def below(routes: list[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
        for route in routes:
            path = above + getattr(route, "path", "")
            included = getattr(route, "original_router", route)
            yield from below(getattr(included, "routes", None) or [], path)
            for method in getattr(route, "methods", None) or ():
                yield method, path

    yield from below(app.routes)


def asked_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """The method and an address of each route of an app."""
    for method, path in routes_of(app):
        yield method, path.replace("{", "").replace("}", "").replace(":path", "")
