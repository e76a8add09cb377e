"""Changes of units: what articles say laid beside what the register knows, one change for one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kg.graph.ledger import ChangeKey, Ledger, Observation, above
from kg.graph.names import bare_name
from kg.graph.windows import bounds
from kg.model import DOUBTFUL, Resolution, Unit
from kg.text import key

Step = tuple[str, str, str, bool]  # old unit id, new unit id, ISO date, whole


@dataclass(slots=True)
class UnitChange:
    """One event. `kind` is the local name of its code without the scheme; `steps` are those of the register."""

    kind: str
    old: tuple[str, ...]
    partial: tuple[str, ...]
    new: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    observations: list[Observation] = field(default_factory=list)
    old_name: str | None = None
    new_name: str | None = None
    status: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        return (*self.old, *self.partial, *self.new)

    def iri_parts(self) -> tuple[str, tuple[str, ...]]:
        """The unit that the change is best known by, and all that tells it from other changes."""
        best = self.new[0] if len(self.new) == 1 else (self.old or self.partial or self.new)[0]
        names = (self.old_name or "", self.new_name or "") if self.kind == "rename" else ()
        return best, (*self.old, "-", *self.partial, "-", *self.new, *names)

    def date(self) -> str | None:
        """The effective date: the register's, else what most of the passages that count agree on, most precise."""
        if self.steps and self.steps[0][2]:
            return self.steps[0][2]
        counts = [o for o in self.observations if o.start and bounds(o.start) and accepted(o)]
        counts = counts or [o for o in self.observations if o.start and bounds(o.start) and o.modality != "said-denied"]
        stated = sorted({o.start for o in counts if o.start})
        votes = {
            d: sum(1 for o in counts if o.start and (d.startswith(o.start) or o.start.startswith(d))) for d in stated
        }
        return max(stated, key=lambda d: (votes[d], len(d)), default=None)

    def successors(self) -> Iterable[tuple[str, str, bool]]:
        """(old unit, new unit, whole): where the territory went."""
        whole = len(self.new) == 1
        for new in self.new:
            yield from ((old, new, whole) for old in self.old if old not in self.new)
            yield from ((old, new, False) for old in self.partial if old != new)


def accepted(o: Observation) -> bool:
    """Whether a passage counts as saying so."""
    return o.modality in ("said-asserted", "said-quoted") and o.confidence >= DOUBTFUL


def _as_told(change: UnitChange) -> str:
    return change.status


def all_changes(
    ledger: Ledger, resolution: Resolution, judge: Callable[[UnitChange], str] = _as_told
) -> list[UnitChange]:
    """The register's and the articles' changes, those that are one event joined, each with its status.

    `judge` gives the status after the user's judgement.
    """
    found = register_changes(resolution.lineage, resolution.units)
    by_unit: dict[str, list[UnitChange]] = {}
    for change in found:
        for unit in set(change.units):
            by_unit.setdefault(unit, []).append(change)
    for stated, observations in sorted(ledger.changes.items(), key=lambda item: _order(item[0])):
        candidates = {id(c): c for unit in (*stated.new, *stated.old) for c in by_unit.get(unit, ())}
        same = [c for c in candidates.values() if _is(stated, c, resolution.units)]
        if len(same) == 1:
            same[0].observations += observations
            continue
        found.append(_stated_change(stated, observations, resolution.units))
    merged: dict[tuple[str, tuple[str, ...]], UnitChange] = {}
    for change in found:
        _, parts = change.iri_parts()
        if (known := merged.setdefault((change.kind, parts), change)) is not change:
            known.observations += change.observations
    for change in merged.values():
        change.observations.sort(key=lambda o: o.order)
        change.status = _status(change)
        if change.status == "reported" and _impossible(change, resolution.units):
            change.status = "disputed"
        change.status = judge(change)
    return _without_cycles(sorted(merged.values(), key=lambda c: (c.kind, c.iri_parts())))


def register_changes(lineage: Iterable[Step], units: Mapping[str, Unit]) -> list[UnitChange]:
    """The steps of the register as changes: those to one unit on one day belong together, as do those of a split."""
    to: dict[tuple[str, str], list[Step]] = {}
    for step in sorted(set(lineage)):
        to.setdefault((step[2], step[1]), []).append(step)
    shares: dict[tuple[str, str], list[Step]] = {}
    found = []
    for (day, new), steps in sorted(to.items()):
        if len(steps) == 1 and not steps[0][3]:
            shares.setdefault((day, steps[0][0]), []).append(steps[0])
        else:
            found.append(_gathered(day, new, steps, units))
    for (day, old), steps in sorted(shares.items()):
        first = bounds(day)
        last = units[old].valid_until
        goes_on = last is None or first is None or last >= first[0]
        news = tuple(sorted(s[1] for s in steps))
        if goes_on:
            found += [UnitChange("separate", (), (old,), (s[1],), (s,)) for s in steps]
        elif len(news) == 1:  # the others that took its place are not known
            found.append(UnitChange("succession", (), (old,), news, tuple(steps)))
        else:
            found.append(UnitChange("split", (old,), (), news, tuple(steps)))
    return found


