"""The register: every administrative unit in time, found by name, code or identity, and how units follow one another.

A unit's identity is a version: name and code from a day on. The table is built by scripts/build_register.py;
SOURCES.md tells where it comes from and what its dates mean.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib.resources import files

from kg.model import Unit
from kg.register.names import COMMUNE, DISTRICT, PROVINCE, kinds, label, number, split
from kg.text import fold, key, letters, solid

__all__ = ["COMMUNE", "DISTRICT", "PROVINCE", "Register", "Succession", "kinds", "label", "number", "split"]

_ID, _KIND, _CODES, _NAMES, _SINCE, _UNTIL, _LISTS, _PARENTS = range(8)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Succession:
    """`old` passed into `new` on `date` (None: between two lists, day unknown), as a whole or in part."""

    old: str
    new: str
    date: date | None
    whole: bool


class Register:
    """The table with its indexes. Get it with Register.load(); it never changes."""

    def __init__(self, text: str) -> None:
        units, edges = text.split("\n\n")
        head, *lines = units.split("\n")
        self._days = [date.fromisoformat(d) for d in head.split("\t")[1:]]
        self._rows = [line.split("\t") for line in lines]
        self._edge_lines = edges.splitlines()
        self._number = {row[_ID]: i for i, row in enumerate(self._rows)}
        self._within: dict[str, frozenset[str]] = {}
        self._by_name: dict[str, list[int]] = {}
        for i, row in enumerate(self._rows):
            for name in row[_NAMES].split("|"):
                # what is nearly always enough of kg.text.key, at a fifth of its cost
                plain = name.lower()
                plain = key(name) if _needs_key(plain) else plain
                self._by_name.setdefault(plain, []).append(i)
                if " - " in plain:
                    self._by_name.setdefault(plain.replace(" - ", "-"), []).append(i)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Register:
        """The register of the package, read once."""
        return cls(gzip.decompress((files(__package__) / "units.tsv.gz").read_bytes()).decode("utf-8"))

    @property
    def since(self) -> date:
        """The day of the oldest list: from then on the register has every unit."""
        return self._days[0]

    @property
    def issued(self) -> date:
        """The day of the newest list; later changes only as far as the supplement has them."""
        return self._days[-1]

    # -- one unit ------------------------------------------------------------------------------------------------

    def get(self, ident: str, on: date | None = None) -> Unit | None:
        """The unit of that id, with its parent on that day (or its last); None if there is none."""
        index = self._number.get(ident)
        return None if index is None else self._unit(index, on)

    def _unit(self, index: int, on: date | None) -> Unit:
        row = self._rows[index]
        parent = self._parent(row, on)
        return Unit(
            id=row[_ID],
            name=row[_NAMES].split("|", 1)[0],
            kind=row[_KIND],
            code=row[_CODES].split(",", 1)[0] or None,
            parent=None if parent is None else self._rows[parent][_ID],
            valid_from=_date(row[_SINCE]),
            valid_until=_date(row[_UNTIL]),
        )

    def _parent(self, row: list[str], on: date | None) -> int | None:
        found = None
        for part in _parents(row):
            parent, _, since = part.partition("@")
            if found is None or on is None or not since or date.fromisoformat(since) <= on:
                found = int(parent)
        return found

    def parent(self, ident: str, on: date | None = None) -> Unit | None:
        """The unit that it lay in on that day (or last)."""
        unit = self.get(ident, on)
        return self.get(unit.parent, on) if unit and unit.parent else None

    def lineage_up(self, ident: str, on: date | None = None) -> list[Unit]:
        """Its parent, that one's parent, … on that day: for a commune of 2022 the district and the province."""
        found: list[Unit] = []
        while unit := self.parent(found[-1].id if found else ident, on):
            found.append(unit)
        return found

    def parents_ever(self, ident: str) -> list[str]:
        """The ids of all units that it has lain in, the first first."""
        index = self._number.get(ident)
        parts = [] if index is None else _parents(self._rows[index])
        return [self._rows[int(p.partition("@")[0])][_ID] for p in parts]

    def stays(self, ident: str) -> list[tuple[str, date | None, date | None]]:
        """(id of what it lay in, first day, last day), one after the other; unbounded at both ends."""
        index = self._number.get(ident)
        parts = [] if index is None else _parents(self._rows[index])
        marks = [part.partition("@") for part in parts]
        begins = [_date(since) for _, _, since in marks]
        ends = [begin - _DAY if begin else None for begin in begins[1:]] + [None]
        return [(self._rows[int(p)][_ID], b, e) for (p, _, _), b, e in zip(marks, begins, ends, strict=False)]

    def within(self, ident: str) -> frozenset[str]:
        """The ids of everything that the unit has ever lain in, at any depth."""
        if (found := self._within.get(ident)) is None:
            parents = self.parents_ever(ident)
            found = frozenset(parents).union(*(self.within(p) for p in parents))
            self._within[ident] = found
        return found

    def children(self, ident: str, on: date | None = None) -> list[Unit]:
        """What lay directly in it on that day (or ever), by code."""
        index = self._number.get(ident)
        found = [
            i
            for i in (self._children.get(index, ()) if index is not None else ())
            if on is None or (self._may(i, on) and self._parent(self._rows[i], on) == index)
        ]
        return [self._unit(i, on) for i in found]

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        inside: dict[int, list[int]] = {}
        for i, row in enumerate(self._rows):
            for part in _parents(row):
                inside.setdefault(int(part.partition("@")[0]), []).append(i)
        return inside

    # -- time ----------------------------------------------------------------------------------------------------

    def bounds(self, ident: str) -> tuple[date | None, date | None]:
        """The first and last day on which the unit may have been there; None is unbounded.

        Narrower than valid_from and valid_until where these are unknown: a unit that one list has and the next
        has not ended somewhere between the two.
        """
        row = self._rows[self._number[ident]]
        return self._bounds(row)

    def _bounds(self, row: list[str]) -> tuple[date | None, date | None]:
        since, until, lists = _date(row[_SINCE]), _date(row[_UNTIL].lstrip("?")), row[_LISTS]
        if since is None and lists and lists[0] != "0":
            since = self._days[int(lists[0]) - 1] + _DAY
        if until is None and lists and int(lists[1]) + 1 < len(self._days):
            until = self._days[int(lists[1]) + 1] - _DAY
        return since, until

    def _may(self, index: int, on: date) -> bool:
        since, until = self._bounds(self._rows[index])
        return (since is None or since <= on) and (until is None or on <= until)

    # -- names and codes -----------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Match key of a name without type word → the kinds that have borne it; numbers also with it ("phường 1")."""
        found = {name: frozenset(self._rows[i][_KIND] for i in rows) for name, rows in self._by_name.items()}
        for name in [n for n in found if n.isdigit()]:
            found |= {f"{kinds()[kind].word} {name}": frozenset((kind,)) for kind in found[name]}
        return found

    def kinds_spelt_otherwise(self, name: str) -> frozenset[str]:
        """The kinds of the units whose name differs from this one in spaces, hyphens and apostrophes only."""
        return frozenset(self._rows[i][_KIND] for i in self._by_letters.get(letters(name), ()))

    def find(self, name: str, *, kind: str | None = None, on: date | None = None) -> list[Unit]:
        """Units of that name, tones counting, with or without type word ("TP. Huế", "Huế"); by level and code.

        Where none is so spelt, those spelt with other spaces, hyphens and apostrophes ("huyện Đakrông": Đa Krông).
        `kind` is a code such as "xa"; `on` leaves out what was certainly not there on that day.
        """
        allowed, bare = split(name)
        rows: Iterable[int] = self._by_name.get(bare, ())
        if not allowed or not rows:
            # an alias may begin like a type word ("TP.HCM"), and a name may hold one
            rows = sorted({*rows, *self._by_name.get(number(key(name)), ())})
            allowed = allowed if bare in self._by_name else frozenset()
        return self._those(rows, allowed, kind, on) or self._those(
            self._by_letters.get(letters(bare), ()), split(name)[0], kind, on
        )

    def _those(self, rows: Iterable[int], allowed: frozenset[str], kind: str | None, on: date | None) -> list[Unit]:
        found = [
            i
            for i in rows
            if (kind is None or self._rows[i][_KIND] == kind)
            and (not allowed or self._rows[i][_KIND] in allowed)
            and (on is None or self._may(i, on))
        ]
        return [self._unit(i, on) for i in found]

    @cached_property
    def _by_letters(self) -> dict[str, list[int]]:
        return self._names_by(letters)

    def by_code(self, code: str) -> list[Unit]:
        """All units that have borne the code of the statistics office, the oldest first."""
        return [self._unit(i, None) for i in self._codes.get(code, ())]

    @cached_property
    def _codes(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, row in enumerate(self._rows):
            for code in filter(None, row[_CODES].split(",")):
                found.setdefault(code, []).append(i)
        return found

    def search(self, text: str, *, all_spellings: bool = False) -> list[Unit]:
        """Units whose name, without tones and case, is the text, with or without type word; else, or with
        `all_spellings` also, those whose name is it without spaces, hyphens and apostrophes ("dakrong", Đa Krông).
        Never an identity."""
        exact = [] if all_spellings else self._searched(text, fold)
        return exact or self._searched(text, solid)

    def _searched(self, text: str, plain: Callable[[str], str]) -> list[Unit]:
        table = self._folded if plain is fold else self._solid
        allowed, bare = split(text)
        whole = [*table.get(plain(bare), ()), *(table.get(plain(text), ()) if allowed else ())]
        if not whole:  # typed without tones, the type word has none either
            words = {fold(k.word): k.code for k in kinds().values()}
            for word, code in words.items():
                if fold(text).startswith(word + " "):
                    rest = table.get(plain(fold(text)[len(word) + 1 :]), ())
                    whole += [i for i in rest if kinds()[self._rows[i][_KIND]].word == kinds()[code].word]
            allowed = frozenset()
        return [self._unit(i, None) for i in sorted(set(whole)) if not allowed or self._rows[i][_KIND] in allowed]

    @cached_property
    def _folded(self) -> dict[str, list[int]]:
        return self._names_by(fold)

    @cached_property
    def _solid(self) -> dict[str, list[int]]:
        return self._names_by(solid)

    def _names_by(self, plain: Callable[[str], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for name, rows in self._by_name.items():
            found.setdefault(plain(name), []).extend(rows)
        return {name: sorted(set(rows)) for name, rows in found.items()}

    def spellings(self, ident: str) -> tuple[str, ...]:
        """All names of a unit as they are written, its own first, without type word."""
        index = self._number.get(ident)
        return () if index is None else tuple(self._rows[index][_NAMES].split("|"))

    # -- lineage -------------------------------------------------------------------------------------------------

    @cached_property
    def _edges(self) -> tuple[dict[str, list[Succession]], dict[str, list[Succession]]]:
        forward: dict[str, list[Succession]] = {}
        back: dict[str, list[Succession]] = {}
        for line in self._edge_lines:
            old, new, day, part = line.split("\t")
            edge = Succession(self._rows[int(old)][_ID], self._rows[int(new)][_ID], _date(day), not part)
            forward.setdefault(edge.old, []).append(edge)
            back.setdefault(edge.new, []).append(edge)
        return forward, back

    def successors(self, ident: str) -> list[Succession]:
        """What the unit passed into."""
        return self._edges[0].get(ident, [])

    def predecessors(self, ident: str) -> list[Succession]:
        """What passed into the unit."""
        return self._edges[1].get(ident, [])

    def kin(self, ident: str) -> frozenset[str]:
        """The unit, all that passed into it and all that it passed into, step after step, never back and forth."""
        found = {ident}
        for direction in (0, 1):
            todo = [ident]
            while todo:
                for edge in self._edges[direction].get(todo.pop(), ()):
                    other = edge.old if direction else edge.new
                    if other not in found:
                        found.add(other)
                        todo.append(other)
        return frozenset(found)


def _parents(row: list[str]) -> list[str]:
    """What a unit lay in ("12", "34@2020-01-01"), without what took the place of its last parent after its own end."""
    parts, until = row[_PARENTS].split(), row[_UNTIL].lstrip("?")
    return [p for p in parts if not until or p.partition("@")[2] <= until]


def _date(text: str) -> date | None:
    """A day; None for an empty field and for one that only bounds ("?1992-12-31")."""
    return date.fromisoformat(text) if text and text[0] != "?" else None


def _needs_key(lower: str) -> bool:
    """Whether kg.text.key may change a lower-case name: an old-style tone on oa, oe or uy, a dash, an apostrophe."""
    return any(c in lower for c in _CHANGED)


_CHANGED = "òóỏõọèéẻẽẹùúủũụ’–"
