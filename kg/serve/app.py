"""The application: which address leads where, and how it is run."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable, Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError, SettingsError
from kg.serve import api, pages, protocol
from kg.serve.joined import JoinedProtocol
from kg.serve.limits import Limits
from kg.serve.service import Service
from kg.serve.web import TITLES, Door, Problem, wants_html

_QUIET: dict[str, Any] = {"log_level": "error", "access_log": False}
_ROUTES = [
    Route("/", pages.home),
    Route("/query", pages.query),
    Route("/editor", pages.editor),
    Route("/graph", pages.graph),
    Route("/id/{rest:path}", pages.thing),
    Route("/code/{rest:path}", pages.thing),
    Route("/ns", pages.terms),
    Route("/static/{name:path}", pages.static),
    Route("/openapi.json", api.described),
    Route("/api", api.index),
    Route("/api/status", api.status),
    Route("/api/search", api.search),
    Route("/api/things", api.things),
    Route("/api/questions", api.saved),
    Route("/api/questions/{name}", api.answer),
]


def application(service: Service, *, names: Sequence[str] = (), origins: Sequence[str] = ()) -> ASGIApp:
    """The application; who runs it starts and stops the service.

    `names` are those that the server goes by besides localhost and addresses; `origins` those of web
    pages elsewhere that may ask it.
    """
    handlers = {Problem: _problem, KgError: _mistake, HTTPException: _http, Exception: _failure}
    pages = Starlette(routes=_ROUTES, exception_handlers=handlers)
    pages.state.service = service
    app: ASGIApp = ShortWay(pages)
    if origins:
        exposed = ["kg-truncated"]
        app = CORSMiddleware(app, allow_origins=origins, allow_methods=["GET", "POST"], expose_headers=exposed)
    return Door(app, names, service.limits.request)


class ShortWay:
    """Programs ask /sparql in quick succession: it is answered without what the other routes go through."""

    def __init__(self, others: Starlette) -> None:
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != scope.get("root_path", "") + "/sparql":
            await self._others(scope, receive, send)
            return
        scope["app"] = self._others
        request = Request(scope, receive)
        try:
            response = await protocol.sparql(request)
        except KgError as e:
            response = _mistake(request, e)
        except Problem as e:
            response = _problem(request, e)
        except Exception as e:
            logging.getLogger(__name__).exception("/sparql")
            response = _failure(request, e)
        await response(scope, receive, send)


def run(
    store: str,
    limits: Limits,
    *,
    host: str,
    port: int,
    names: Sequence[str] = (),
    origins: Sequence[str] = (),
    ready: Callable[[str], None],
) -> None:
    """Serves until it is interrupted; calls `ready` with its address when it answers. Raises SettingsError for a port
    that is taken or a host that is not here, StoreError for a store that cannot be opened."""
    with _listener(host, port) as listener:
        # Connections take it over; asyncio sets it only where the protocol was named, and without it answers wait.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        service = Service(store, limits)
        app = application(service, names=[*names, host], origins=origins)
        config = uvicorn.Config(
            app, http=JoinedProtocol, log_level="error", access_log=False, server_header=False, lifespan="off"
        )
        shown = f"[{host}]" if ":" in host else host
        server = _Server(config, service, lambda: ready(f"http://{shown}:{listener.getsockname()[1]}/"))
        server.run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as e:
        if e.errno == errno.EADDRINUSE:
            what, remedy = f"port {port} is taken", "choose another with --port; 0 is any free one"
        else:
            what, remedy = f"cannot listen: {os.strerror(e.errno or 0)}", "choose others with --host and --port"
        raise SettingsError(what, where=host, remedy=remedy) from e


class _Server(uvicorn.Server):
    """Has its workers before it answers, and ends them after the last answer; tells when it is ready."""

    def __init__(self, config: uvicorn.Config, service: Service, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._service, self._ready = service, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._service.start()
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        await self._service.stop()


def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    if request.url.path.startswith(("/sparql", "/api")) and not wants_html(request):
        return problem.response()
    if not wants_html(request):
        return problem.response()
    found = pages.problem_page(request, problem)
    found.headers.update(problem.headers)
    return found


def _mistake(request: Request, error: Exception) -> Response:
    """What our own checks say of a request."""
    assert isinstance(error, KgError)
    return _problem(request, Problem(400, error.what, error.remedy))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = {404: "there is nothing at this address", 405: "this address does not answer that method"}
    problem = Problem(error.status_code, what.get(error.status_code, TITLES.get(error.status_code, "")))
    problem.headers.update(error.headers or {})
    return _problem(request, problem)


def _failure(request: Request, error: Exception) -> Response:
    return Problem(500, "the server has made a mistake").response()
