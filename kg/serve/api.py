"""The API in JSON, described by OpenAPI."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg import __version__, questions, settings
from kg.serve.web import Problem, ask, service

_FORMS = ("json", "csv", "tsv", "xml")


async def search(request: Request) -> Response:
    asked = request.query_params.get("q", "").strip()
    limit = request.query_params.get("limit", "20")
    if not asked or len(asked) > 200:
        raise Problem(400, "q is the name to look for, of at most 200 characters")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 50):
        raise Problem(400, "limit is a number from 1 to 50")
    found = (await ask(request, "search", q=asked, limit=int(limit))).data()
    return JSONResponse({"query": asked, "results": found})


async def things(request: Request) -> Response:
    iri = request.query_params.get("iri", "")
    if not iri:
        raise Problem(400, "iri is the IRI of the thing")
    return (await ask(request, "thing", iri=iri)).response()


async def saved(request: Request) -> Response:
    told = [{"name": q.name, "vi": q.vi, "en": q.en, "parameters": _parameters(q), "query": q.text} for q in known()]
    return JSONResponse({"questions": told})


async def answer(request: Request) -> Response:
    """A saved question; other values for what is in it are parameters of the address."""
    name = request.path_params["name"]
    if all(q.name != name for q in known()):
        raise Problem(404, "there is no such question", "GET /api/questions lists them")
    values = {name: value for name, value in request.query_params.items() if name not in ("format", "lang")}
    form = request.query_params.get("format", "json")
    if form not in _FORMS:
        raise Problem(400, f"format is one of {', '.join(_FORMS)}")
    query = (await ask(request, "filled", name=name, values=values)).data()
    return (await ask(request, "sparql", query=query, form=form)).response()


async def status(request: Request) -> Response:
    limits, pool = service(request).limits, service(request).pool
    told = {name: getattr(limits, name) for name in ("seconds", "memory", "rows", "bytes", "workers", "request")}
    counts = (await ask(request, "counts")).data()
    about: dict[str, Any] = {"version": __version__, "generation": pool.generation, "quads": pool.quads}
    return JSONResponse(about | {"counts": counts, "limits": told})


async def described(request: Request) -> Response:
    """The description of the API."""
    document = dict(openapi())
    document["servers"] = [{"url": str(request.base_url)}]
    return JSONResponse(document)


async def index(request: Request) -> Response:
    return RedirectResponse(str(request.scope.get("root_path", "")) + "/openapi.json", 303)


@cache
def openapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("kg.serve").joinpath("openapi.json").read_text(encoding="utf-8"))
    found["info"]["version"] = __version__
    return found


def known() -> list[questions.Question]:
    """The saved questions, the user's own among them."""
    return questions.saved(settings.current().questions)


def _parameters(question: questions.Question) -> list[dict[str, str]]:
    return [{"name": p.option, "kind": p.kind, "default": p.default} for p in question.parameters.values()]
