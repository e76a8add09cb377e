"""A SPARQL question of a stranger and its answer: checked, asked, cut at the limits, in the form that was wanted."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph import serialize
from kg.graph.writer import order
from kg.query import Result, guard, prefixes, show
from kg.query.formats import json_term
from kg.query.syntax import ROOM, syntax_error
from kg.serve import native
from kg.serve.limits import Limits
from kg.serve.negotiate import best

JSON, HTML, TURTLE = "application/sparql-results+json", "text/html", "text/turtle"
# The first of each list is what a client gets that does not mind.
_TABLES = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
_ROWS = (*_TABLES, "application/json", "application/xml", "text/xml", "text/plain")
_ANSWER = (JSON, "application/sparql-results+xml", "application/json", "application/xml", "text/xml")
TRIPLES = (TURTLE, "application/ld+json", "application/n-triples", "application/rdf+xml", "text/plain")
FORMS = (*_ROWS, *TRIPLES)
_SHORT = {
    "json": (JSON, "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": (TURTLE,),
    "nt": ("application/n-triples",),
    "html": (HTML,),  # for our own page only
}
_NATIVE = {
    JSON: ox.QueryResultsFormat.JSON,
    HTML: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "text/plain": ox.QueryResultsFormat.TSV,
}


class Unacceptable(QueryError):  # noqa: N818 - it is what the protocol calls it
    """No form of the answer is one that the client wants."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that the protocol names, instead of those that the query does; both empty for neither."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class Answer:
    """A body and what it is; `truncated` says that there is more than the limits let through.

    `lasting` says that the same question has the same answer as long as the graph is the same.
    """

    type: str
    body: bytes
    truncated: bool = False
    lasting: bool = False


def sparql(graph: ox.Store, text: str, accept: str | None, dataset: Dataset, limits: Limits, form: str = "") -> Answer:
    """Answers a query. `form` is the short name of a format ("csv"), which goes before the Accept header.

    Raises QueryError for a query that is wrong or not allowed, Unacceptable if no form will do.
    """
    text = unicodedata.normalize("NFC", text)
    shape = _checked(text)
    chosen = _chosen(shape.form, accept, form)
    _check_graphs(graph, [*dataset.default, *dataset.named, *shape.sources])
    try:
        return _answer(graph, text, shape, dataset, chosen, limits)
    except SyntaxError as e:
        raise syntax_error(text, str(e), ", ".join(sorted(prefixes()))) from e
    except (OSError, RuntimeError, ValueError) as e:
        raise QueryError(f"the query cannot be answered: {e}") from e


_checked = lru_cache(256)(guard.check)


@lru_cache(256)
def _chosen(form: str, accept: str | None, short: str) -> str:
    offered = {"select": _ROWS, "ask": _ANSWER}.get(form, TRIPLES)
    if short:
        wanted = [kind for kind in _SHORT.get(short, ()) if kind in (*offered, HTML)]
        chosen = wanted[0] if wanted else None
    else:
        chosen = best(accept, offered)
    if chosen is None:
        raise Unacceptable(
            f"{form.upper()} has no answer of the form {short or accept!r}", remedy=f"there is {', '.join(offered)}"
        )
    return chosen


def _check_graphs(graph: ox.Store, names: Iterable[str]) -> None:
    """A graph is one of this store; whatever else an IRI may lead to is not fetched."""
    for name in names:
        try:
            known = graph.contains_named_graph(ox.NamedNode(name))
        except ValueError:
            known = False
        if not known:
            raise QueryError(f"the store has no graph <{name}>", remedy="no other graph or file is ever fetched")


def _answer(graph: ox.Store, text: str, shape: guard.Shape, dataset: Dataset, type: str, limits: Limits) -> Answer:
    """By the engine's own writer if the rows stay below the limits; else asked again, and cut."""
    found = _asked(graph, text, shape, dataset)
    if isinstance(found, ox.QuerySolutions) and type in _NATIVE:
        body = native.written(found, _NATIVE[type], limits)
        if body is not None:
            return Answer(type, body, lasting=not shape.chance)
        found = _asked(graph, text, shape, dataset)
    answer = _written(_cut(_taken(found, limits), limits), type, limits)
    return replace(answer, lasting=not shape.chance)


