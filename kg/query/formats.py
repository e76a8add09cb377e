"""The forms in which an answer is shown: a table for people, the W3C's results formats and RDF for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph import serialize
from kg.query.run import Result, Term
from kg.query.table import to_table

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def show(result: Result, format: str = "table", *, width: int | None = None, cut: bool = False) -> str:
    """The answer as text that ends with a newline. `width` is that of the terminal, None for no terminal; long cells
    of a table are wrapped to fit it, and `cut` where that takes too many lines.

    Raises QueryError for a format that does not fit the kind of question.
    """
    if format == "table":
        return to_table(result, width, cut=cut)
    if format not in FORMATS:
        raise QueryError(f"no such format: {format!r}", remedy=f"choose from {', '.join(FORMATS)}")
    if result.kind == "triples":
        if format not in RDF:
            remedy = f"use {', '.join(RDF)}"
            raise QueryError(f"{format} cannot hold triples, which CONSTRUCT and DESCRIBE give", remedy=remedy)
        return RDF[format](ox.Quad(t.subject, t.predicate, t.object) for t in result.triples).decode("utf-8")
    if format in RDF:
        raise QueryError(f"{format} holds triples only", remedy="use CONSTRUCT or DESCRIBE, or another format")
    if result.kind == "answer" and format in ("csv", "tsv"):
        raise QueryError(f"{format} cannot hold the yes or no of ASK", remedy="use table, json or xml")
    return _WRITERS[format](result)


def to_csv(result: Result) -> str:
    """SPARQL 1.1 Query Results CSV: values without their types; lines end with CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(result.variables)
    writer.writerows([["" if term is None else _plain(term) for term in row] for row in result.rows])
    return out.getvalue()


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle, without prefixes."""
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in result.rows]
    return "\n".join(lines) + "\n"


def to_json(result: Result) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if result.kind == "answer":
        document: dict[str, Any] = {"head": {}, "boolean": result.answer}
    else:
        bindings = [
            {name: json_term(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
            for row in result.rows
        ]
        document = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def to_xml(result: Result) -> str:
    """SPARQL Query Results XML."""
    lines = ['<?xml version="1.0"?>', '<sparql xmlns="http://www.w3.org/2005/sparql-results#">', " <head>"]
    lines += [f"  <variable name={quoteattr(name)}/>" for name in result.variables]
    lines.append(" </head>")
    if result.kind == "answer":
        lines.append(f" <boolean>{str(result.answer).lower()}</boolean>")
    else:
        lines.append(" <results>")
        for row in result.rows:
            lines.append("  <result>")
            lines += [
                f"   <binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
                for name, term in zip(result.variables, row, strict=True)
                if term is not None
            ]
            lines.append("  </result>")
        lines.append(" </results>")
    return "\n".join([*lines, "</sparql>"]) + "\n"


def to_rdf_xml(quads: serialize.Quads) -> bytes:
    """RDF/XML, whose writer declares prefixes in no fixed order: it is given none."""
    return (ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.RDF_XML) or b"") + b"\n"


_WRITERS: Mapping[str, Callable[[Result], str]] = {
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
}
# The formats of triples, by the endings of their files.
RDF: Mapping[str, Callable[[serialize.Quads], bytes]] = {
    "ttl": serialize.to_turtle,
    "trig": serialize.to_trig,
    "nt": serialize.to_ntriples,
    "nq": serialize.to_nquads,
    "jsonld": serialize.to_jsonld,
    "rdf": to_rdf_xml,
}
FORMATS = ("table", *_WRITERS, *RDF)


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value


def json_term(term: Term) -> dict[str, Any]:
    """A term as the JSON of SPARQL's results has it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: json_term(part) for name, part in parts.items()}}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != _XSD_STRING:
        found["datatype"] = term.datatype.value
    return found


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts.items())}</triple>"
    kind = ""
    if term.language:
        kind = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype.value != _XSD_STRING:
        kind = f" datatype={quoteattr(term.datatype.value)}"
    # A carriage return would come back as a newline.
    return f"<literal{kind}>{escape(_xml_safe(term.value), {chr(13): '&#13;'})}</literal>"


def _xml_safe(text: str) -> str:
    """XML 1.0 has no form for most control characters."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)
