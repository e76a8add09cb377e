"""Popolo JSON: people, organizations, posts, memberships and areas, as parliament and civic-data tools read them.

A membership has a start or end only where a source states one. The passages are its sources. Units are areas; one that
lay in several others in the course of time has none for a parent.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.export.property_graph import SETTLED, Row, grouped, label_or_name, last, local, read
from kg.export.summary import Summary

Record = dict[str, Any]


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """One JSON object of the five lists; only settled facts are memberships."""
    things = grouped(read(graph, "things"), "class")
    by_class = {last(iri): rows for iri, rows in things.items()}
    names = {
        iri: [{"name": row["name"]} for row in rows] for iri, rows in grouped(read(graph, "names"), "thing").items()
    }
    units = {row["from"]: row["to"] for row in read(graph, "units")}
    document = {
        "persons": [_named(row, names) for row in by_class.get("Person", [])],
        "organizations": [_organization(row, names, units) for row in by_class.get("Organization", [])],
        "posts": [_post(row) for row in read(graph, "posts")],
        "memberships": _memberships(graph),
        "areas": _areas(graph, by_class.get("AdminUnit", []), names),
    }
    out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    nodes = sum(len(rows) for name, rows in document.items() if name != "memberships")
    return Summary(nodes=nodes, edges=len(document["memberships"]))


def _named(row: Row, names: dict[str, list[Record]]) -> Record:
    found: Record = {"id": row["thing"], "name": row["label"]}
    if row["thing"] in names:
        found["other_names"] = names[row["thing"]]
    return found


def _organization(row: Row, names: dict[str, list[Record]], units: dict[str, str]) -> Record:
    found = _named(row, names)
    if "code" in row:
        found["classification"] = label_or_name(row["code"])
    if row["thing"] in units:
        found["area_id"] = units[row["thing"]]
    return found


def _post(row: Row) -> Record:
    found = {
        "id": row["post"],
        "label": row["label"],
        "role": label_or_name(row["role"]),
        "organization_id": row["body"],
    }
    return found | ({"area_id": row["unit"]} if "unit" in row else {})


def _memberships(graph: ox.Store) -> list[Record]:
    days, evidence = (grouped(read(graph, name), "fact") for name in ("details", "evidence"))
    found: list[Record] = []
    for row in read(graph, "tenures"):
        if local(row["status"]) not in SETTLED:
            continue
        record: Record = {"id": row["fact"], "label": row["label"], "role": label_or_name(row["role"])}
        record |= {"person_id": row["person"], "organization_id": row["body"], "post_id": row["post"]}
        stated = {last(day["property"]): day["value"] for day in days.get(row["fact"], [])}
        record |= {
            name: stated[key] for name, key in (("start_date", "startDate"), ("end_date", "endDate")) if key in stated
        }
        record["sources"] = [_source(passage) for passage in evidence.get(row["fact"], [])]
        found.append(record)
    return found


def _source(passage: Row) -> Record:
    """A link that says so: the article's address, else its IRI, with the sentence as note."""
    return {"url": passage.get("url", passage["article"]), "note": passage["quote"]}


def _areas(graph: ox.Store, rows: list[Row], names: dict[str, list[Record]]) -> list[Record]:
    outer: dict[str, set[str]] = {}
    for link in read(graph, "links"):
        if last(link["code"]) == "partOf" and local(link["status"]) in SETTLED:
            outer.setdefault(link["from"], set()).add(link["to"])
    found: list[Record] = []
    for row in rows:
        area = _named(row, names)
        if "code" in row:
            area["classification"] = label_or_name(row["code"])
        if "gso" in row:
            area["identifier"] = row["gso"]
        if len(parents := outer.get(row["thing"], set())) == 1:
            area["parent_id"] = next(iter(parents))
        found.append(area)
    return found
