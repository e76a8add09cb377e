"""ontology/README.md: the vocabulary as a page to read, made from kg.ttl alone.

Write it anew with `python -m kg.graph.page > ontology/README.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pyoxigraph as ox

from kg import vocabulary
from kg.vocabulary import OWL, RDF, RDFS, Code, ontology

_CLASS, _OBJECT, _DATATYPE = (f"{OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty"))


def page() -> str:
    """The page in Markdown."""
    about = _about()
    head = ontology().prefixes["kg"].rstrip("#")
    lines = [f"# {_one(about, head, 'label', 'en')}", "", _one(about, head, "label", "vi"), ""]
    lines += [_one(about, head, "comment", "en"), ""]
    lines += [f"Version {_one(about, head, 'versionInfo')}. Generated from kg.ttl; do not edit.", ""]
    lines += ["## Prefixes", "", *_table(("prefix", "namespace"), _prefixes())]
    lines += ["## Classes", "", *_table(("class", "tên", "name", "is a", "what it is"), _classes(about))]
    header = ("property", "tên", "name", "of", "value", "what it says")
    lines += ["## Properties", "", *_table(header, _properties(about))]
    for scheme in sorted({c.scheme for c in ontology().codes.values()}):
        lines += _code_list(scheme)
    return "\n".join(lines).rstrip() + "\n"


def _code_list(scheme: str) -> list[str]:
    name = f"{ontology().prefixes['code']}{scheme}"
    rows = ((f"`code:{c.name}`", c.label, c.english, _more(c)) for c in vocabulary.codes(scheme))
    return [f"## Codes: {vocabulary.label(name)} (`code:{scheme}`)", "", *_table(("code", "tên", "name", ""), rows)]


def _more(code: Code) -> str:
    parts = [f"in `code:{code.broader}`"] if code.broader else []
    parts += ["one holder at a time"] if code.single_seat else []
    parts += [", ".join(filter(None, (code.notation, *code.aliases)))] if code.notation or code.aliases else []
    return "; ".join(parts + ([code.definition] if code.definition else []))


def _prefixes() -> Iterable[tuple[str, ...]]:
    return ((f"`{name}:`", f"<{iri}>") for name, iri in ontology().prefixes.items())


def _classes(about: dict[str, list[ox.Triple]]) -> Iterable[tuple[str, ...]]:
    for iri in _of_type(about, _CLASS):
        yield f"`{_short(iri)}`", *_names(about, iri), _all(about, iri, "subClassOf"), _one(about, iri, "comment", "en")


def _properties(about: dict[str, list[ox.Triple]]) -> Iterable[tuple[str, ...]]:
    for iri in _of_type(about, _OBJECT, _DATATYPE):
        domain = _all(about, iri, "domain") or _all(about, iri, "domainIncludes")
        names = _names(about, iri)
        yield f"`{_short(iri)}`", *names, domain, _all(about, iri, "range"), _one(about, iri, "comment", "en")


def _about() -> dict[str, list[ox.Triple]]:
    found: dict[str, list[ox.Triple]] = {}
    for triple in ontology().triples:
        if isinstance(triple.subject, ox.NamedNode):
            found.setdefault(triple.subject.value, []).append(triple)
    return found


def _of_type(about: dict[str, list[ox.Triple]], *types: str) -> list[str]:
    """The terms of some types, the project's own first."""
    found = [
        iri
        for iri, triples in about.items()
        if any(t.predicate.value == RDF + "type" and _value(t) in types for t in triples)
    ]
    return sorted(found, key=lambda iri: (not iri.startswith(ontology().prefixes["kg"]), _short(iri)))


def _names(about: dict[str, list[ox.Triple]], iri: str) -> tuple[str, str]:
    return _one(about, iri, "label", "vi"), _one(about, iri, "label", "en")


def _one(about: dict[str, list[ox.Triple]], iri: str, name: str, language: str = "") -> str:
    named = (t.object for t in about[iri] if t.predicate.value in (RDFS + name, OWL + name))
    return next((o.value for o in named if isinstance(o, ox.Literal) and (o.language or "") == language), "")


def _all(about: dict[str, list[ox.Triple]], iri: str, name: str) -> str:
    found = {_value(t) for t in about[iri] if t.predicate.value.endswith((f"#{name}", f"/{name}"))}
    return ", ".join(f"`{_short(value)}`" for value in sorted(found))


def _value(triple: ox.Triple) -> str:
    return triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""


def _short(iri: str) -> str:
    for prefix, namespace in ontology().prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(header), line("---" for _ in header), *(line(row) for row in rows), ""]


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
