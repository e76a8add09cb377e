"""Read from the graph what a page shows: the settled facts with their evidence, and what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

from pyoxigraph import Store

from kg.model import DOUBTFUL
from kg.view import select
from kg.view.data import MOST_NODES, Edge, EdgeKind, Evidence, Fact, Node, NodeKind, PageModel, Source, Window
from kg.view.read import Row, first_by, rows
from kg.vocabulary import FOAF, KG, ORG

Ask = Callable[[str], list[Row]]
# A page states what is settled. What is planned, doubtful or disputed shows only on demand; the retracted never does.
_SETTLED = frozenset({"official", "reported"})
_OPEN = frozenset({"planned", "doubtful", "disputed"})


def _classes() -> dict[str, NodeKind]:
    return {
        FOAF.Person.value: "person",
        ORG.Organization.value: "body",
        KG.AdminUnit.value: "unit",
        KG.Place.value: "place",
    }


def _relations() -> dict[str, EdgeKind]:
    return {
        KG.ofUnit.value: "of-unit",
        KG.partOf.value: "part-of",
        ORG.subOrganizationOf.value: "under",
        KG.locatedIn.value: "in",
    }


def page_model(
    graph: Store,
    *,
    focus: str | None = None,
    hops: int | None = None,
    unit: str | None = None,
    only: Collection[str] | None = None,
    as_of: date | None = None,
    kinds: Collection[str] | None = None,
    max_nodes: int | None = MOST_NODES,
    doubtful: bool = False,
) -> PageModel:
    """The page's content, read over the union of all graphs and sorted by IRI.

    `focus` (a name, without accents if you like, or an IRI) with `hops` steps around it, `unit` with all that lies in
    it, `only` what has one of these IRIs and what facts that have one are about, `kinds` among "person", "body",
    "unit", "place", and the `max_nodes` weightiest (all if None) each narrow it down; `as_of` drops what cannot hold
    on that day. Raises NotFoundError for a focus or unit that the graph does not know.
    """
    whole = _whole(graph, as_of, doubtful)
    nodes = {n.id: n for n in whole.nodes}
    start = select.find(whole.nodes, focus) if focus else ""
    ids: set[str] = set(nodes)
    if unit:
        ids &= select.within(select.find((n for n in whole.nodes if n.kind == "unit"), unit), whole.edges)
    if only is not None:
        ids &= select.named(only, nodes, whole.edges)
    if kinds:
        ids = {i for i in ids if nodes[i].kind in kinds}
    if start:
        ids &= select.around(start, whole.edges, 2 if hops is None else hops)
    if max_nodes and len(ids) > max_nodes:
        ids = select.weightiest({i: nodes[i] for i in ids}, whole.edges, max_nodes, keep=start)
    return select.part(replace(whole, focus=start), ids)


def _whole(graph: Store, as_of: date | None, doubtful: bool) -> PageModel:
    ask = cache(partial(rows, graph))  # several parts of the page come from one query
    nodes = _nodes(ask)
    facts = _facts(ask)
    chosen = _SETTLED | _OPEN if doubtful else _SETTLED
    kept = {f.id: f for f in facts.values() if f.status in chosen}
    edges = _edges(ask, nodes, kept)
    nodes = _lifetimes(nodes, edges, kept)
    unsettled = sum(f.status in _OPEN for f in facts.values()) if not doubtful else 0
    if as_of:
        nodes, kept, edges = _on_day(as_of.isoformat(), nodes, kept, edges)
    nodes = _worth_drawing(nodes, edges, unsettled_members=_members(ask, facts, kept))
    return PageModel(
        nodes=tuple(nodes[i] for i in sorted(nodes)),
        edges=tuple(sorted(edges, key=_edge_order)),
        facts=tuple(kept[i] for i in sorted(kept)),
        sources=_all_sources(ask, kept.values()),
        total=len(nodes),
        unsettled=unsettled,
        as_of=as_of.isoformat() if as_of else "",
    )


def _edge_order(edge: Edge) -> tuple[str, str, str, str]:
    return (edge.source, edge.target, edge.kind, edge.fact)


def local(iri: str) -> str:
    """The code after the last separator, without its list: code/unit-thi-xa → thi-xa."""
    name = iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return name.split("-", 1)[-1] if "/code/" in iri else name


def _window(row: Row) -> Window:
    return Window(row.get("knownFrom"), row.get("knownUntil"), row.get("notBefore"), row.get("notAfter"))


def _nodes(ask: Ask) -> dict[str, Node]:
    names: dict[str, list[str]] = defaultdict(list)
    for row in ask("names"):
        names[row["node"]].append(row["name"])
    classes = _classes()
    out: dict[str, Node] = {}
    for row in ask("nodes"):
        kind, iri = classes[row["class"]], row["node"]
        # A unit is also typed as a place; the narrower class tells what it is.
        if iri in out and (out[iri].kind == kind or kind == "place"):
            continue
        code = local(row["code"]) if "code" in row else ""
        label = out[iri].label if iri in out else row["label"]
        others = tuple(n for n in dict.fromkeys(names[iri]) if n != label)
        out[iri] = Node(iri, kind, label, code, row.get("kindLabel", ""), others, row.get("gso", ""), _window(row))
    return out


def _all_sources(ask: Ask, facts: Iterable[Fact]) -> tuple[Source, ...]:
    known = _sources(ask)
    cited = sorted({e.source for f in facts for e in f.evidence})
    return tuple(known.get(i, Source(i, "")) for i in cited)


def _sources(ask: Ask) -> dict[str, Source]:
    return {
        iri: Source(
            iri,
            row.get("label", ""),
            row.get("issued", ""),
            _safe_url(row.get("url", "")),
            row.get("paper") or row.get("publisher", ""),
        )
        for iri, row in first_by(ask("sources"), "source").items()
    }


def _safe_url(url: str) -> str:
    return url if url.lower().startswith(("http://", "https://")) else ""


def _facts(ask: Ask) -> dict[str, Fact]:
    evidence = _evidence(ask)
    windows = first_by(ask("windows"), "fact")
    out: dict[str, Fact] = {}

    def add(row: Row, kind: str, **more: object) -> None:
        iri = row["fact"]
        proof = evidence.get(iri, ())
        status = local(windows[iri]["status"]) if "status" in windows.get(iri, {}) else _status(proof)
        fact = Fact(iri, kind, row.get("label", ""), status, _window(windows.get(iri, {})), proof)
        out[iri] = replace(fact, **more)  # type: ignore[arg-type]

    for row in first_by(ask("tenures"), "fact").values():
        code = local(row["role"]) if "role" in row else ""
        what = row.get("roleLabel", "")
        add(row, "tenure", what=what, code=code, start=row.get("startDate", ""), end=row.get("endDate", ""))
    changes = ask("changes")
    sides = _sides(changes)
    laws: dict[str, set[str]] = defaultdict(set)
    for row in changes:
        if "law" in row:
            laws[row["fact"]].add(row["law"])
    for iri, row in first_by(changes, "fact").items():
        code = local(row["type"]) if "type" in row else ""
        day = row.get("date") or max((e.stated for e in evidence.get(iri, ())), default="")
        add(
            row,
            "change",
            what=row.get("typeLabel", ""),
            code=code,
            date=day,
            laws=tuple(sorted(laws[iri])),
            continuing=_continuing(sides[iri]),
        )
    for row in first_by(ask("links"), "fact").values():
        add(row, "link", code=_relations().get(row["predicate"], ""))
    return out


def _evidence(ask: Ask) -> dict[str, tuple[Evidence, ...]]:
    """By fact; what is said to be so before plans, running text before a register, the surest first."""
    out: dict[str, list[Evidence]] = defaultdict(list)
    for row in first_by(ask("evidence"), "evidence").values():
        out[row["fact"]].append(
            Evidence(
                quote=row["quote"],
                source=row.get("source", ""),
                start=int(row["start"]) if "start" in row else None,
                end=int(row["end"]) if "end" in row else None,
                confidence=float(row["confidence"]) if "confidence" in row else None,
                modality=local(row.get("modality", "")),
                as_of=row.get("asOf", ""),
                stated=row.get("statedDate", ""),
                speaker=row.get("speaker", ""),
                rule=row.get("rule", ""),
                held=local(row.get("held", "")),
            )
        )
    return {k: tuple(sorted(v, key=_first_read)) for k, v in out.items()}


def _first_read(e: Evidence) -> tuple[bool, bool, float, str, int]:
    return (e.modality in ("planned", "denied"), e.start is None, -(e.confidence or 0), e.source, e.start or 0)


def _status(proof: Iterable[Evidence]) -> str:
    """For a fact that no status was derived for: only what some passage asserts with confidence is reported."""
    proof = tuple(proof)
    if any(e.modality == "denied" for e in proof):
        return "disputed"
    said = [e for e in proof if e.modality != "planned"]
    if not said:
        return "planned" if proof else "doubtful"
    return "reported" if any((e.confidence or 0) >= DOUBTFUL for e in said) else "doubtful"


Sides = Mapping[str, Mapping[str, set[str]]]


def _sides(changes: Iterable[Row]) -> Sides:
    """By change the units of each side: "oldUnit", "oldUnitPart", "newUnit"."""
    sides: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in changes:
        sides[row["fact"]][local(row["side"])].add(row["unit"])
    return sides


def _continuing(side: Mapping[str, set[str]]) -> tuple[str, ...]:
    return tuple(sorted((side["oldUnit"] | side["oldUnitPart"]) & side["newUnit"]))


def _edges(ask: Ask, nodes: Mapping[str, Node], facts: Mapping[str, Fact]) -> list[Edge]:
    found: set[Edge] = set()
    for row in ask("tenures"):
        found.add(Edge(row["person"], row["body"], "post", row["fact"]))
    sides = _sides(ask("changes"))
    for fact, side in sides.items():
        for new in side["newUnit"]:
            found |= {Edge(old, new, "change", fact) for old in side["oldUnit"] - {new}}
            found |= {Edge(old, new, "part-change", fact) for old in side["oldUnitPart"] - {new}}
    relations = _relations()
    backed: set[tuple[str, str, EdgeKind]] = set()
    for row in ask("links"):
        if (kind := relations.get(row["predicate"])) and row["fact"] in facts:
            found.add(Edge(row["subject"], row["object"], kind, row["fact"]))
            backed.add((row["subject"], row["object"], kind))
    for row in ask("direct"):
        kind = relations[row["predicate"]]
        if (row["subject"], row["object"], kind) not in backed:
            found.add(Edge(row["subject"], row["object"], kind))
    return [
        e
        for e in sorted(found, key=_edge_order)
        if e.source in nodes and e.target in nodes and (not e.fact or e.fact in facts)
    ]


def _lifetimes(nodes: dict[str, Node], edges: Iterable[Edge], facts: Mapping[str, Fact]) -> dict[str, Node]:
    """Units with the bounds that dated changes set, where the graph itself gives none."""
    out = dict(nodes)
    for edge in edges:
        if edge.kind != "change" or not (day := facts[edge.fact].date):
            continue
        first, last = (day + "-01-01"[len(day) - 4 :], _eve(day))
        old, new = out[edge.source], out[edge.target]
        stays = facts[edge.fact].continuing
        if not old.window.not_after and old.id not in stays:
            out[old.id] = replace(old, window=replace(old.window, not_after=last))
        if not new.window.not_before and new.id not in stays:
            out[new.id] = replace(new, window=replace(new.window, not_before=first))
    return out


def _eve(day: str) -> str:
    """The last day that may come before a change on `day` ("2020-01-01", "2020-01" or "2020"): never too early."""
    if len(day) == 10:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return day + {4: "-12-31", 7: "-31"}.get(len(day), "")


def _on_day(
    day: str, nodes: dict[str, Node], facts: dict[str, Fact], edges: list[Edge]
) -> tuple[dict[str, Node], dict[str, Fact], list[Edge]]:
    """Without units and facts that cannot be on that day. A change is kept: it tells where a unit came from."""
    nodes = {i: n for i, n in nodes.items() if n.window.possible_on(day)}
    facts = {i: f for i, f in facts.items() if f.kind == "change" or f.window.possible_on(day)}
    return (
        nodes,
        facts,
        [e for e in edges if e.source in nodes and e.target in nodes and (not e.fact or e.fact in facts)],
    )


def _members(ask: Ask, facts: Mapping[str, Fact], kept: Mapping[str, Fact]) -> set[str]:
    """All that a fact left out speaks of."""
    out: set[str] = set()
    for name, columns in (("tenures", ("person", "body")), ("changes", ("unit",)), ("links", ("subject", "object"))):
        for row in ask(name):
            if row["fact"] in facts and row["fact"] not in kept:
                out |= {row[c] for c in columns}
    return out


def _worth_drawing(nodes: dict[str, Node], edges: Iterable[Edge], unsettled_members: set[str]) -> dict[str, Node]:
    """Without what only a fact left out speaks of (a planned ward looks real), and without the mere publishers."""
    held = {i for e in edges for i in (e.source, e.target)}
    return {i: n for i, n in nodes.items() if i in held or (i not in unsettled_members and n.code != "press")}
