"""What the register of units vouches for in time: when a unit was there, what it lay in, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.graph.windows import Window
from kg.model import Resolution, Unit
from kg.register import Register as Table

Bounds = tuple[date | None, date | None]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Register:
    """The register as a source: `since` and `issued` are the days of its first and its last list.

    `bounds` gives by unit id the first and last day on which the unit can have been there, where that is narrower than
    its own dates; `parents` by unit id what it lay in, with first and last day, where that changed.
    """

    name: str = "register"
    label: str = "Danh mục đơn vị hành chính"
    since: date | None = None
    issued: date | None = None
    url: str | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    parents: Mapping[str, tuple[tuple[str, Bounds], ...]] = field(default_factory=dict)

    def life(self, unit: Unit) -> Window:
        """Certain on the days on which the register has the unit, impossible outside its bounds."""
        first, last = self.bounds.get(unit.id, (unit.valid_from, unit.valid_until))
        life = Window(None, None, unit.valid_from or first, unit.valid_until or last)
        if not in_register(unit):
            return life
        # without a date of its own a unit is in the first list or in the last unless bounds say otherwise
        known_from = unit.valid_from or (self.since if life.not_before is None else None)
        known_until = unit.valid_until or (self.issued if life.not_after is None else None)
        if known_from and known_until and known_from > known_until:
            known_from = known_until if unit.valid_until else known_from
            known_until = known_from
        return Window(known_from or known_until, known_until or known_from).within(life)

    def stays(self, unit: Unit) -> Iterator[tuple[str, Window]]:
        """(id of a unit, the days on which this one can have lain in it by the register)."""
        if not in_register(unit):
            return
        for parent, (first, last) in self.parents.get(unit.id, ((unit.parent, (None, None)),)):
            if parent:
                yield parent, Window(None, None, first, last)


def in_register(unit: Unit) -> bool:
    """Whether a unit is of the register; the ids of all others begin with "x-"."""
    return unit.registered or not unit.id.startswith("x-")


def from_table(table: Table, resolution: Resolution) -> Register:
    """The register of the package as a source for the units of a resolution."""
    ids = [u.id for u in resolution.units.values() if in_register(u) and table.get(u.id)]
    moved = [id for id in ids if len(table.parents_ever(id)) > 1]
    return Register(
        since=table.since,
        issued=table.issued,
        bounds={id: table.bounds(id) for id in ids},
        parents={id: tuple(_stays(table, id)) for id in moved},
    )


def _stays(table: Table, id: str) -> Iterator[tuple[str, Bounds]]:
    """What a unit lay in one after the other: (parent, first and last day), unbounded at both ends."""

    def parent(day: date) -> str | None:
        unit = table.get(id, day)
        return unit.parent if unit else None

    first: date | None = None
    day, end = date(1900, 1, 1), table.issued + 3660 * _DAY
    while (here := parent(day)) and here != parent(end):
        lower, upper = day, end  # the parent is `here` on the lower day and another on the upper
        while upper - lower > _DAY:
            middle = lower + (upper - lower) // 2
            lower, upper = (middle, upper) if parent(middle) == here else (lower, middle)
        yield here, (first, lower)
        first = day = upper
    if here:
        yield here, (first, None)
