"""A reverse proxy below a path of another address, as an nginx or a Traefik is set up."""

from collections.abc import AsyncIterator

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OF_A_CONNECTION = {"connection", "transfer-encoding", "content-length", "host"}


def proxy(target: str, path: str, *, strips: bool) -> ASGIApp:
    """Hands on what comes below `path`, without it where it `strips`; all else is another site's."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            await (await answer(request))(scope, receive, send)

    async def answer(request: Request) -> Response:
        asked = request.scope["raw_path"].decode()
        if not f"{asked}/".startswith(f"{path}/"):
            return PlainTextResponse("another site", 404)
        if strips and asked == path:
            return Response(status_code=301, headers={"location": f"{path}/"})
        address = target + (asked.removeprefix(path) if strips else asked)
        client = httpx.AsyncClient(timeout=60)
        sent = client.build_request(
            request.method,
            f"{address}?{request.url.query}" if request.url.query else address,
            headers=[(name, value) for name, value in request.headers.items() if name not in OF_A_CONNECTION],
            content=await request.body(),
        )
        came = await client.send(sent, stream=True)

        async def body() -> AsyncIterator[bytes]:
            async for piece in came.aiter_raw():
                yield piece
            await client.aclose()

        kept = {name: value for name, value in came.headers.items() if name not in OF_A_CONNECTION}
        return StreamingResponse(body(), came.status_code, kept)

    return app
