"""Makes unit_mentions.jsonl: mentions of communes whose meaning follows from how the context is made.

Each line is an article: day, publisher, places with what the text says they lie in, and for each asked name the unit
that is meant, or null where two or more units fit, or none, so that it must stay by itself. What fits is found by going
through the whole register, without the linker. Run it from the root of the project:
python tests/data/make_unit_mentions.py
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg.model import Unit
from kg.register import Register, kinds, label
from kg.text import key

OUT = Path(__file__).with_name("unit_mentions.jsonl")
DAYS = (date(2019, 6, 1), date(2021, 10, 5), date(2024, 3, 1), date(2025, 9, 1))
EACH = 36
Case = dict[str, Any]


class Maker:
    """Draws communes that share their name with another on the day."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.register = Register.load()
        self.alive: dict[date, dict[str, list[Unit]]] = {day: defaultdict(list) for day in DAYS}
        for name in sorted(self.register.names):
            for unit in self.register.find(name):
                if kinds()[unit.kind].level == 2:
                    self._note(unit)

    def _note(self, unit: Unit) -> None:
        first, last = self.register.bounds(unit.id)
        for day in DAYS:
            if (first is None or first <= day) and (last is None or last >= day):
                found = self.register.get(unit.id, day)
                named = self.alive[day][self.name(unit)]
                if found and found.id not in [u.id for u in named]:
                    named.append(found)

    @staticmethod
    def name(unit: Unit) -> str:
        return label(unit.kind, unit.name)

    def above(self, unit: Unit, day: date) -> list[str]:
        return [u.id for u in self.register.lineage_up(unit.id, day)]

    def named(self, ident: str, day: date) -> str:
        unit = self.register.get(ident, day)
        assert unit is not None
        return label(unit.kind, unit.name)

    def namesakes(self, day: date) -> list[Unit]:
        """All communes of the day whose name and type another one has."""
        return [u for _, units in sorted(self.alive[day].items()) if len(units) > 1 for u in units]

    def inside(self, unit: Unit, day: date, outer: str) -> list[Unit]:
        """The communes of the unit's name and type that lie in another unit."""
        return [u for u in self.alive[day][self.name(unit)] if outer in self.above(u, day)]

    # -- kinds of context ------------------------------------------------------------------------------------------

    def district_stated(self, unit: Unit, day: date) -> Case | None:
        line = self.above(unit, day)
        if len(line) != 2 or len(self.inside(unit, day, line[0])) != 1:
            return None
        outer, top = (self.named(i, day) for i in line)
        places: list[list[str | None]] = [[top, None], [outer, top], [self.name(unit), outer]]
        return self.case(day, places, {self.name(unit): unit.id})

    def province_stated(self, unit: Unit, day: date) -> Case | None:
        line = self.above(unit, day)
        if not line:
            return None
        top = self.named(line[-1], day)
        fits = self.inside(unit, day, line[-1])
        places: list[list[str | None]] = [[top, None], [self.name(unit), top]]
        return self.case(day, places, {self.name(unit): unit.id if len(fits) == 1 else None})

    def nothing_stated(self, unit: Unit, day: date) -> Case | None:
        return self.case(day, [[self.name(unit), None]], {self.name(unit): None})

    def paper_tells(self, unit: Unit, day: date) -> Case | None:
        line = self.above(unit, day)
        if not line or len(self.inside(unit, day, line[-1])) != 1:
            return None
        top = self.register.get(line[-1], day)
        made = self.case(day, [[self.name(unit), None]], {self.name(unit): unit.id})
        return made | {"publisher": f"Báo {top.name}"} if top else None

    def neighbours_tell(self, unit: Unit, day: date) -> Case | None:
        """Three communes of one district, of which no other district has all."""
        line = self.above(unit, day)
        if len(line) != 2:
            return None
        others = [u for u in self.register.children(line[0], day) if u.kind == unit.kind and u.id != unit.id]
        if len(others) < 2:
            return None
        own = [unit, *self.rng.sample(others, 2)]
        homes = [{self.above(v, day)[0] for v in self.alive[day][self.name(u)] if self.above(v, day)} for u in own]
        if len(set.intersection(*homes)) != 1:
            return None
        if any(len(self.inside(u, day, line[0])) != 1 for u in own):
            return None
        return self.case(day, [[self.name(u), None] for u in own], {self.name(u): u.id for u in own})

    def wrong_district(self, unit: Unit, day: date) -> Case | None:
        """Said to lie in a district of another province where no commune has the name."""
        line = self.above(unit, day)
        other = self.rng.choice(self.namesakes(day))
        there = self.above(other, day)
        if len(line) != 2 or len(there) != 2 or line[1] == there[1]:
            return None
        same = [u for u in self.register.find(self.name(unit)) if there[0] in self.register.within(u.id)]
        if same:
            return None
        outer, top = (self.named(i, day) for i in there)
        places: list[list[str | None]] = [[top, None], [outer, top], [self.name(unit), outer]]
        return self.case(day, places, {self.name(unit): None})

    def looked_back(self, unit: Unit, day: date) -> Case | None:
        """An article of today on a commune that has ended, with its district of the time."""
        if day >= DAYS[-1] or unit.valid_until is None or unit.valid_until >= DAYS[-1]:
            return None
        line = self.above(unit, unit.valid_until)
        if len(line) != 2:
            return None
        same = [u for u in self.register.find(self.name(unit)) if line[0] in self.register.within(u.id)]
        if len(same) != 1:
            return None
        outer = self.named(line[0], unit.valid_until)
        places: list[list[str | None]] = [[outer, None], [self.name(unit), outer]]
        top = self.register.get(line[1], unit.valid_until)
        made = self.case(DAYS[-1], places, {self.name(unit): unit.id})
        return made | {"publisher": f"Báo {top.name}"} if top else None

    @staticmethod
    def case(day: date, places: Sequence[Sequence[str | None]], expected: Mapping[str, str | None]) -> Case:
        return {"day": day.isoformat(), "publisher": None, "places": places, "expected": expected}


KINDS = (
    "district_stated",
    "province_stated",
    "nothing_stated",
    "paper_tells",
    "neighbours_tell",
    "wrong_district",
    "looked_back",
)


def cases(seed: int = 1) -> Iterator[Case]:
    maker = Maker(seed)
    for kind in KINDS:
        made = 0
        while made < EACH:
            day = maker.rng.choice(DAYS)
            unit = maker.rng.choice(maker.namesakes(day))
            found = getattr(maker, kind)(unit, day)
            if found and len({key(name) for name, _ in found["places"]}) == len(found["places"]):
                made += 1
                yield {"id": f"{kind}-{made:02}", **found}


def main() -> None:
    with OUT.open("w", encoding="utf-8", newline="\n") as out:
        for case in cases():
            out.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
