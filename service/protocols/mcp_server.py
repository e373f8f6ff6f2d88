"""The MCP server: the tools, and the articles as resources; over standard input and output, or HTTP."""

import logging
from importlib.metadata import version
from inspect import cleandoc
from typing import Any
from urllib.parse import quote, unquote

import anyio
from anyio.to_thread import run_sync
from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
)
from mcp.types import Tool as ListedTool
from starlette.routing import Route

from index import ArticleCard, IndexUnusable
from ingest import one_line, reader_of
from service.assistant import Assistant
from service.protocols.fence import STATEMENT, UNTRUSTED
from service.protocols.mcp_tools import tools

log = logging.getLogger(__name__)

ARTICLE = "careerqa://article/"
PAGE_SIZE = 100
LONGEST_TOLD = 1000  # characters of what is wrong; it names what came, which may be long
INSTRUCTIONS = (
    "Career questions, answered in the sources' own sentences. Use ask first: every sentence of its answer cites a proven quotation "
    "with its place, and it says so where the sources do not answer. Keep the numbers and links when you pass an answer on. "
    "search_passages shows what stands near a question, read_source the text around a quotation. "
    f"{STATEMENT}"
)


def create_server(assistant: Assistant) -> Server[Any]:
    """The server of an assistant, for any transport."""
    offered = {tool.name: tool for tool in tools(assistant)}

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in offered.values()])

    async def call_tool(
        _: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult | InputRequiredResult:
        if params.name not in offered:
            raise MCPError(
                INVALID_PARAMS, f"there is no tool {params.name[:100]!r}; there are {', '.join(offered)}"
            )
        given = params.arguments or {}
        arguments = {name: value for name, value in given.items() if value is not None}  # null is absent
        try:
            result = await offered[params.name].run(arguments, Context(), convert_result=True)
            assert isinstance(result, CallToolResult)
            return result
        except ToolError as error:
            if isinstance(error, UnexpectedToolError):
                log.exception("the tool %s failed", params.name)
            return CallToolResult(content=[TextContent(text=str(error)[:LONGEST_TOLD])], is_error=True)

    async def list_resources(
        _: ServerRequestContext[Any], params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        after = (params and params.cursor) or ""
        cards = [card for card in (await run_sync(_articles, assistant)) if card.id > after]
        more = cards[PAGE_SIZE - 1].id if len(cards) > PAGE_SIZE else None
        return ListResourcesResult(
            resources=[_resource(card) for card in cards[:PAGE_SIZE]], next_cursor=more
        )

    async def list_templates(
        _: ServerRequestContext[Any], __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        described = "An article's raw text. Answers and passages name the id."
        template = ResourceTemplate(uri_template=f"{ARTICLE}{{+id}}", name="article", description=described)
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        _: ServerRequestContext[Any], params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        return ReadResourceResult(contents=[await run_sync(_read_article, assistant, str(params.uri))])

    return Server(
        "careerqa",
        title="careerqa",
        version=version("careerqa"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def run_stdio(assistant: Assistant) -> None:
    """Serve one client over standard input and output, until it closes them."""
    server = create_server(assistant)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)


def http_route(server: Server[Any], longest_body: int) -> Route:
    """The server at /mcp, over streamable HTTP.

    Every request stands alone, so any worker can serve it, and none waits for events. By which name and from
    which site it may be asked, the guard before all routes decides, so the library does not.

    Who serves it enters `server.session_manager.run()` once.
    """
    app = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=longest_body,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    (route,) = app.routes
    assert isinstance(route, Route)
    route.methods = {"POST"}  # else a GET opens a stream on which nothing ever comes
    return route


def _listed(tool: Tool) -> ListedTool:
    return ListedTool(
        name=tool.name,
        description=cleandoc(tool.description),
        input_schema=tool.parameters,
        output_schema=tool.output_schema,
        annotations=tool.annotations,
    )


def _articles(assistant: Assistant) -> list[ArticleCard]:
    try:
        return assistant.articles()
    except IndexUnusable as error:
        raise MCPError(INTERNAL_ERROR, str(error)) from error


def _resource(card: ArticleCard) -> Resource:
    return Resource(
        uri=ARTICLE + quote(card.id), name=card.id, title=one_line(card.title), mime_type=_mime_type(card)
    )


def _mime_type(card: ArticleCard) -> str:
    return reader_of(card.format).media_type


def _read_article(assistant: Assistant, uri: str) -> TextResourceContents:
    try:
        stored = (
            assistant.opened.get().article(unquote(uri.removeprefix(ARTICLE)))
            if uri.startswith(ARTICLE)
            else None
        )
    except IndexUnusable as error:
        raise MCPError(INTERNAL_ERROR, str(error)) from error
    if stored is None:
        raise MCPError(INVALID_PARAMS, f"there is no resource {uri!r}", {"uri": uri})
    card, text, _ = stored
    return TextResourceContents(uri=uri, text=text, mime_type=_mime_type(card), _meta=UNTRUSTED)
