"""Entities of FollowTheMoney, one JSON object a line: for Aleph, OpenAleph and tools that match people across lists.

People are Person, posts Position, who held them Occupancy, articles Article. Bodies of the state are PublicBody, others
Organization; units are PublicBody too, their changes Succession, and what lies in what is UnknownLink. A start or end
is one that a source states; `date` holds the days on which the fact certainly held. Proof is the article, summary its
sentence. A country is stated of units and their bodies alone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.export.property_graph import SETTLED, Row, label_or_name, last, local, read
from kg.export.summary import Summary
from kg.vocabulary import named_code

# Groups of the list of kinds of bodies whose bodies are of the state.
_PUBLIC = frozenset({"body-elected", "body-government", "body-judiciary", "body-forces", "body-service"})
_DAYS = {"startDate": "startDate", "endDate": "endDate", "date": "date", "knownFrom": "date", "knownUntil": "date"}
_ID = re.compile(r"[^0-9A-Za-z.-]+")


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """The settled facts and what they are about. Entities stand in order of schema and id."""
    entities = _Entities()
    entities.things(graph)
    entities.articles(graph)
    entities.facts(graph)
    for entity in entities.sorted():
        out.write((json.dumps(entity, ensure_ascii=False) + "\n").encode("utf-8"))
    return Summary(nodes=len(entities.nodes), edges=len(entities.edges))


def entity_id(iri: str) -> str:
    """The id of an entity: kind and local name of its IRI, as FollowTheMoney allows them."""
    kind, name = iri.rsplit("/", 2)[-2:]
    return _ID.sub("-", f"{kind}-{name}").strip("-.")


class _Entities:
    """Entities by id: schema and the values of each property. Nodes come first: an edge needs both its ends."""

    def __init__(self) -> None:
        self.nodes: dict[str, tuple[str, dict[str, set[str]]]] = {}
        self.edges: dict[str, tuple[str, dict[str, set[str]]]] = {}

    def sorted(self) -> list[dict[str, object]]:
        return [
            {"id": id, "schema": schema, "properties": {name: sorted(v) for name, v in sorted(properties.items()) if v}}
            for entities in (self.nodes, self.edges)
            for id, (schema, properties) in sorted(entities.items(), key=lambda item: (item[1][0], item[0]))
        ]

    def node(self, iri: str, schema: str) -> dict[str, set[str]]:
        return self.nodes.setdefault(entity_id(iri), (schema, defaultdict(set)))[1]

    def things(self, graph: ox.Store) -> None:
        for row in read(graph, "things"):
            about = self.node(row["thing"], _schema(row))
            about["name"].add(row["label"])
            about["country"] |= {"vn"} if last(row["class"]) == "AdminUnit" else set()
            if "code" in row:
                about["classification"].add(label_or_name(row["code"]))
            if "gso" in row:
                about["idNumber"].add(row["gso"])
        for row in read(graph, "names"):
            self.nodes[entity_id(row["thing"])][1]["alias"].add(row["name"])
        for row in read(graph, "units"):
            body = self.nodes[entity_id(row["from"])][1]
            body["parent"].add(entity_id(row["to"]))
            body["country"].add("vn")

    def articles(self, graph: ox.Store) -> None:
        for row in read(graph, "articles"):
            about = self.node(row["article"], "Article")
            names = {"title": "title", "issued": "publishedAt", "publisher": "publisher", "author": "author"}
            for name, property in names.items():
                about[property] |= {row[name]} if name in row else set()
            if row.get("url", "").startswith(("http://", "https://")):
                about["sourceUrl"].add(row["url"])

    def facts(self, graph: ox.Store) -> None:
        shared = _shared(graph, self.nodes)
        for row in _settled(read(graph, "tenures")):
            post = self.node(row["post"], "Position")
            post["name"].add(row["label"])
            post["organization"].add(entity_id(row["body"]))
            post["country"] |= self.nodes[entity_id(row["body"])][1]["country"]
            self._edge(row["fact"], "Occupancy", {"holder": row["person"], "post": row["post"]}, shared[row["fact"]])
        for row in _settled(read(graph, "changes")):
            key = f"{row['fact']}-{last(row['from'])}-{last(row['to'])}"  # a change has several units on each side
            ends = {"predecessor": row["from"], "successor": row["to"]}
            self._edge(key, "Succession", ends, {**shared[row["fact"]], "role": {label_or_name(row["code"])}})
        for row in _settled(read(graph, "links")):
            ends = {"subject": row["from"], "object": row["to"]}
            self._edge(row["fact"], "UnknownLink", ends, {**shared[row["fact"]], "role": {label_or_name(row["code"])}})

    def _edge(self, key: str, schema: str, ends: dict[str, str], about: dict[str, set[str]]) -> None:
        """An edge; none where an end is not in the graph."""
        sides = {name: {entity_id(iri)} for name, iri in ends.items()}
        if all(side in self.nodes for found in sides.values() for side in found):
            self.edges[entity_id(key)] = schema, {**about, **sides}


def _shared(graph: ox.Store, known: Container[str]) -> dict[str, dict[str, set[str]]]:
    """What every fact tells in the same way, by its IRI: status, days, passages, articles."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in ("tenures", "changes", "links"):
        for row in read(graph, name):
            found[row["fact"]]["recordId"].add(row["fact"])
            found[row["fact"]]["status"].add(local(row["status"]))
    for row in read(graph, "details"):
        if property := _DAYS.get(last(row["property"])):
            found[row["fact"]][property].add(row["value"])
    for row in read(graph, "evidence"):
        found[row["fact"]]["summary"].add(row["quote"])
        if (article := entity_id(row["article"])) in known:
            found[row["fact"]]["proof"].add(article)
    return found


def _schema(row: Row) -> str:
    kind = last(row["class"])
    if kind == "Person":
        return "Person"
    if kind == "AdminUnit":
        return "PublicBody"
    return "PublicBody" if "code" in row and _group(row["code"]) in _PUBLIC else "Organization"


def _group(code: str) -> str:
    """The outermost group of a code for a kind of body."""
    name = last(code)
    try:
        while broader := named_code(name).broader:
            name = broader
    except NotFoundError:
        return ""
    return name


def _settled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if local(row["status"]) in SETTLED]
