"""Does a graph keep to the ontology? SHACL by pySHACL, and a check that only known terms are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg import vocabulary


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: what it is about (IRI and label), which relation and value, what is wrong."""

    severity: str  # "violation" or "warning"
    message: str
    focus: str
    label: str = ""
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        place = f"{self.label} <{self.focus}>" if self.label else f"<{self.focus}>"
        more = f" ({self.path} {self.value})" if self.path and self.value else f" ({self.path or self.value})"
        return f"{self.severity}: {place}: {self.message}{more if self.path or self.value else ''}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: `conforms` if there is no violation; `triples` is the size of the graph."""

    triples: int
    findings: tuple[Finding, ...]

    @property
    def violations(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "violation")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "warning")

    @property
    def conforms(self) -> bool:
        return not self.violations

    def lines(self, each: int = 20) -> list[str]:
        """The report for people: the verdict, then up to `each` findings of each kind, and how many more there are."""
        verdict = "conforms" if self.conforms else "does not conform"
        counts = f"{len(self.violations)} violations, {len(self.warnings)} warnings"
        lines = [f"{verdict}: {self.triples} triples, {counts}"]
        shown: Counter[tuple[str, str]] = Counter()
        for finding in sorted(self.findings, key=lambda f: (f.severity != "violation", f)):
            kind = finding.severity, finding.message
            shown[kind] += 1
            if shown[kind] <= each:
                lines.append(str(finding))
        lines += [f"{s}: {n - each} more: {m}" for (s, m), n in sorted(shown.items()) if n > each]
        return lines


def validate(quads: Iterable[ox.Quad] | Graph) -> Report:
    """Checks quads (the union of their graphs) or an rdflib graph against ontology/shapes.ttl."""
    graph = quads if isinstance(quads, Graph) else rdflib_graph(quads)
    size = len(graph)
    strange = unknown_terms(graph)
    shapes = Graph().parse(data=vocabulary.read("shapes.ttl"), format="turtle")
    whole = Graph().parse(data=vocabulary.read("kg.ttl"), format="turtle") + graph
    found = [*_by_query(whole, shapes), *_by_shape(whole, shapes)]
    return Report(size, tuple(sorted({*strange, *found})))


def _by_shape(whole: Graph, shapes: Graph) -> Iterator[Finding]:
    """What the core constraints find. Those in SPARQL are left to _by_query and taken out of the shapes."""
    import pyshacl  # takes a second to load: only who validates waits for it

    shapes.remove((None, SH.sparql, None))
    _, results, _ = pyshacl.validate(whole, shacl_graph=shapes, inference="none", inplace=True)
    for node in results.subjects(RDF.type, SH.ValidationResult):
        severity = results.value(node, SH.resultSeverity)
        path, value = results.value(node, SH.resultPath), results.value(node, SH.value)
        messages = sorted(map(str, results.objects(node, SH.resultMessage)))
        yield _finding(whole, severity, "; ".join(messages), results.value(node, SH.focusNode), path, value)


def _by_query(whole: Graph, shapes: Graph) -> Iterator[Finding]:
    """What the SPARQL constraints find, each asked once for all nodes instead of once a node."""
    store = ox.Store()
    store.bulk_load(whole.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    for shape, constraint in sorted(shapes.subject_objects(SH.sparql), key=lambda pair: str(pair)):
        severity = shapes.value(shape, SH.severity)
        message = str(shapes.value(constraint, SH.message))
        rows: Any = store.query(_with_prefixes(shapes, constraint))
        has_value = ox.Variable("value") in rows.variables
        for row in rows:
            this = URIRef(row["this"].value)
            if _is_target(whole, shapes, shape, this):
                yield _finding(whole, severity, message, this, None, row["value"].value if has_value else None)


def _with_prefixes(shapes: Graph, constraint: Node) -> str:
    declared = [d for p in shapes.objects(constraint, SH.prefixes) for d in shapes.objects(p, SH.declare)]
    lines = [f"PREFIX {shapes.value(d, SH.prefix)}: <{shapes.value(d, SH.namespace)}>" for d in declared]
    return "\n".join([*sorted(lines), str(shapes.value(constraint, SH.select))])


def _is_target(whole: Graph, shapes: Graph, shape: Node, node: Node) -> bool:
    classes = set(whole.objects(node, RDF.type))
    if any(c in classes for c in shapes.objects(shape, SH.targetClass)):
        return True
    return any((node, p, None) in whole for p in shapes.objects(shape, SH.targetSubjectsOf))


def unknown_terms(graph: Graph) -> list[Finding]:
    """Predicates, classes and codes that the ontology does not have: misspelt ones above all."""
    code = vocabulary.ontology().prefixes["code"]
    used = {str(p): "predicate" for p in set(graph.predicates())}
    used |= {str(c): "class" for c in set(graph.objects(None, RDF.type))}
    used |= {str(o): "code" for o in set(graph.objects()) if isinstance(o, URIRef) and o.startswith(code)}
    return [
        Finding("violation", f"the ontology has no such {kind}", iri)
        for iri, kind in sorted(used.items())
        if not vocabulary.known(iri)
    ]


def rdflib_graph(quads: Iterable[ox.Quad]) -> Graph:
    """The union of all graphs as an rdflib graph."""
    graph = Graph()
    graph.addN((_rdflib(q.subject), _rdflib(q.predicate), _rdflib(q.object), graph) for q in quads)
    return graph


def _rdflib(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        # rdflib tells a plain text from one typed as a string; the plain one is what people write
        return (
            Literal(term.value)
            if datatype == vocabulary.XSD + "string"
            else Literal(term.value, datatype=URIRef(datatype), normalize=False)
        )
    return BNode(term.value)


def _finding(graph: Graph, severity: Node | None, message: str, focus: Any, path: Any, value: Any) -> Finding:
    label = graph.value(focus, RDFS.label)
    kind = "warning" if severity == SH.Warning else "violation"
    shown = [_short(str(x)) if x is not None else "" for x in (path, value)]
    return Finding(kind, message, str(focus), str(label or ""), *shown)


def _short(iri: str) -> str:
    for prefix, namespace in vocabulary.ontology().prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri if len(iri) <= 120 else f"{iri[:117]}…"
