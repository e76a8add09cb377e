"""Which unit a name, code or id means: of the register, and of the graph where the register has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kg.errors import NotFoundError
from kg.graph.search import leaves_out
from kg.model import Unit
from kg.register import Register, label, split
from kg.text import capital

_CODE = re.compile(r"\d{2}|\d{3}|\d{5}")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as it is shown: its name with type word, its code, what it lay in (the nearest first), its days.

    `since` and `until` are ISO days and inclusive; None is unknown or open.
    """

    id: str
    label: str
    code: str | None = None
    inside: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    @property
    def years(self) -> str:
        return f"{self.since or '…'} – {self.until or '…'}"

    def on(self, day: date) -> bool:
        """Whether it may have been there."""
        return (self.since or "") <= day.isoformat() <= (self.until or "9")


def named(register: Register, unit: Unit, day: date | None = None) -> Named:
    """A unit of the register with what it lay in on that day, or last."""
    first, last = register.bounds(unit.id)
    above = register.lineage_up(unit.id, day)
    return Named(
        unit.id,
        capital(label(unit.kind, unit.name)),
        unit.code,
        tuple(capital(label(u.kind, u.name)) for u in above),
        _iso(unit.valid_from or first),
        _iso(unit.valid_until or last),
    )


def find_units(register: Register, name: str, day: date | None = None) -> list[Unit]:
    """The units of the register that a name, code or id may mean, on a day if one is given; the closest match wins.

    Names are taken with and without type word, as spelt or else without tones and case, else without spaces, hyphens
    and apostrophes, and with what the unit lay in after a comma ("Hải Hưng, Hải Lăng"). Raises NotFoundError where
    there is none, or none on that day.
    """
    asked = name.strip().removeprefix("unit:")
    asked = asked.rpartition("/id/unit/")[2] if "/id/unit/" in asked else asked
    if unit := register.get(asked, day):
        return [unit]
    if _CODE.fullmatch(asked):
        if not (found := register.by_code(asked)):
            raise NotFoundError(
                f"no unit has ever borne the code {asked}",
                remedy="codes have 2 digits for provinces, 3 for districts, 5 for communes; or try a name",
            )
    elif not (found := _by_name(register, asked)):
        alike = dict.fromkeys(
            capital(label(u.kind, u.name)) for u in register.search(asked) or register.search(split(asked)[1])
        )
        remedy = f"did you mean {', '.join(list(alike)[:3])}?" if alike else "try the name alone, or a code"
        raise NotFoundError(f"the register knows no “{name}”", remedy=remedy)
    there = [u for u in found if day is None or _may(register, u, day)]
    if not there:
        years = "; ".join(f"{n.label} {n.years}" for n in (named(register, u) for u in found[:5]))
        raise NotFoundError(f"there was no “{name}” on {day}", remedy=f"there was: {years}")
    return there


def one_line(register: Register, units: Sequence[Unit]) -> Unit | None:
    """Of units that followed one another the last; None if any of them stands apart."""
    for unit in units:
        before, todo = {unit.id}, [unit.id]
        while todo:
            fresh = {e.old for e in register.predecessors(todo.pop())} - before
            before |= fresh
            todo += fresh
        if before.issuperset(u.id for u in units):
            return unit
    return None


def _by_name(register: Register, name: str) -> list[Unit]:
    whole = _alike(register, name)
    if whole or "," not in name:
        return whole
    inner, _, outer = (part.strip() for part in name.partition(","))
    # of a commune Đakrông and a district Đa Krông only one has the other unit in it
    around = {u.id for u in _alike(register, outer, all_spellings=True)} if outer else set()
    return [u for u in _alike(register, inner) if around & register.within(u.id)]


def _alike(register: Register, name: str, *, all_spellings: bool = False) -> list[Unit]:
    """The units of the name as spelt, or else with more tones and marks, or with spaces, hyphens and apostrophes."""

    def fits(unit: Unit) -> bool:
        return any(leaves_out(name, n) or leaves_out(name, label(unit.kind, n)) for n in register.spellings(unit.id))

    exact = [] if all_spellings else register.find(name)
    return exact or [u for u in register.search(name, all_spellings=all_spellings) if fits(u)]


def _may(register: Register, unit: Unit, day: date) -> bool:
    first, last = register.bounds(unit.id)
    return (first is None or first <= day) and (last is None or day <= last)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
