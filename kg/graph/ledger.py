"""What all articles say, gathered by fact: the same statement of several articles is one fact with several passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kg.graph import iri
from kg.graph.names import bare_name, one_line, quoted, role_in, role_label
from kg.model import DOUBTFUL, Article, Change, Containment, Evidence, Extraction, Position, Resolution, Status, Unit
from kg.text import key

TenureKey = tuple[str, str, str]  # person id, role name, body id
LinkKey = tuple[str, str]  # child unit id, parent unit id


@dataclass(frozen=True, slots=True)
class Observation:
    """One passage for one fact. `source` is the local name of its article; `day` the article's date.

    `modality` is the local name of its code: "said-asserted", "said-planned", "said-denied".
    """

    source: str
    day: date | None
    evidence: Evidence
    rule: str
    confidence: float
    modality: str = "said-asserted"
    status: Status | None = None
    start: str | None = None
    end: str | None = None
    legal: str | None = None

    @property
    def order(self) -> tuple[str, str, int, int, str, str, str, float]:
        e = self.evidence
        said = self.status or self.modality
        return self.source, e.part, e.start, e.end, said, self.start or "", self.end or "", -self.confidence


@dataclass(frozen=True, slots=True)
class ChangeKey:
    """A change by what it does: kind of the model, ids of the units before (whole, in part) and after."""

    kind: str
    old: tuple[str, ...]
    partial: tuple[str, ...]
    new: tuple[str, ...]
    old_name: str | None = None
    new_name: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What the graph says of an article itself."""

    article_id: str
    label: str
    published: date | None
    url: str | None
    publisher: str | None
    text_hash: str
    authors: tuple[str, ...]
    mentions: tuple[tuple[str, str], ...]  # kind of thing, id


