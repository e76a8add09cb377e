"""What a page shows, as plain data: nodes, edges, facts with their evidence, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kg.graph.asof import Moment

NodeKind = Literal["person", "body", "unit", "place"]
KINDS: tuple[NodeKind, ...] = ("person", "body", "unit", "place")
# No page carries more nodes: above this an eye finds nothing, and a browser begins to stutter.
MOST_NODES = 8000
EdgeKind = Literal["post", "change", "part-change", "of-unit", "part-of", "under", "in"]


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which something certainly holds (known) and outside of which it cannot (not); ISO, inclusive."""

    known_from: str | None = None
    known_until: str | None = None
    not_before: str | None = None
    not_after: str | None = None

    def possible_on(self, day: str) -> bool:
        moment = Moment(date.fromisoformat(day), possible=True)
        return moment.holds(self.known_from, self.known_until, self.not_before, self.not_after)


@dataclass(frozen=True, slots=True)
class Node:
    """`code` is the local name of the kind of unit or body ("xa", "cap-uy"), `kind_label` its name for people."""

    id: str
    kind: NodeKind
    label: str
    code: str = ""
    kind_label: str = ""
    names: tuple[str, ...] = ()
    gso: str = ""
    window: Window = field(default_factory=Window)


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    label: str
    issued: str = ""
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`start` and `end` count code points of the article's text; None where the source has no running text.

    `held` is how the passage puts a tenure: "current", "former", "appointed", "dismissed", "candidate", "proposed".
    """

    quote: str
    source: str
    start: int | None = None
    end: int | None = None
    confidence: float | None = None
    modality: str = ""
    as_of: str = ""
    stated: str = ""
    speaker: str = ""
    rule: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is "tenure", "change" or "link"; `what` its role or type of change, as people read it.

    `continuing` are the units that a change neither founds nor ends, since they stand before and after it.
    """

    id: str
    kind: str
    label: str
    status: str
    window: Window
    evidence: tuple[Evidence, ...]
    what: str = ""
    code: str = ""
    start: str = ""
    end: str = ""
    date: str = ""
    laws: tuple[str, ...] = ()
    continuing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """From person to body, body to unit, part to whole, former unit to later unit; `fact` is an id, or "" for
    structure that no dated fact backs. Two posts of one person at one body are two edges."""

    source: str
    target: str
    kind: EdgeKind
    fact: str = ""


@dataclass(frozen=True, slots=True)
class PageModel:
    """`total` counts the nodes before the cut; `unsettled` the facts left out as planned, doubtful or disputed."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    total: int = 0
    unsettled: int = 0
    focus: str = ""
    as_of: str = ""
