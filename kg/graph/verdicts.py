"""What the user has accepted and rejected, as a source of the graph beside articles and the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kg.graph import iri
from kg.graph.names import LONGEST_QUOTE
from kg.graph.writer import Node, Writer, decimal
from kg.judgements import FACTS, Judgement
from kg.vocabulary import CODE, DC, DCTERMS, KG, SCHEMA, term

# The local name of the judgements as a source, and of its graph.
SOURCE = "judgements"
_LABEL = "Đánh giá của người dùng"
_NO_REASON = {"accept": "Được chấp nhận.", "reject": "Bị bác."}


class Verdicts:
    """The judgements on facts by the fact's IRI; `heeded` are the IRIs of those that met their fact."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._by_fact: dict[str, list[Judgement]] = {}
        for j in sorted(judgements, key=lambda j: (j.subject, j.time, j.author, j.why)):
            kind, _, name = j.subject.partition(":")
            if kind in FACTS:
                self._by_fact.setdefault(iri.node(kind, name).value, []).append(j)
        self.heeded: set[str] = set()

    def accepts(self, fact: Node) -> bool:
        return any(j.verdict == "accept" for j in self._by_fact.get(fact.value, ()))

    def status(self, fact: Node, status: str, *, registered: bool = False) -> str:
        """The status after the judgement: an accepted fact counts, a rejected one feeds nothing."""
        if fact.value not in self._by_fact:
            return status
        self.heeded.add(fact.value)
        if not self.accepts(fact):
            return "retracted"
        return status if status in ("official", "reported") else "official" if registered else "reported"

    def unheeded(self) -> list[Judgement]:
        """The judgements whose fact is not in the graph."""
        return [j for fact, own in sorted(self._by_fact.items()) if fact not in self.heeded for j in own]

    def write(self, w: Writer) -> None:
        """Each judgement as evidence for its fact, in a graph of its own."""
        for fact in sorted(self.heeded):
            for j in self._by_fact[fact]:
                _write(w, Node(fact), j)
        if self.heeded:
            w.thing(SOURCE, iri.source(SOURCE), _LABEL, SCHEMA.Dataset)


def _write(w: Writer, fact: Node, j: Judgement) -> None:
    node = iri.evidence(SOURCE, None, fact, j.verdict, j.author, j.time, j.why)
    w.add(SOURCE, fact, KG.evidence, node)
    w.add(SOURCE, node, term("rdf:type"), KG.Evidence)
    w.add(SOURCE, node, DCTERMS.source, iri.source(SOURCE))
    w.add(SOURCE, node, KG.quote, (j.why or _NO_REASON[j.verdict])[:LONGEST_QUOTE])
    w.add(SOURCE, node, KG.rule, "judgement")
    w.add(SOURCE, node, KG.confidence, decimal(1.0))
    w.add(SOURCE, node, KG.modality, CODE["said-asserted" if j.verdict == "accept" else "said-denied"])
    w.add(SOURCE, node, DC.creator, j.author)
    w.add(SOURCE, node, DCTERMS.issued, date.fromisoformat(j.time[:10]))
