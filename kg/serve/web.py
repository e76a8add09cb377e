"""What all routes share: asking the service, telling problems as JSON or as a page, the guard at the door."""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.negotiate import best
from kg.serve.pool import Stopped
from kg.serve.service import Service

HTML, PROBLEM = "text/html", "application/problem+json"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
EDITOR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_log = logging.getLogger(__name__)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
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
        head, body = await service(request).ask({"do": do, **task})
    except Stopped as e:
        more = {"retry-after": "2"} if e.why == "busy" else {}
        raise Problem(_STATUS[e.why], e.what, e.remedy, more) from e
    if head.get("error") == "mistake":
        _log.error("%s: %s", do, head["what"])
        raise Problem(500, "the server has made a mistake")
    if "error" in head:
        raise Problem(_STATUS[head["error"]], head["what"], head["remedy"])
    return Reply(head["type"], body, head["truncated"])


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises Problem if it is longer than the limit."""
    most = service(request).limits.request
    too_long = Problem(413, f"a request may have {most:,} bytes", headers={"connection": "close"})
    if int(request.headers.get("content-length") or 0) > most:
        raise too_long
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > most:
                raise too_long
    except ClientDisconnect as e:
        raise Problem(400, "the request broke off") from e
    return bytes(read)


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
            await send(message)

        refused = self._refused(scope)
        await (refused.response() if refused else self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Problem | None:
        if not self._known(Headers(scope=scope).get("host", "")):
            return Problem(421, "this server does not go by that name", "see the option --allow-host")
        if len(scope.get("query_string", b"")) > self._longest:
            return Problem(414, f"an address may have {self._longest:,} bytes", "send the query by POST")
        return None

    def _known(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.lower() in self._names:
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True