def _asked(graph: ox.Store, text: str, shape: guard.Shape, dataset: Dataset) -> Any:
    more: dict[str, Any] = {"use_default_graph_as_union": not shape.names_graphs}
    if dataset:
        default, named = ([ox.NamedNode(name) for name in names] for names in (dataset.default, dataset.named))
        more = {"default_graph": default, "named_graphs": named}
    return graph.query(text + ROOM, prefixes=prefixes(), **more)


def _taken(found: Any, limits: Limits) -> Result:
    """As much of an answer as rows and bytes allow."""
    if isinstance(found, ox.QueryBoolean):
        return Result("answer", answer=bool(found))
    if isinstance(found, ox.QueryTriples):
        triples, truncated = _first(dict.fromkeys(islice(found, limits.rows + 1)), limits, lambda t: (t,))
        return Result("triples", triples=tuple(sorted(triples, key=order)), truncated=truncated)
    names = tuple(v.value for v in found.variables)
    rows, truncated = _first(map(tuple, found), limits, lambda row: row)
    return Result("rows", names, tuple(rows), truncated=truncated)


def _first(found: Iterable[Any], limits: Limits, terms: Callable[[Any], Sequence[Any]]) -> tuple[list[Any], bool]:
    """Those that rows and bytes allow, and whether there are more."""
    taken: list[Any] = []
    size = 0
    for row in found:
        size += sum(0 if term is None else len(str(term)) for term in terms(row))
        if len(taken) == limits.rows or (size > limits.bytes and taken):
            return taken, True
        taken.append(row)
    return taken, False


def _cut(result: Result, limits: Limits) -> Result:
    """A single row may be too long as well."""
    first = result.rows[:1] or result.triples[:1]
    if first and len(str(first[0])) > limits.bytes:
        return replace(result, rows=(), triples=(), truncated=True)
    return result


def _written(result: Result, type: str, limits: Limits) -> Answer:
    """The answer in its form; what is too long so is written again with fewer rows."""
    while True:
        body = _WRITERS[result.kind](result, type)
        many = len(result.rows) + len(result.triples)
        if len(body) <= limits.bytes or not many:
            return Answer(type, body, result.truncated)
        fewer = min(many - 1, int(many * limits.bytes / len(body) * 0.9))
        result = replace(result, rows=result.rows[:fewer], triples=result.triples[:fewer], truncated=True)


def _rows_as(result: Result, type: str) -> bytes:
    if type in (JSON, "application/json", HTML):
        return _json(result)
    form = {"text/csv": "csv", "text/tab-separated-values": "tsv", "text/plain": "tsv"}.get(type, "xml")
    return show(result, form).encode("utf-8")


def _triples_as(result: Result, type: str) -> bytes:
    return rdf(result.triples, type, truncated=result.truncated)


_WRITERS: Mapping[str, Callable[[Result, str], bytes]] = {"rows": _rows_as, "answer": _rows_as, "triples": _triples_as}


def rdf(triples: Iterable[ox.Triple], type: str, *, truncated: bool = False) -> bytes:
    """Triples as Turtle (HTML shows Turtle), N-Triples, JSON-LD or RDF/XML; a comment says where it was cut."""
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    note = b"# truncated: there is more than the limit\n" if truncated else b""
    if type == "application/ld+json":
        return serialize.to_jsonld(quads)
    if type == "application/rdf+xml":
        used = {k: v for k, v in serialize.prefixes().items() if v}
        ordered = sorted((q.triple for q in quads), key=order)
        return ox.serialize(ordered, format=ox.RdfFormat.RDF_XML, prefixes=used) or b""
    if type in ("application/n-triples", "text/plain"):
        return note + serialize.to_ntriples(quads)
    return note + serialize.to_turtle(quads)


def _json(result: Result) -> bytes:
    """SPARQL 1.1 Query Results JSON on one line, with "truncated" in its head if it is."""
    document: dict[str, Any] = {"head": {}}
    if result.kind == "answer":
        document["boolean"] = result.answer
    else:
        document["head"]["vars"] = result.variables
        names = result.variables
        document["results"] = {
            "bindings": [
                {name: json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
                for row in result.rows
            ]
        }
    if result.truncated:
        document["head"]["truncated"] = True
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
