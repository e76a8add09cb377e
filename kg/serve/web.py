"""What all routes share: asking the service, telling problems as JSON or as a page, the guard at the door."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from starlette import types
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.serve.negotiate import best
from kg.serve.pool import Stopped
from kg.serve.service import Service
from kg.serve.wire import Message

HTML, PROBLEM = "text/html", "application/problem+json"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
EDITOR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Few questions take longer; from then on it is watched whether the client is still there, in seconds.
_BLINK = 0.1
_log = logging.getLogger(__name__)
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_STATUS = {"wrong": 400, "unacceptable": 406, "unknown": 404, "ambiguous": 409, "time": 504, "memory": 413, "busy": 503}
TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Ambiguous",
    413: "Content too large",
    414: "URI too long",
    415: "Unsupported media type",
    421: "Misdirected request",
    500: "Internal error",
    503: "Service unavailable",
    504: "Time limit",
}


class Problem(Exception):  # noqa: N818 - the name of its media type
    """An answer that is none: its status, what is wrong and what to do."""

    def __init__(self, status: int, what: str, remedy: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(what)
        self.status, self.what, self.remedy = status, what, remedy
        self.headers = dict(headers or {})

    def response(self) -> Response:
        return Response(self.json(), self.status, self.headers, PROBLEM)

    def json(self) -> str:
        """As in RFC 9457."""
        about = {"type": "about:blank", "title": TITLES.get(self.status, "Error"), "status": self.status}
        about["detail"] = self.what
        return json.dumps(about | ({"remedy": self.remedy} if self.remedy else {}), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker found."""

    type: str
    body: bytes
    truncated: bool

    def data(self) -> Any:
        return json.loads(self.body)

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        more = {"kg-truncated": "true"} if self.truncated else {}
        return Response(self.body, 200, {**(headers or {}), **more}, self.type)


def service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


async def ask(request: Request, do: str, **task: Any) -> Reply:
    """Raises Problem for whatever the worker could not do, or was stopped at."""
    try:
        client = request.client.host if request.client else ""
        head, body = await _while_there(request, service(request).ask({"do": do, **task}, client))
    except Stopped as e:
        more = {"retry-after": "2"} if e.why == "busy" else {}
        raise Problem(_STATUS[e.why], e.what, e.remedy, more) from e
    if head.get("error") == "mistake":
        _log.error("%s: %s", do, head["what"])
        raise Problem(500, "the server has made a mistake")
    if "error" in head:
        raise Problem(_STATUS[head["error"]], head["what"], head["remedy"])
    return Reply(head["type"], body, head["truncated"])


async def _while_there(request: Request, asked: Awaitable[Message]) -> Message:
    """What was asked, which is given up if the client goes away meanwhile. Raises Problem then."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    watching: list[asyncio.Task[bool]] = []
    watch = loop.call_later(_BLINK, lambda: watching.append(loop.create_task(_gone(request, task))))
    try:
        return await asked
    except asyncio.CancelledError as e:
        if watching and watching[0].done() and not task.uncancel():
            raise Problem(400, "the client went away") from e
        raise
    finally:
        watch.cancel()
        for each in watching:
            each.cancel()


async def _gone(request: Request, task: asyncio.Task[Any]) -> bool:
    """Cancels the task when the client goes away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return task.cancel()


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises Problem if it is longer than the limit."""
    most = service(request).limits.request
    read, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "the request broke off")
        read += message.get("body", b"")
        more = message.get("more_body", False)
        if len(read) > most:
            raise Problem(413, f"a request may have {most:,} bytes", headers={"connection": "close"})
    return read


def wants_html(request: Request) -> bool:
    return best(request.headers.get("accept"), (PROBLEM, "application/json", HTML)) == HTML


class Door:
    """Lets in requests to the names that the server goes by, and puts security headers on all answers.

    A web page elsewhere can make a browser ask this server under a name of its own; by the Host header such a request
    is known. An address, unlike a name, cannot be made to point here.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], longest: int) -> None:
        self._app, self._longest = app, longest
        self._names = {name.lower() for name in names} | {"localhost"}
        self._known = lru_cache(100)(self._is_known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: types.Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                given = {name for name, _ in headers}
                message["headers"] = headers + [pair for pair in _HEADERS if pair[0] not in given]
            await send(message)

        refused = self._refused(scope)
        await (refused.response() if refused else self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Problem | None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if not self._known(host.decode("latin-1")):
            return Problem(421, "this server does not go by that name", "see the option --allow-host")
        if len(scope.get("query_string", b"")) > self._longest:
            return Problem(414, f"an address may have {self._longest:,} bytes", "send the query by POST")
        return None

    def _is_known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.lower() in self._names:
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True
