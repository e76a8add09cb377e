"""How a query is understood: its operations in SPARQL's algebra, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.errors import QueryError
from kg.query import guard
from kg.query.run import prefixes
from kg.query.table import short

_IRI = re.compile(r"<([^<>\s]+)>")
# What the algebra keeps for its own evaluation.
_INTERNAL = frozenset({"_vars", "lazy", "PV", "datasetClause"})


def plan(text: str) -> str:
    """The query in the algebra of SPARQL 1.1, each operation below the one that takes its answer.

    Raises QueryError for what is refused or cannot be parsed.
    """
    guard.check(text)
    try:
        algebra = translateQuery(parseQuery(text), initNs=prefixes()).algebra
    except Exception as e:  # the parser's errors have no common class
        raise QueryError(f"the query cannot be put into algebra: {' '.join(str(e).split())}") from e
    return "\n".join(_lines(algebra, 0)) + "\n"


def _lines(operation: CompValue, depth: int) -> Iterator[str]:
    """The operation with what is simple in it, then the operations that it works on."""
    simple: list[str] = []
    below: list[str | CompValue] = []
    for name, value in sorted(_parts(operation).items()):
        if name in _INTERNAL or value is None:
            continue
        if name == "triples":
            below += [" ".join(map(_shown, triple)) for triple in value]
        elif isinstance(value, CompValue) and name in ("p", "p1", "p2", "graph", "where"):
            below.append(value)
        else:
            simple.append(f"{name}={_shown(value)}" if name != "term" else _shown(value))
    yield "  " * depth + " ".join([operation.name, *simple])
    for each in below:
        if isinstance(each, CompValue):
            yield from _lines(each, depth + 1)
        else:
            yield "  " * (depth + 1) + each


def _parts(operation: CompValue) -> dict[str, Any]:
    """Its parts, with what the translation put in their place: it sets attributes beside the entries."""
    return {name: vars(operation).get(name, value) for name, value in operation.items()}


def _shown(value: Any) -> str:
    if isinstance(value, CompValue):
        inside = ", ".join(
            _shown(part) if isinstance(part, CompValue | Node) else f"{name} {_shown(part)}"
            for name, part in _parts(value).items()
            if name not in _INTERNAL and part is not None
        )
        return f"{value.name}({inside})"
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{_shown(k)} = {_shown(v)}" for k, v in value.items())) + "}"
    if isinstance(value, set | frozenset):
        return f"[{', '.join(sorted(map(_shown, value)))}]"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, Node):
        written = value.n3()
        return _IRI.sub(lambda m: short(m[1]), written)
    if isinstance(value, Path):
        return _IRI.sub(lambda m: short(m[1]), value.n3())
    return str(value)
