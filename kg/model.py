"""The plain data that the layers hand on: articles, passages, entities, facts, identities.

Everything here is frozen and can be written as one line of JSON. Offsets are NFC code points, end exclusive;
dates are ISO 8601 strings as precise as their source ("2020", "2020-01", "2020-01-01"), days inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Part = Literal["title", "text"]
EntityType = Literal["PER", "LOC", "ORG"]
Status = Literal["current", "former", "appointed", "dismissed", "candidate", "proposed"]
ChangeKind = Literal["merge", "split", "rename", "establish", "upgrade", "dissolve", "boundary"]
Modality = Literal["done", "planned", "denied"]

# Below this confidence a fact is kept, but as doubtful.
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    `text` is the stored form (kg.text.clean) of what the reader found; for a plain text file the whole file.
    `title` is given only where the input gives one apart from the text. `published` is the article's own date.
    `source` names file and place for messages ("news.jsonl:3").
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    url: str | None = None
    publisher: str | None = None
    source: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passage that says so: `quote` is exactly article.text[start:end] (or article.title[start:end])."""

    start: int
    end: int
    quote: str
    part: Part = "text"

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"start": self.start, "end": self.end, "quote": self.quote}
        if self.part != "text":
            out["part"] = self.part
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        return cls(data["start"], data["end"], data["quote"], data.get("part", "text"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, place or organization of one article.

    `name` is the fullest form in the text, places with their type word ("xã Hải Hưng"). `kind` is the local name of
    its code in the ontology without the scheme: for LOC a unit type ("xa", "huyen", "tinh") or None for other places;
    for ORG a kind of body ("cap-uy", "ubnd", "so", …) or None. `place` is the `name` of the unit that a body hangs on.
    """

    type: EntityType
    name: str
    aliases: tuple[str, ...]
    evidence: Evidence
    rule: str
    confidence: float
    kind: str | None = None
    place: str | None = None
    byline: bool = False
    other: bool = False

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"type": self.type, "name": self.name, "aliases": list(self.aliases)}
        if self.kind:
            out["kind"] = self.kind
        if self.place:
            out["place"] = self.place
        if self.byline:
            out["byline"] = True
        if self.other:
            out["other"] = True
        return out | _proof(self.evidence, self.rule, self.confidence)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entity:
        more = {name: data[name] for name in ("kind", "place", "byline", "other") if name in data}
        return cls(data["type"], data["name"], tuple(data["aliases"]), *_proven(data), **more)


@dataclass(frozen=True, slots=True)
class Position:
    """A named person holds, held, gets or loses a post: "Cáp Hữu Chiểu", "Bí thư", "Đảng ủy xã Hải Hưng".

    `body` is self-contained; `body_kind` as in Entity.kind; `place` is the unit the body hangs on, with type word.
    `start` and `end` are the dates the text states for the tenure, if any.
    """

    person: str
    role: str
    body: str
    place: str | None
    status: Status
    evidence: Evidence
    rule: str
    confidence: float
    body_kind: str | None = None
    start: str | None = None
    end: str | None = None

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "person": self.person,
            "role": self.role,
            "body": self.body,
            "place": self.place,
            "status": self.status,
        }
        for name in ("body_kind", "start", "end"):
            if value := getattr(self, name):
                out[name] = value
        return out | _proof(self.evidence, self.rule, self.confidence)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Position:
        more = {name: data[name] for name in ("body_kind", "start", "end") if name in data}
        said = data["person"], data["role"], data["body"], data["place"], data["status"]
        return cls(*said, *_proven(data), **more)


@dataclass(frozen=True, slots=True)
class Change:
    """Units merge, split, change name or rank. Names carry their type word. `partial` lists the old units of which
    only a part went; `legal` is the number of the act ("832/NQ-UBTVQH14")."""

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    evidence: Evidence
    rule: str
    confidence: float
    parent: str | None = None
    effective: str | None = None
    legal: str | None = None
    modality: Modality = "done"
    partial: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "kind": self.kind,
            "from": list(self.old),
            "to": list(self.new),
            "parent": self.parent,
            "effective": self.effective,
            "legal": self.legal,
            "modality": self.modality,
        }
        if self.partial:
            out["partial"] = list(self.partial)
        return out | _proof(self.evidence, self.rule, self.confidence)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Change:
        more = {name: data[name] for name in ("parent", "effective", "legal", "modality")}
        partial = tuple(data.get("partial", ()))
        return cls(data["kind"], tuple(data["from"]), tuple(data["to"]), *_proven(data), **more, partial=partial)


@dataclass(frozen=True, slots=True)
class Containment:
    """One unit lies in another: "xã Hải Hưng" in "huyện Hải Lăng". Names are entity names."""

    child: str
    parent: str
    evidence: Evidence
    rule: str
    confidence: float

    def to_json(self) -> dict[str, Any]:
        return {"child": self.child, "parent": self.parent} | _proof(self.evidence, self.rule, self.confidence)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Containment:
        return cls(data["child"], data["parent"], *_proven(data))


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one article; facts with confidence < DOUBTFUL are among them and told apart on writing."""

    article: Article
    entities: tuple[Entity, ...] = ()
    positions: tuple[Position, ...] = ()
    changes: tuple[Change, ...] = ()
    containments: tuple[Containment, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_json(self, *, text: bool = False) -> dict[str, Any]:
        """One line of `kg extract`: the sure facts in their lists, the doubtful under "doubtful".

        With `text` the article's text goes along, so that `from_json` gives back all of it.
        """
        sure = {k: [x for x in v if _sure(x)] for k, v in self._lists().items()}
        doubtful = {k: [x.to_json() for x in v if not _sure(x)] for k, v in self._lists().items()}
        a = self.article
        out: dict[str, Any] = {"id": a.id}
        out |= {"published": a.published.isoformat()} if a.published else {}
        out |= {name: value for name in ("title", "url", "publisher") if (value := getattr(a, name))}
        out |= {"text": a.text} if text else {}
        out["entities"] = [x.to_json() for x in sure["entities"]]
        out["positions"] = [x.to_json() for x in sure["positions"]]
        out["changes"] = [x.to_json() for x in sure["changes"]]
        out["part_of"] = [[x.child, x.parent] for x in sure["containments"]]
        out["containments"] = [x.to_json() for x in sure["containments"]]
        out["doubtful"] = {k: v for k, v in doubtful.items() if v}
        if self.warnings:
            out["warnings"] = list(self.warnings)
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Extraction:
        """What `to_json` wrote: confidences to three digits, the sure facts of a list before the doubtful.

        Where the article was read from is not kept. KeyError or ValueError for data of another form.
        """
        published = date.fromisoformat(data["published"]) if "published" in data else None
        warnings = tuple(data.get("warnings", ()))
        optional = (data.get("title"), published, data.get("url"), data.get("publisher"))
        article = Article(data["id"], data.get("text", ""), *optional, warnings=warnings)

        def both(name: str) -> list[Mapping[str, Any]]:
            return [*data[name], *data["doubtful"].get(name, ())]

        return cls(
            article,
            tuple(map(Entity.from_json, both("entities"))),
            tuple(map(Position.from_json, both("positions"))),
            tuple(map(Change.from_json, both("changes"))),
            tuple(map(Containment.from_json, both("containments"))),
            warnings,
        )

    def _lists(self) -> Mapping[str, tuple[Any, ...]]:
        return {
            "entities": self.entities,
            "positions": self.positions,
            "changes": self.changes,
            "containments": self.containments,
        }


def _proof(evidence: Evidence, rule: str, confidence: float) -> dict[str, Any]:
    return {"evidence": evidence.to_json(), "rule": rule, "confidence": round(confidence, 3)}


def _proven(data: Mapping[str, Any]) -> tuple[Evidence, str, float]:
    return Evidence.from_json(data["evidence"]), data["rule"], data["confidence"]


def _sure(fact: Entity | Position | Change | Containment) -> bool:
    """By the confidence as it is written, so that what is read again is sure or doubtful as before."""
    return round(fact.confidence, 3) >= DOUBTFUL


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as established once (see ../ontology, kg:AdminUnit).

    `id` is unique and stable: "hai-hung-19699-20200101" for a unit of the register (slug, code, date of establishment
    if the register knows it), "x-hai-hung.hai-lang" for one that no register has. `kind` as in Entity.kind. `parent`
    is the id of the unit that it lies in at the time asked for. Dates are inclusive; None = unbounded or unknown.
    """

    id: str
    name: str
    kind: str
    code: str | None = None
    parent: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def registered(self) -> bool:
        return self.code is not None


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention of an article was taken to be: `id` of a unit, body or person; why, how sure, what else fits."""

    id: str
    score: float
    reasons: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """An organization: `kind` as in Entity.kind; `unit` is the id of the unit it hangs on, if any."""

    id: str
    name: str
    kind: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person: `name` as most often written; `id` is the slug of the name and six hex digits."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who and what the names of a set of articles are.

    The three maps go from (article id, name as in the extraction) to a Link; `units`, `bodies`, `persons` hold every
    identity that a link, a parent or a lineage step refers to, by id. `lineage` lists (old unit id, new unit id, ISO
    date, whole) steps of the register between units in `units`.
    """

    unit_links: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    body_links: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    person_links: Mapping[tuple[str, str], Link] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    persons: Mapping[str, Person] = field(default_factory=dict)
    lineage: tuple[tuple[str, str, str, bool], ...] = ()
