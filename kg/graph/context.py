"""The names that RDF is written with: prefixes, and the context that makes JSON of it easy to read.

The context stands in ontology/context.jsonld too; write it anew with
`python -m kg.graph.context > ontology/context.jsonld`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.graph import iri
from kg.vocabulary import OWL, RDF, RDFS, XSD, ontology

# Not every reader takes a local name with a dot or hyphen at its end; names of things never have one.
_TERMS_ONLY = ("vann",)
# Names of things are Vietnamese where nothing else is said.
_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Term:
    """A property in JSON: its `name`, its prefixed `iri`, and the one `type` (@id, a prefixed datatype) or `language`
    that its values have when they stand there as plain text."""

    name: str
    iri: str
    type: str = ""
    language: str = ""


def prefixes() -> dict[str, str]:
    """The prefixes of terms and things, sorted by name."""
    found = {**ontology().prefixes, **iri.prefixes()}
    return {name: found[name] for name in sorted(found) if name not in _TERMS_ONLY}


@cache
def terms() -> dict[str, Term]:
    """The properties of the ontology by IRI. One whose local name is a prefix or another's too keeps its prefix."""
    classes, ranges = _said(RDF + "type"), _said(RDFS + "range")
    properties = {name: kind.removeprefix(OWL) for name, kind in classes.items() if kind.startswith(OWL)}
    short = {i: _short(i) for i, kind in properties.items() if kind in ("ObjectProperty", "DatatypeProperty")}
    counts = Counter(name.partition(":")[2] for name in short.values())
    found = {RDFS + "label": Term("label", "rdfs:label", language=_LANGUAGE)}
    for full, name in sorted(short.items(), key=lambda item: item[1]):
        local = name.partition(":")[2]
        key = local if counts[local] == 1 and local not in prefixes() else name
        value = ranges.get(full, "")
        datatype = _short(value) if value.startswith(XSD) and not value.endswith("#string") else ""
        kind = "@id" if properties[full] == "ObjectProperty" else datatype
        language = _LANGUAGE if name == "schema:alternateName" else ""
        found[full] = Term(key, name, kind, language)
    return found


def _said(predicate: str) -> dict[str, str]:
    """What the ontology says of its terms by one predicate."""
    found = ((t.subject, t.object) for t in ontology().triples if t.predicate.value == predicate)
    return {s.value: o.value for s, o in found if isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode)}


@cache
def context() -> dict[str, Any]:
    """The JSON-LD context: prefixes, then the properties of the ontology."""
    named: dict[str, Any] = {"id": "@id", "type": "@type"}
    for term in sorted(terms().values(), key=lambda term: term.name):
        about = {"@id": term.iri}
        if term.type:
            about["@type"] = term.type
        if term.language:
            about["@language"] = term.language
        named[term.name] = about if len(about) > 1 else term.iri
    return {**prefixes(), **named}


def file() -> str:
    """The text of ontology/context.jsonld."""
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=1) + "\n"


def _short(name: str) -> str:
    return next(f"{p}:{name[len(n) :]}" for p, n in ontology().prefixes.items() if name.startswith(n))


if __name__ == "__main__":
    sys.stdout.buffer.write(file().encode("utf-8"))
