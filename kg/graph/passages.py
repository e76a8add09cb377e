"""Articles, the register and laws as sources, and the passages of evidence: the graph of each source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyoxigraph as ox

from kg.graph import iri
from kg.graph.ledger import Observation, Source
from kg.graph.registered import Register
from kg.graph.windows import bounds
from kg.graph.writer import Node, Writer, decimal, integer, stated_date
from kg.vocabulary import CODE, DC, DCTERMS, KG, SCHEMA, term


def write_article(w: Writer, name: str, source: Source) -> None:
    """The article itself: never its text."""
    node = iri.source(name)
    w.thing(name, node, source.label, KG.Article)
    w.add(name, node, DCTERMS.identifier, source.article_id)
    w.add(name, node, DCTERMS.issued, source.published)
    w.add(name, node, SCHEMA.url, address(source.url))
    w.add(name, node, DC.publisher, source.publisher)
    w.add(name, node, KG.textHash, source.text_hash)
    for author in source.authors:
        w.add(name, node, DC.creator, author)
    for kind, id in source.mentions:
        w.add(name, node, SCHEMA.mentions, iri.node(kind, iri.local(id)))


def write_register(w: Writer, register: Register) -> None:
    """The register as a source."""
    node = iri.source(register.name)
    w.thing(register.name, node, register.label, SCHEMA.Dataset)
    w.add(register.name, node, DCTERMS.issued, register.issued)
    w.add(register.name, node, SCHEMA.url, address(register.url))


def write_evidence(w: Writer, fact: Node, o: Observation, day: date | None) -> None:
    """One passage of an article, in the article's graph; `day` is one on which the fact holds by it."""
    e = o.evidence
    said = (e.part, str(e.end), o.status or o.modality, o.start or "", o.end or "")
    node = iri.evidence(o.source, e.start, fact, *said)
    put = _evidence(w, fact, o.source, node, e.quote, o.rule, o.confidence)
    put(KG.part, e.part)
    put(KG.start, integer(e.start))
    put(KG.end, integer(e.end))
    put(KG.modality, CODE[o.modality])
    if o.status:
        put(KG.tenureStatus, CODE[f"tenure-{o.status}"])
    put(KG.asOf, day)
    put(KG.statedDate, stated_date(o.start if bounds(o.start) else None))
    put(KG.statedEnd, stated_date(o.end if bounds(o.end) else None))


def write_register_evidence(
    w: Writer, fact: Node, register: Register, row: str, day: date | None = None, stated: str | None = None
) -> None:
    """One row of the register, in the register's graph."""
    node = iri.evidence(register.name, None, fact, row)
    put = _evidence(w, fact, register.name, node, row, "register", 1.0)
    put(KG.modality, CODE["said-asserted"])
    put(KG.asOf, day)
    put(KG.statedDate, stated_date(stated))


def day_in_post(o: Observation) -> date | None:
    """The day that a passage proves: the article's for "current", the stated one for "appointed"."""
    if o.status == "current":
        return o.day
    span = bounds(o.start)
    if o.status == "appointed" and span and span[0] == span[1] and (o.day is None or span[0] <= o.day):
        return span[0]
    return None


def address(url: str | None) -> Node | None:
    """A web address as an IRI; None for what is no address."""
    if not url or not url.startswith(("http://", "https://")) or any(c in ' <>"{}|\\^`' or c < "!" for c in url):
        return None
    try:
        return ox.NamedNode(url)
    except ValueError:
        return None


def _evidence(
    w: Writer, fact: Node, name: str, node: Node, quote: str, rule: str, confidence: float
) -> Callable[[Node, ox.Literal | Node | date | str | None], None]:
    """Writes what all evidence has; gives a function that writes one property more."""

    def put(predicate: Node, object: ox.Literal | Node | date | str | None) -> None:
        w.add(name, node, predicate, object)

    w.add(name, fact, KG.evidence, node)
    put(term("rdf:type"), KG.Evidence)
    put(DCTERMS.source, iri.source(name))
    put(KG.quote, quote)
    put(KG.rule, rule)
    put(KG.confidence, decimal(confidence))
    return put
