"""The graph as nodes and edges with attributes, for tools that know no RDF: facts become edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast

import networkx as nx
import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.graph.serialize import prefixes
from kg.vocabulary import label as label_of

Row = dict[str, str]
Attributes = dict[str, str | int | float | bool]

# Facts that a source states as done and that none denies. An edge in a picture shows no doubt, so only these are edges.
SETTLED = frozenset({"official", "reported"})
_KINDS = {"Person": "person", "Organization": "organization", "AdminUnit": "unit"}
# XML 1.0 can hold these in no way.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def property_graph(graph: ox.Store, statuses: Iterable[str] = SETTLED) -> nx.MultiDiGraph[str]:
    """Persons, organizations and units as nodes by IRI; positions, changes, links and belonging as edges.

    Nodes have `kind`, `label`, `code` (kind of unit or body), `gso`, `names`. Edges have `kind` (position, change,
    part-of, …, of-unit), `label`; those of facts also `fact` (its IRI), `what` (its label), `status`, its days, and
    of their best passage `confidence`, `quote`, `source`, `url`; `sources` counts the passages. Only facts of these
    `statuses` are edges. Nodes and edges come in a fixed order.
    """
    out: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = grouped(read(graph, "names"), "thing")
    for thing, rows in grouped(read(graph, "things"), "thing").items():
        out.add_node(thing, **_node(rows[0], names.get(thing, [])))
    wanted = set(statuses)
    details, evidence = (grouped(read(graph, name), "fact") for name in ("details", "evidence"))
    for name in ("positions", "changes", "links"):
        for fact, rows in grouped(read(graph, name), "fact").items():
            known = [row for row in rows if row["from"] in out and row["to"] in out]
            if local(rows[0]["status"]) not in wanted:
                continue
            shared = _days(details.get(fact, [])) | _proof(evidence.get(fact, []))
            for n, row in enumerate(known):
                key = fact if len(known) == 1 else f"{fact}#{n + 1}"
                out.add_edge(row["from"], row["to"], key=key, **_edge(name, row), **shared)
    for row in read(graph, "units"):
        if row["from"] in out and row["to"] in out:
            out.add_edge(row["from"], row["to"], key=f"{row['from']}#of-unit", kind="of-unit", label=_term("kg:ofUnit"))
    return out


def _node(row: Row, others: list[Row]) -> Attributes:
    found: Attributes = {"kind": _KINDS[last(row["class"])], "label": row["label"]}
    if "code" in row:
        found["code"] = label_or_name(row["code"])
    if "gso" in row:
        found["gso"] = row["gso"]
    if others:
        found["names"] = "; ".join(sorted(other["name"] for other in others))
    return found


def _edge(name: str, row: Row) -> Attributes:
    kinds = {"positions": "position", "changes": "change"}
    found: Attributes = {
        "kind": kinds.get(name) or hyphened(last(row["code"])),
        "label": label_or_name(row["code"]),
        "fact": row["fact"],
        "what": row["label"],
        "status": local(row["status"]),
    }
    if "partial" in row:
        found["partial"] = row["partial"] == "true"
    return found


def _days(rows: list[Row]) -> Attributes:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(hyphened(last(row["property"])), []).append(row["value"])
    return {name: "; ".join(sorted(values)) for name, values in sorted(found.items())}


def _proof(rows: list[Row]) -> Attributes:
    if not rows:
        return {}
    best = min(rows, key=lambda row: (-float(row["confidence"]), row["quote"], row.get("url", "")))
    found: Attributes = {"confidence": float(best["confidence"]), "quote": best["quote"], "sources": len(rows)}
    return found | {name: best[name] for name in ("source", "url") if name in best}


def read(graph: ox.Store, name: str) -> list[Row]:
    """The answers of queries/<name>.rq in a fixed order, as text fit for XML; what is unbound is left out."""
    found = cast(ox.QuerySolutions, graph.query(_query(name), prefixes=prefixes(), use_default_graph_as_union=True))
    names = [v.value for v in found.variables]
    rows = ({n: _text(term) for n, term in zip(names, row, strict=True) if term is not None} for row in found)
    return sorted({tuple(row.items()): row for row in rows}.values(), key=lambda row: tuple(row.items()))


@cache
def _query(name: str) -> str:
    return files("kg.export").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def _text(term: Any) -> str:
    return _NOT_XML.sub(" ", term.value if hasattr(term, "value") else str(term))


def grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def label_or_name(iri: str) -> str:
    """The Vietnamese name of a code or relation; its local name for one that the ontology lacks."""
    try:
        return label_of(iri)
    except NotFoundError:
        return last(iri)


def _term(name: str) -> str:
    prefix, _, local = name.partition(":")
    return label_or_name(prefixes()[prefix] + local)


def last(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def local(status: str) -> str:
    return last(status).removeprefix("fact-")


def hyphened(name: str) -> str:
    """partOf → part-of."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda m: "-" + m[1].lower(), name)


def ordered_edges(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str, Attributes]]:
    """Edges by kind, then by their ends."""
    edges = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[3]["kind"], e[0], e[1], e[2]))
    for start, end, _, attributes in edges:
        yield start, end, attributes
