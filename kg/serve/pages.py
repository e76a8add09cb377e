"""The pages: search, things, articles, the vocabulary, and questions with their answers; Vietnamese or English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from kg import questions, settings
from kg.query import prefixes
from kg.serve.negotiate import best
from kg.serve.said import heading, in_vietnamese
from kg.serve.timeline import timeline
from kg.serve.web import EDITOR_POLICY, HTML, PAGE_POLICY, Problem, Reply, ask, service

LANGUAGES = ("vi", "en")
_RDF = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
_THING = (HTML, *_RDF, "application/json")
_FORMS = dict(zip(("ttl", "jsonld", "nt", "rdf"), _RDF, strict=True)) | {"html": HTML, "json": "application/json"}
_SHOWN_ROWS = 500
_USUAL = ("foaf", "kg", "org", "rdfs")
_STATIC = {
    "serve.css": "text/css",
    "editor.js": "text/javascript",
    "yasgui/yasgui.min.css": "text/css",
    "yasgui/yasgui.min.js": "text/javascript",
    "yasgui/NOTICES.txt": "text/plain",
}
_POLICY = {"content-security-policy": PAGE_POLICY, "vary": "Accept"}


async def home(request: Request) -> Response:
    """Search, and how much there is to find."""
    asked = request.query_params.get("q", "").strip()[:200]
    found = (await ask(request, "search", q=asked, limit=30)).data() if asked else []
    counts = (await ask(request, "counts")).data()
    saved = questions.saved(settings.current().questions)
    return page(request, "home.html", asked=asked, found=found, counts=counts, saved=saved)


async def thing(request: Request) -> Response:
    """An IRI under the base, in the form that the client wants."""
    iri = settings.current().base + request.url.path.removeprefix(_root(request))
    kind = _wanted(request)
    if kind in _RDF:
        reply = await ask(request, "rdf", iri=iri, type=kind)
    else:
        reply = await ask(request, "thing", iri=iri)
    if kind != HTML:
        return reply.response({"vary": "Accept", "link": f'<{iri}>; rel="about"'})
    found = reply.data()
    if found["kind"] == "Article":
        return page(request, "article.html", thing=found)
    return page(request, "thing.html", thing=found, timeline=timeline(found["facts"]))


async def terms(request: Request) -> Response:
    """The vocabulary: all terms on one page, or as RDF."""
    kind = _wanted(request)
    if kind in _RDF:
        reply = await ask(request, "rdf", iri=settings.current().base + "ns", type=kind)
        return reply.response({"vary": "Accept"})
    reply = await ask(request, "terms")
    return page(request, "terms.html", terms=reply.data()) if kind == HTML else reply.response({"vary": "Accept"})


async def graph(request: Request) -> Response:
    """What is around a thing, as an interactive page, which brings a policy of its own."""
    iri = request.query_params.get("iri", "")
    hops = request.query_params.get("hops", "1")
    if not iri or hops not in ("0", "1", "2", "3"):
        raise Problem(400, "the address wants iri and hops from 0 to 3")
    reply = await ask(request, "graph", iri=iri, hops=int(hops), lang=language(request))
    return reply.response({"content-security-policy": "frame-ancestors 'self'; object-src 'none'"})


async def query(request: Request) -> Response:
    """A question in SPARQL or a saved one, and its answer; works without scripts."""
    asked = request.query_params.get("query", "")
    chosen, values = request.query_params.get("question", ""), dict(request.query_params)
    saved = questions.saved(settings.current().questions)
    question = next((q for q in saved if q.name == chosen), None)
    problem: Problem | None = None
    answer: dict[str, Any] | None = None
    try:
        if question:
            given = {p.option: values[p.option] for p in question.parameters.values() if values.get(p.option)}
            asked = (await ask(request, "filled", name=chosen, values=given)).data()
        if asked.strip():
            answer = _shown(await ask(request, "sparql", query=asked, form="html"))
    except Problem as e:
        problem = e
    context = {"asked": asked, "saved": saved, "question": question, "values": values, "answer": answer}
    status = problem.status if problem else 200
    return page(request, "query.html", status, problem=problem, prefixes=prefixes(), **context)


async def editor(request: Request) -> Response:
    """YASGUI, which needs scripts and sets styles; both come from this server, and it can ask no other."""
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items() if name in _USUAL)
    asked = declared + "\nSELECT ?name { ?person a foaf:Person ; rdfs:label ?name } ORDER BY ?name LIMIT 20\n"
    known = json.dumps(prefixes())
    found = page(request, "editor.html", asked=asked, prefixes=known, endpoint=f"{request.base_url}sparql")
    found.headers["content-security-policy"] = EDITOR_POLICY
    return found


def _shown(reply: Reply) -> dict[str, Any]:
    """The answer as the page shows it."""
    truncated = {"truncated": reply.truncated}
    if not reply.body.startswith(b"{"):
        return {"kind": "triples", "text": reply.body.decode("utf-8")} | truncated
    found = json.loads(reply.body)
    if "boolean" in found:
        return {"kind": "answer", "answer": found["boolean"]} | truncated
    rows = found["results"]["bindings"]
    return {"kind": "rows", "names": found["head"]["vars"], "rows": rows[:_SHOWN_ROWS], "total": len(rows)} | truncated


async def static(request: Request) -> Response:
    """Style sheets and the editor's scripts."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise Problem(404, "there is no such file")
    content = files("kg.serve").joinpath("static", name).read_bytes()
    return Response(content, headers={"cache-control": "max-age=3600"}, media_type=_STATIC[name])


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A template with what all of them need."""
    lang = language(request)
    known = {
        "lang": lang,
        "t": texts(lang),
        "other": "en" if lang == "vi" else "vi",
        "here": request.url.path,
        "parameters": {k: v for k, v in request.query_params.items() if k != "lang"},
        "href": _Links(_root(request), lang),
        "base": settings.current().base,
        "generation": service(request).pool.generation,
        "quads": service(request).pool.quads,
        "short": short,
    }
    body = _environment().get_template(template).render(**known | context)
    return Response(body, status, {**_POLICY, "content-language": lang}, "text/html; charset=utf-8")


def problem_page(request: Request, problem: Problem) -> Response:
    return page(request, "problem.html", problem.status, problem=problem)


def language(request: Request) -> str:
    asked = request.query_params.get("lang", "vi")
    return asked if asked in LANGUAGES else "vi"


@cache
def texts(lang: str) -> Mapping[str, str]:
    """The words of the pages."""
    content = files("kg.serve").joinpath("texts.json").read_text(encoding="utf-8")
    return {name: said[LANGUAGES.index(lang)] for name, said in json.loads(content).items()}


class _Links:
    """Makes addresses on this server that keep the language."""

    def __init__(self, root: str, lang: str) -> None:
        self._root, self._lang = root, lang

    def __call__(self, path: str, **parameters: Any) -> str:
        more = parameters if self._lang == "vi" or "lang" in parameters else parameters | {"lang": self._lang}
        return self._root + quote(path.removeprefix("/")) + (f"?{urlencode(more)}" if more else "")

    def iri(self, iri: str) -> str:
        """Where a thing is shown: here if its IRI is under the base, else at its own address."""
        base = settings.current().base
        if not iri.startswith(base):
            return iri if iri.startswith(("http://", "https://")) else "#"
        path, _, term = iri[len(base) :].partition("#")
        return self(path) + (f"#{quote(term)}" if term else "")


def short(iri: str) -> str:
    """The IRI with a known prefix."""
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def number(value: int, lang: str) -> str:
    """With the language's mark between thousands: 10.689 or 10,689."""
    return f"{value:,}".replace(",", "." if lang == "vi" else ",")


def _wanted(request: Request) -> str:
    if form := request.query_params.get("format"):
        if form not in _FORMS:
            raise Problem(406, f"there is no format {form!r}", f"there is {', '.join(_FORMS)}")
        return _FORMS[form]
    kind = best(request.headers.get("accept"), _THING)
    if kind is None:
        raise Problem(406, "there is no such form of it", f"there is {', '.join(_THING)}")
    return kind


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")) + "/"


def _template(name: str) -> str:
    return files("kg.serve").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    found = Environment(
        autoescape=True,
        loader=FunctionLoader(_template),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(vietnamese=in_vietnamese, heading=heading, number=number)
    return found
