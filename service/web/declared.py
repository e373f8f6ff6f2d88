"""What the OpenAPI document says of every route alike: the errors that may come from any, and who asks for a key.

FastAPI declares what a route itself answers. What stands in front of all of them, keys, limits of bodies and
of requests at once, is declared here, once.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.protocols.events import EVENTS
from service.protocols.openai_chat import ChatErrorBody
from service.settings import Settings
from service.web.problems import ErrorBody

# What every route may answer besides what it says of itself.
OF_ALL = {
    400: "The request is not one of HTTP or of JSON",
    401: "A key is needed",
    403: "Not allowed here",
    404: "There is nothing of that name",
    413: "The body is too long",
    421: "The service is not called that",
    422: "The request is not understood",
    429: "Too many requests of one client",
    500: "Something went wrong here",
    503: "There is no index, or too much to do at once",
}
KEY = {"key": {"type": "http", "scheme": "bearer"}}
ASKS_FOR_KEY = "/v1"
ASKS_FOR_KEY_OF_CHANGES = "/api/sources/"


def declare(app: FastAPI, settings: Settings) -> None:
    """Have the app describe itself so."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _declared(app, settings)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _declared(app: FastAPI, settings: Settings) -> dict[str, Any]:
    described = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes, servers=app.servers
    )
    schemas = described["components"]["schemas"]
    for body in (ErrorBody, ChatErrorBody):
        made = body.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= made.pop("$defs", {}) | {body.__name__: made}
    described["components"]["securitySchemes"] = KEY
    for path, operations in described["paths"].items():
        for operation in operations.values():
            _add_errors(path, operation)
            if _asks_for_key(path, settings):
                operation["security"] = [{name: [] for name in KEY}]
    return described


def _add_errors(path: str, operation: dict[str, Any]) -> None:
    """The errors of a route, in the one shape, OpenAI's below /v1; also as an event where events are answered."""
    of_openai = path.startswith("/v1/")
    schema = {"$ref": f"#/components/schemas/{(ChatErrorBody if of_openai else ErrorBody).__name__}"}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    told = operation["responses"]
    if EVENTS in told.get("200", {}).get("content", {}):
        content[EVENTS] = {"schema": {"type": "string"}}
    for status, description in OF_ALL.items():
        told[str(status)] = {"description": description, "content": content}
    if of_openai:
        told.pop("422")  # told as 400


def _asks_for_key(path: str, settings: Settings) -> bool:
    if path.startswith(ASKS_FOR_KEY_OF_CHANGES):
        return settings.key_of_changes() is not None
    return path.startswith(ASKS_FOR_KEY) and settings.key() is not None
