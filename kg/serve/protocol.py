"""The SPARQL 1.1 Protocol, for queries: GET and both forms of POST, and a description of the service."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.serve.answers import FORMS, TRIPLES, rdf
from kg.serve.negotiate import best
from kg.serve.web import HTML, Problem, ask, read_body

Pairs = Sequence[tuple[str, str]]
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_TRIPLES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


async def sparql(request: Request) -> Response:
    """The one route of the protocol."""
    if request.method not in METHODS:
        raise Problem(405, "this address does not answer that method", headers={"allow": ", ".join(METHODS)})
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"allow": ", ".join(METHODS), "accept-post": f"{_FORM}, {_QUERY}"})
    pairs = _pairs(request.scope["query_string"])
    text = _one(pairs, "query")
    if request.method == "POST":
        text, pairs = await _posted(request, pairs)
    elif text is None:
        return _described(request, pairs)
    elif _one(pairs, "format") == "html" or _likes_pages(request, FORMS):  # a person with a browser
        return RedirectResponse(f"{_root(request)}query?{request.url.query}", 303)
    reply = await ask(
        request,
        "sparql",
        query=text,
        accept=request.headers.get("accept"),
        form=_one(pairs, "format") or "",
        default=_all(pairs, "default-graph-uri"),
        named=_all(pairs, "named-graph-uri"),
    )
    return reply.response({"vary": "Accept"})


async def _posted(request: Request, address: Pairs) -> tuple[str, Pairs]:
    """The query of a POST and its other parameters."""
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    charset = rest.partition("charset=")[2].strip().strip('"').lower() or "utf-8"
    if kind not in (_FORM, _QUERY) or charset not in ("utf-8", "us-ascii"):
        what = "nothing can be changed here" if kind == _UPDATE else f"a query is not sent as {kind or 'nothing'}"
        raise Problem(415, what, f"send it in UTF-8 as {_QUERY} or {_FORM}", {"accept-post": f"{_FORM}, {_QUERY}"})
    body = await read_body(request)
    if kind == _QUERY:
        return _utf8(body), address
    pairs = _pairs(body)
    text = _one(pairs, "query")
    if text is None:
        if _one(pairs, "update") is not None:
            raise Problem(400, "nothing can be changed here", "send a query")
        raise Problem(400, "the query is missing", "send it as the parameter query")
    return text, pairs


def _pairs(encoded: bytes) -> Pairs:
    try:
        found = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as e:  # which decoding errors are too
        raise Problem(400, "the parameters are not encoded as they should be", "percent-encode them as UTF-8") from e
    return found


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Problem(400, "the query is not UTF-8") from e


def _one(pairs: Pairs, name: str) -> str | None:
    values = _all(pairs, name)
    if len(values) > 1:
        raise Problem(400, f"{name} is given {len(values)} times", "give it once")
    return values[0] if values else None


def _all(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _described(request: Request, pairs: Pairs) -> Response:
    """What the service is, for a GET without a query."""
    if _one(pairs, "update") is not None:
        raise Problem(400, "nothing can be changed here", "send a query")
    if _likes_pages(request, TRIPLES):
        return RedirectResponse(f"{_root(request)}query", 303)
    accept = request.headers.get("accept")
    kind = best(accept, TRIPLES)
    if kind is None:
        raise Problem(406, f"the service is not described as {accept}", f"there is {', '.join(TRIPLES)}")
    return Response(rdf(_description(f"{request.base_url}sparql"), kind), headers={"vary": "Accept"}, media_type=kind)


def _description(endpoint: str) -> list[ox.Triple]:
    """The service in the terms of SPARQL 1.1 Service Description."""

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    here, data, graph = (ox.NamedNode(endpoint + part) for part in ("", "#dataset", "#default-graph"))
    said = [
        (here, a, sd("Service")),
        (here, sd("endpoint"), here),
        (here, sd("supportedLanguage"), sd("SPARQL11Query")),
        (here, sd("feature"), sd("UnionDefaultGraph")),
        (here, sd("defaultDataset"), data),
        (data, a, sd("Dataset")),
        (data, sd("defaultGraph"), graph),
        (graph, a, sd("Graph")),
        *((here, sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in (*_RESULTS, *_TRIPLES)),
    ]
    return [ox.Triple(*triple) for triple in said]


def _likes_pages(request: Request, forms: Sequence[str]) -> bool:
    return best(request.headers.get("accept"), (*forms, HTML)) == HTML


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")) + "/"