def _gathered(day: str, new: str, steps: list[Step], units: Mapping[str, Unit]) -> UnitChange:
    old = tuple(s[0] for s in steps if s[3])
    partial = tuple(s[0] for s in steps if not s[3])
    begun, first = units[new].valid_from, bounds(day)
    if old and first and (begun is None or begun < first[0]):
        return UnitChange("absorb", tuple(sorted({*old, new})), partial, (new,), tuple(steps))
    if len(steps) > 1:
        return UnitChange("merge", old, partial, (new,), tuple(steps))
    before, after = units[old[0]], units[new]
    same_name = key(bare_name(before)) == key(bare_name(after))
    kind = "reclassify" if same_name and before.kind != after.kind else "succession"
    return UnitChange(kind, old, partial, (new,), tuple(steps))


def _order(k: ChangeKey) -> tuple[str, ...]:
    return (k.kind, *k.new, "-", *k.old, "-", *k.partial, k.old_name or "", k.new_name or "")


# An article may tell as done what was decided and takes effect within this time.
DECIDED = timedelta(days=366)
# The model's kinds whose result is told by the units alone; the register may call the same event by another.
_SAME_EVENT = {
    "merge": ("merge", "absorb", "succession"),
    "establish": ("merge", "succession", "reclassify", "separate", "split"),
    "upgrade": ("reclassify", "merge", "succession"),
    "rename": ("succession",),
    "split": ("split", "separate"),
    "dissolve": ("merge", "absorb", "split", "succession"),
    "boundary": (),
}


def _is(stated: ChangeKey, known: UnitChange, units: Mapping[str, Unit]) -> bool:
    """Whether an article's change is this one of the register.

    An article may name fewer of the units before than the register; and it may call old and new unit by one name
    ("nhập xã A vào xã B") where the register begins a new unit.
    """
    if known.kind not in _SAME_EVENT[stated.kind]:
        return False
    before = {*stated.old, *stated.partial}
    if not before:
        return stated.kind == "establish" and set(stated.new) <= set(known.new)
    goes_on = before & {*stated.new}
    known_before = {*known.old, *known.partial}
    given = before - goes_on if goes_on and not goes_on <= known_before else before
    if not given or not given <= known_before:
        return False
    if known.kind in ("split", "separate"):
        return set(stated.new) - goes_on <= set(known.new) and bool(set(stated.new) & set(known.new))
    return all(n in known.new or (n in goes_on and _namesake(n, known.new, units)) for n in stated.new)


def _namesake(id: str, others: Iterable[str], units: Mapping[str, Unit]) -> bool:
    me = units[id]
    return any(units[o].kind == me.kind and key(bare_name(units[o])) == key(bare_name(me)) for o in others)


def _stated_change(stated: ChangeKey, observations: list[Observation], units: Mapping[str, Unit]) -> UnitChange:
    kind, old, partial, new = stated.kind, stated.old, stated.partial, stated.new
    before = {*old, *partial}
    if kind == "merge":
        # a result that keeps an old unit's name and type is that unit going on
        kind = "absorb" if len(new) == 1 and new[0] in before else "merge"
        if kind == "merge" and (len(before) < 2 or len(new) != 1):
            kind = "succession" if len(new) == 1 else "rearrange"
        if kind == "absorb" and new[0] not in old:
            old, partial = tuple(sorted({*old, new[0]})), tuple(p for p in partial if p != new[0])
    elif kind == "split" and (before & set(new)):
        kind, partial = "separate", tuple(sorted(before))
        old, new = (), tuple(n for n in new if n not in before)
    elif kind == "boundary" or (kind == "split" and len(new) < 2):
        kind = "separate" if kind == "split" else kind
        old, partial = (), tuple(sorted(before))
    kind = {"upgrade": "reclassify", "dissolve": "abolish"}.get(kind, kind)
    return UnitChange(kind, old, partial, new, (), list(observations), stated.old_name, stated.new_name)


def _status(change: UnitChange) -> str:
    said = {o.modality for o in change.observations if o.confidence >= DOUBTFUL}
    if change.steps:
        return "official"
    if said & {"said-asserted", "said-quoted"}:
        return "disputed" if "said-denied" in said else "reported"
    if "said-planned" in said:
        return "disputed" if "said-denied" in said else "planned"
    return "denied" if "said-denied" in said else "doubtful"


def _impossible(change: UnitChange, units: Mapping[str, Unit]) -> bool:
    """Whether the register contradicts it: a unit said to have ended went on, or passed into one that it lies in."""
    days = [bounds(change.date())] + [(d, d) for new in change.new if (d := units[new].valid_from)]
    day = next((span[1] for span in days if span), None)
    if day is None and (told := [o.day for o in change.observations if o.day and accepted(o)]):
        day = min(told) + DECIDED  # told as done, it has come to pass by then
    for old in set(change.old) - set(change.new):
        until = units[old].valid_until
        if day and until and until > day:
            return True
        if not set(above(old, units)).isdisjoint(change.new):
            return True
    return False


def _without_cycles(changes: list[UnitChange]) -> list[UnitChange]:
    """No unit succeeds itself: of changes that would close a circle the later ones in order are disputed."""
    after: dict[str, set[str]] = {}
    for change in sorted(changes, key=lambda c: (c.status != "official", c.date() or "9", c.kind, c.iri_parts())):
        if change.status not in ("official", "reported"):
            continue
        steps = [(old, new) for old, new, whole in change.successors() if whole]
        if any(_reaches(after, new, old) for old, new in steps):
            change.status = "disputed"
            continue
        for old, new in steps:
            after.setdefault(old, set()).add(new)
    return changes


def _reaches(after: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        fresh = after.get(here, set()) - seen
        seen |= fresh
        todo += fresh
    return False
