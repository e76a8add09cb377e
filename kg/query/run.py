"""Asking the graph: a SPARQL query in, its answer as plain data out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, Literal

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph import serialize
from kg.graph.writer import order
from kg.query import guard
from kg.query.syntax import ROOM, syntax_error

Kind = Literal["rows", "answer", "triples"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

# Known in a query though no one needs them for terms of the ontology.
_MORE_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
}


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: `rows` under `variables`, a yes or no in `answer`, or `triples`, according to `kind`.

    `truncated` says that there was more than the limit. Triples are sorted; rows are where the query does not order
    them itself.
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    answer: bool = False
    triples: tuple[ox.Triple, ...] = ()
    truncated: bool = False

    def things(self) -> set[str]:
        """The IRIs that the answer speaks of."""
        terms = (term for t in self.triples for term in (t.subject, t.object)) if self.triples else ()
        found = chain(terms, chain.from_iterable(self.rows))
        return {term.value for term in found if isinstance(term, ox.NamedNode)}


@cache
def prefixes() -> dict[str, str]:
    """The prefixes that a query need not declare."""
    return {**_MORE_PREFIXES, **serialize.prefixes()}


def run(graph: ox.Store, text: str, *, limit: int | None = None, sort: bool = True) -> Result:
    """Answers SELECT, ASK, CONSTRUCT and DESCRIBE over all graphs together, or over those that FROM names.

    `limit` is the most rows or triples; without `sort` those that the query does not order come as they are found,
    and rows are the engine's own, which can be read like tuples. Raises QueryError, which points at the place in its
    further lines, for a query that cannot be parsed, that would write, read files or ask other servers, or that is
    nested too deeply.
    """
    text = unicodedata.normalize("NFC", text)
    shape = _checked(text)
    try:
        # With FROM the union of all graphs would take the place of the graphs named.
        found: Any = graph.query(text + ROOM, prefixes=prefixes(), use_default_graph_as_union=not shape.names_graphs)
        if isinstance(found, ox.QueryBoolean):
            return Result("answer", answer=bool(found))
        most = None if limit is None else limit + 1
        if isinstance(found, ox.QueryTriples):
            triples = list(dict.fromkeys(islice(found, most)))
            if sort:
                triples.sort(key=order)
            return Result("triples", triples=tuple(triples[:limit]), truncated=_more(triples, limit))
        names = tuple(v.value for v in found.variables)
        rows = [tuple(row) for row in islice(found, most)] if sort else list(islice(found, most))
    except SyntaxError as e:
        raise syntax_error(text, str(e), ", ".join(sorted(prefixes()))) from e
    except (OSError, RuntimeError, ValueError) as e:
        raise QueryError(f"the query cannot be answered: {e}") from e
    truncated, rows = _more(rows, limit), rows[:limit]
    if sort and not shape.ordered:
        rows.sort(key=_row_order)
    return Result("rows", names, tuple(rows), truncated=truncated)


# A program asks the same question of many things in turn.
_checked = lru_cache(256)(guard.check)


def _more(found: list[Any], limit: int | None) -> bool:
    return limit is not None and len(found) > limit


def _row_order(row: Row) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in row)
