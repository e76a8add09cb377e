"""The terms and code lists of the graph, read from ontology/kg.ttl: nothing here repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg import settings, text
from kg.errors import NotFoundError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# Languages that the ontology is written in, not words of it.
_BUILT_IN = (RDF, RDFS, OWL, XSD)


def folder() -> Path:
    """Where kg.ttl, shapes.ttl and queries/ are: inside the installed package, or in the checkout beside it."""
    here = Path(__file__).parent
    packaged = here / "_ontology"
    return packaged if packaged.is_dir() else here.parent / "ontology"


def read(name: str) -> str:
    """The text of a file of the ontology, with the base of the settings in place of the one it was written with."""
    written = (folder() / name).read_text(encoding="utf-8")
    base = settings.current().base
    return written if base == settings.BASE else written.replace(settings.BASE, base)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list: `name` is its local name ("role-bi-thu"), `label` is Vietnamese, `english` English.

    `aliases` are its other Vietnamese names, `notation` its abbreviation, `type_word` the word before a unit's name.
    """

    name: str
    scheme: str
    iri: ox.NamedNode
    label: str
    english: str
    aliases: tuple[str, ...] = ()
    notation: str | None = None
    broader: str | None = None
    single_seat: bool = False
    type_word: str | None = None
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Ontology:
    """kg.ttl, read: prefixes, and for each term what is said about it."""

    prefixes: Mapping[str, str]
    triples: tuple[ox.Triple, ...]
    terms: Mapping[str, ox.NamedNode]
    codes: Mapping[str, Code] = field(default_factory=dict)
    by_label: Mapping[tuple[str, str], Code] = field(default_factory=dict)


@cache
def ontology() -> Ontology:
    """The ontology, read once."""
    parser = ox.parse(read("kg.ttl"), format=ox.RdfFormat.TURTLE)
    triples = tuple(q.triple for q in parser)
    prefixes = dict(sorted(parser.prefixes.items()))
    terms = {t.subject.value: t.subject for t in triples if isinstance(t.subject, ox.NamedNode)}
    codes = _codes(triples, prefixes)
    by_label: dict[tuple[str, str], Code] = {}
    for code_ in codes.values():
        for name in (code_.label, *code_.aliases, *([code_.notation] if code_.notation else [])):
            by_label.setdefault((code_.scheme, text.key(name)), code_)
    return Ontology(prefixes, triples, terms, codes, by_label)


def term(name: str) -> ox.NamedNode:
    """The IRI of a prefixed name such as "kg:Tenure". Raises NotFoundError for one that the ontology lacks."""
    prefix, _, local = name.partition(":")
    known = ontology()
    iri = known.prefixes.get(prefix, "?") + local
    if iri in known.terms:
        return known.terms[iri]
    if iri.startswith(_BUILT_IN):
        return ox.NamedNode(iri)
    raise NotFoundError(f"the ontology has no term {name}", where="kg.ttl", remedy="see ontology/README.md")


def known(iri: str) -> bool:
    """Whether an IRI is a term of the ontology or of RDF, RDFS, OWL or XSD."""
    return iri in ontology().terms or iri.startswith(_BUILT_IN)


class Namespace:
    """The terms of one prefix as attributes: KG.Tenure, ORG.postIn. An unknown one raises NotFoundError."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: dict[str, ox.NamedNode] = {}

    def __getattr__(self, name: str) -> ox.NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> ox.NamedNode:
        found = self._seen.get(name)
        if found is None:
            found = self._seen[name] = term(f"{self._prefix}:{name}")
        return found


KG, CODE, ORG, FOAF, SCHEMA, DCTERMS, DC, SKOS = map(
    Namespace, ("kg", "code", "org", "foaf", "schema", "dcterms", "dc", "skos")
)


def code(scheme: str, label: str) -> Code:
    """The code of a list by its Vietnamese name, another name or abbreviation: code("role", "Bí thư").

    Case, spacing and tone placement do not matter, tones do. Raises NotFoundError.
    """
    found = find_code(scheme, label)
    if found is None:
        raise NotFoundError(f"no code for {label!r} in the list {scheme!r}", where="kg.ttl")
    return found


def find_code(scheme: str, label: str) -> Code | None:
    """Like `code`, with None for an unknown label."""
    return ontology().by_label.get((scheme, text.key(label)))


def named_code(name: str) -> Code:
    """The code with a local name: named_code("unit-xa"). Raises NotFoundError."""
    found = ontology().codes.get(name)
    if found is None:
        raise NotFoundError(f"the ontology has no code {name!r}", where="kg.ttl")
    return found


def codes(scheme: str) -> list[Code]:
    """All codes of a list, in the order of the file's names."""
    return [c for c in ontology().codes.values() if c.scheme == scheme]


def level(kind: str) -> int:
    """The level of a type of unit ("xa"): 1 province, 2 district, 3 commune, 4 below; 0 for none."""
    order = ("level-province", "level-district", "level-commune", "level-village")
    broader = named_code(f"unit-{kind}").broader
    return order.index(broader) + 1 if broader in order else 0


def label(iri: str, language: str = "vi") -> str:
    """The name of a term or code in "vi" or "en". Raises NotFoundError."""
    if (found := _by_iri().get(iri)) and language == "en":
        return found.english
    names = _labels()
    if (iri, language) not in names:
        raise NotFoundError(f"no {language} label for {iri}", where="kg.ttl")
    return names[iri, language]


@cache
def _labels() -> dict[tuple[str, str], str]:
    return {
        (t.subject.value, t.object.language or ""): t.object.value
        for t in ontology().triples
        if t.predicate.value == RDFS + "label"
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.Literal)
    }


@cache
def _by_iri() -> dict[str, Code]:
    return {c.iri.value: c for c in ontology().codes.values()}


def _codes(triples: tuple[ox.Triple, ...], prefixes: Mapping[str, str]) -> dict[str, Code]:
    about: dict[ox.NamedNode, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for t in triples:
        if (
            isinstance(t.subject, ox.NamedNode)
            and t.subject.value.startswith(prefixes["code"])
            and isinstance(t.object, ox.NamedNode | ox.Literal)
        ):
            about.setdefault(t.subject, {}).setdefault(_local(t.predicate.value), []).append(t.object)
    return {
        _local(iri.value): _code(iri, said)
        for iri, said in sorted(about.items(), key=lambda item: item[0].value)
        if "inScheme" in said
    }


def _code(iri: ox.NamedNode, said: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> Code:
    def one(name: str) -> str | None:
        return said[name][0].value if name in said else None

    others = [o for o in said.get("alternateName", []) if isinstance(o, ox.Literal)]
    return Code(
        name=_local(iri.value),
        scheme=_local(said["inScheme"][0].value),
        iri=iri,
        label=said["label"][0].value,
        english=next((o.value for o in others if o.language == "en"), ""),
        aliases=tuple(sorted(o.value for o in others if o.language == "vi")),
        notation=one("notation"),
        broader=_local(broader) if (broader := one("broader")) else None,
        single_seat=one("singleSeat") == "true",
        type_word=one("typeWord"),
        definition=one("definition"),
    )


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