@dataclass(slots=True)
class Ledger:
    """The facts of all articles, and what could not be stated because a name has no identity (`left_out`)."""

    sources: dict[str, Source] = field(default_factory=dict)
    tenures: dict[TenureKey, list[Observation]] = field(default_factory=dict)
    links: dict[LinkKey, list[Observation]] = field(default_factory=dict)
    changes: dict[ChangeKey, list[Observation]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    aliases: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def gather(extractions: Iterable[Extraction], resolution: Resolution) -> Ledger:
    """The ledger of some articles. The same text of the same site and day counts once, for the first that brings it."""
    ledger = Ledger()
    for extraction in extractions:
        _Reader(ledger, extraction, resolution).read()
    for observations in (*ledger.tenures.values(), *ledger.links.values(), *ledger.changes.values()):
        observations.sort(key=lambda o: o.order)
    return ledger


class _Reader:
    """Enters one article into the ledger."""

    def __init__(self, ledger: Ledger, extraction: Extraction, resolution: Resolution) -> None:
        self.ledger, self.extraction, self.resolution = ledger, extraction, resolution
        self.article: Article = extraction.article
        self.source = iri.article_name(self.article)

    def read(self) -> None:
        if self.source in self.ledger.sources:
            return
        self.ledger.sources[self.source] = self._head()
        for position in self.extraction.positions:
            self._position(position)
        for change in self.extraction.changes:
            self._change(change)
        for containment in self.extraction.containments:
            self._containment(containment)

    def _head(self) -> Source:
        a = self.article
        mentions: set[tuple[str, str]] = set()
        authors: list[str] = []
        for entity in self.extraction.entities:
            if entity.byline:
                authors.append(one_line(entity.name))
            elif (found := self._thing(entity.type, entity.name)) and entity.confidence >= DOUBTFUL:
                mentions.add(found)
                self.ledger.aliases.setdefault(found, set()).update(map(one_line, (entity.name, *entity.aliases)))
        return Source(
            a.id,
            one_line(a.title or "") or one_line(a.id) or self.source,
            a.published,
            a.url,
            a.publisher,
            iri.text_hash(a),
            tuple(sorted(set(authors))),
            tuple(sorted(mentions)),
        )

    def _thing(self, type: str, name: str) -> tuple[str, str] | None:
        """(kind, id) of what an entity name was taken to be."""
        r = self.resolution
        kind, links, things = {
            "PER": ("person", r.person_links, r.persons),
            "LOC": ("unit", r.unit_links, r.units),
            "ORG": ("body", r.body_links, r.bodies),
        }[type]
        link = links.get((self.article.id, name))
        return (kind, link.id) if link and link.id in things else None

    def _units(self, names: Iterable[str]) -> list[str] | None:
        """The ids of unit names; None (and a note) if one has no identity."""
        ids = []
        for name in names:
            found = self._thing("LOC", name)
            if found is None:
                self._leave_out(f"no such unit: {name}")
                return None
            ids.append(found[1])
        return ids

    def _leave_out(self, why: str) -> None:
        self.ledger.left_out.append((self.article.id, why))

    def _observe(
        self, fact: Position | Change | Containment, modality: str, anchors: tuple[str, ...], **more: object
    ) -> Observation:
        evidence = quoted(fact.evidence, anchors)
        day = self.article.published
        return Observation(self.source, day, evidence, fact.rule, fact.confidence, modality, **more)  # type: ignore[arg-type]

    def _position(self, p: Position) -> None:
        person, body = self._thing("PER", p.person), self._thing("ORG", p.body)
        if not person or not body:
            self._leave_out(f"no such {'body: ' + p.body if person else 'person: ' + p.person}")
            return
        name = role_in(p.role, p.body)
        role, label = iri.role_name(name), role_label(name)
        self.ledger.roles[role] = min(label, self.ledger.roles.get(role, label))
        modality = "said-planned" if p.status in ("candidate", "proposed") else "said-asserted"
        seen = self._observe(p, modality, (p.person, p.role, p.body), status=p.status, start=p.start, end=p.end)
        self.ledger.tenures.setdefault((person[1], role, body[1]), []).append(seen)

    def _change(self, c: Change) -> None:
        old, new = self._units(c.old), self._units(c.new)
        if old is None or new is None:
            return
        partial = {id for name, id in zip(c.old, old, strict=True) if name in c.partial}
        names = (c.old[0], c.new[0]) if c.kind == "rename" and c.old and c.new else (None, None)
        key = ChangeKey(
            c.kind,
            tuple(sorted(set(old) - partial)),
            tuple(sorted(partial)),
            tuple(sorted(set(new))),
            *names,
        )
        if not key.old + key.partial + key.new:
            return
        modality = {"done": "said-asserted", "planned": "said-planned", "denied": "said-denied"}[c.modality]
        seen = self._observe(c, modality, (*c.old, *c.new), start=c.effective, legal=c.legal)
        self.ledger.changes.setdefault(key, []).append(seen)

    def _containment(self, c: Containment) -> None:
        ids = self._units((c.child, c.parent))
        if ids and ids[0] != ids[1]:
            seen = self._observe(c, "said-asserted", (c.child, c.parent))
            pair = ids[0], _in_its_time(ids[0], ids[1], self.resolution.units)
            self.ledger.links.setdefault(pair, []).append(seen)


def above(id: str, units: Mapping[str, Unit]) -> list[str]:
    """The ids of the units that one lies in, the nearest first."""
    found: list[str] = []
    while (parent := units[id].parent) and parent in units and parent not in found:
        found.append(parent)
        id = parent
    return found


def _in_its_time(child: str, parent: str, units: Mapping[str, Unit]) -> str:
    """The parent; where it began only after the child had ended, its namesake of the child's time.

    Articles of today put yesterday's district into the province by a name that a new province bears.
    """
    outer, end = units[parent], units[child].valid_until
    if end is None or outer.valid_from is None or outer.valid_from <= end:
        return parent
    name = outer.kind, key(bare_name(outer))
    return next((id for id in above(child, units) if (units[id].kind, key(bare_name(units[id]))) == name), parent)
