"""Links every place of an article to the unit of the register that it means on the article's day, or to none.

Each candidate of the name is weighed by what the article says: containment, changes, other units named beside it, the
day, the source. A candidate that the article contradicts is out; where two are left the place stays by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from kg.model import Unit
from kg.register import Register, kinds
from kg.resolve.scene import Place, Scene
from kg.text import fold

# Weights. What the text states outweighs what stands beside, and that outweighs the day.
STATED, STATED_KIN, CONTRADICTED = 3.0, 2.0, -4.0
CHANGE = 2.5
BESIDE_DISTRICT, BESIDE_PROVINCE, SIBLINGS, MORE, CHILDREN, SOURCE = 1.5, 1.0, 0.75, 0.5, 1.5, 0.5
ALIVE, DAY_OF_CHANGE, AHEAD, ENDED, FAR_AHEAD = 1.0, 1.5, 0.25, -0.5, -1.0
MARGIN = 0.5
# A new unit is named before its first day once it is decided; as a plan long before, but then with its place.
DECIDED, PLANNED = timedelta(days=60), timedelta(days=550)
MOST_CANDIDATES = 12


@dataclass(slots=True)
class Candidate:
    unit: Unit
    time: float
    context: float = 0.0
    out: bool = False
    reasons: list[str] = field(default_factory=list)
    near: bool = False  # something but its neighbours speaks for it

    @property
    def total(self) -> float:
        return self.time + self.context

    def add(self, weight: float, reason: str, *, near: bool = True) -> None:
        self.context += weight
        self.near |= near and weight > 0
        self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of a place: `unit` of the register, or None with the candidates that fit (best first)."""

    unit: str | None
    score: float
    reasons: tuple[str, ...]
    candidates: tuple[str, ...] = ()


class Linker:
    """Links the places of one article after another; keeps what it has looked up in the register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._named = lru_cache(maxsize=50_000)(self._look_up)
        self._bounds = lru_cache(maxsize=50_000)(register.bounds)
        self._kin = lru_cache(maxsize=50_000)(register.kin)
        provinces = [
            unit
            for name, borne in sorted(register.names.items())
            if borne & {"tinh", "tp-tw"}
            for unit in register.find(name)
            if kinds()[unit.kind].level == 0
        ]
        self._all_provinces = frozenset(u.id for u in provinces)
        self._provinces = {fold(u.name).replace(" ", ""): u.id for u in provinces}
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}  # the same reasons are told of many

    def link(self, scene: Scene) -> dict[str, Choice]:
        """The choice for each place of the article, by the place's key."""
        window = self._window(scene)
        candidates = {k: self._candidates(p, scene, window) for k, p in sorted(scene.places.items())}
        self._weigh_changes(scene, candidates)
        chosen: dict[str, Choice] = {}
        hints = self._hinted(scene)
        levels = {k: self._level(p, candidates[k]) for k, p in scene.places.items()}
        for level in range(4):
            places = [p for k, p in sorted(scene.places.items()) if levels[k] == level]
            siblings = self._siblings(places, candidates)
            for place in places:
                self._weigh(place, candidates, chosen, siblings, hints)
            for place in places:
                chosen[place.key] = self._choose(place, candidates[place.key], chosen, scene, window)
        return chosen

    # -- candidates and time -------------------------------------------------------------------------------------

    def _look_up(self, bare: str, allowed: frozenset[str]) -> tuple[Unit, ...]:
        found = tuple(u for u in self._register.find(bare) if not allowed or u.kind in allowed)
        # of that kind the name may be spelt otherwise: a commune is Đakrông, its district Đa Krông
        return found or tuple(u for kind in sorted(allowed) for u in self._register.find(bare, kind=kind))

    def _candidates(self, place: Place, scene: Scene, window: tuple[date | None, date | None]) -> list[Candidate]:
        found = self._possible(place, place.kinds, scene, window)
        if place.typed:
            return found
        if place.kinds and not any(c.time >= 0 for c in found):
            # a bare name was taken for what it mostly is; it may be something else that the article tells
            found = self._possible(place, frozenset(), scene, window)
        return [c for c in found if self._is_province(c.unit.id) and c.time >= 0] or found  # bare, it is a province

    def _possible(
        self, place: Place, allowed: frozenset[str], scene: Scene, window: tuple[date | None, date | None]
    ) -> list[Candidate]:
        found = []
        for unit in self._named(place.bare, allowed):
            time = self._time(place, unit, scene.published, window)
            if time is not None:
                found.append(Candidate(unit, *time))
        return found

    def _time(
        self, place: Place, unit: Unit, day: date | None, window: tuple[date | None, date | None]
    ) -> tuple[float, float, bool, list[str]] | None:
        """(weight of the day, 0, False, reasons), or None where the unit cannot be meant."""
        since, until = self._bounds(unit.id)
        if place.old and unit.valid_until and _same_day(unit.valid_until + timedelta(days=1), place.old):
            return DAY_OF_CHANGE, 0.0, False, [f"ended with the change, on {unit.valid_until}"]
        if place.new and unit.valid_from and _same_day(unit.valid_from, place.new):
            return DAY_OF_CHANGE, 0.0, False, [f"began with the change, on {unit.valid_from}"]
        if day is None:
            first, last = window
            if (first and until and until < first) or (last and since and since > last):
                return None
            return 0.0, 0.0, False, []
        if since and since > day:
            if since - day > PLANNED:
                return None
            near = place.new or since - day <= DECIDED
            return AHEAD if place.new else ENDED if near else FAR_AHEAD, 0.0, False, [f"begins on {since}"]
        if until and until < day:
            return ENDED, 0.0, False, [f"ended on {until}"]
        return ALIVE, 0.0, False, ["there on the day of the article"]

    def _window(self, scene: Scene) -> tuple[date | None, date | None]:
        """For an article without a day: the days on which all surely meant units may have been there."""
        first: date | None = None
        last: date | None = None
        if scene.published is None:
            for place in scene.places.values():
                spans = [self._bounds(u.id) for u in self._named(place.bare, place.kinds)] if place.kinds else []
                ends, begins = [until for _, until in spans], [since for since, _ in spans]
                if ends and all(ends) and not place.old:
                    end = max(e for e in ends if e)
                    last = min(last, end) if last else end
                if begins and all(begins) and not place.new:
                    begin = min(b for b in begins if b)
                    first = max(first, begin) if first else begin
        return (None, None) if first and last and first > last else (first, last)

    # -- what the article says -----------------------------------------------------------------------------------

    def _weigh_changes(self, scene: Scene, candidates: dict[str, list[Candidate]]) -> None:
        """Old and new units of a change that the register has as a step confirm one another."""
        for old_keys, new_keys in scene.steps:
            olds = [c for k in sorted(old_keys) for c in candidates[k]]
            news = {c.unit.id: c for k in sorted(new_keys) for c in candidates[k]}
            for old in olds:
                for edge in self._register.successors(old.unit.id):
                    if (new := news.get(edge.new)) and new is not old:
                        for candidate in (old, new):
                            if not any(r.startswith("the register has") for r in candidate.reasons):
                                candidate.add(CHANGE, f"the register has the change {edge.old} → {edge.new}")

    def _siblings(self, places: list[Place], candidates: dict[str, list[Candidate]]) -> Counter[str]:
        """In how many places' candidates each unit just above them occurs."""
        found: Counter[str] = Counter()
        for place in places:
            found.update({p for c in candidates[place.key] for p in self._register.parents_ever(c.unit.id)})
        return found

    def _weigh(
        self,
        place: Place,
        candidates: dict[str, list[Candidate]],
        chosen: dict[str, Choice],
        siblings: Counter[str],
        hints: frozenset[str],
    ) -> None:
        beside = sorted({u for k, c in chosen.items() if k != place.key and (u := c.unit)})
        for candidate in candidates[place.key]:
            above = self._register.within(candidate.unit.id)
            self._weigh_stated(place, candidate, above, chosen)
            self._weigh_children(place, candidate, candidates)
            districts = [u for u in beside if u in above and not self._is_province(u)]
            provinces = [u for u in beside if u in above and self._is_province(u)]
            kin = [u for u in beside if self._is_province(u) and self._kin(u) & above]
            if districts:
                candidate.add(BESIDE_DISTRICT, f"{districts[0]} is named beside it")
            if provinces or kin:
                candidate.add(BESIDE_PROVINCE, f"{(provinces or kin)[0]} is named beside it")
            shared = [p for p in self._register.parents_ever(candidate.unit.id) if siblings[p] > 1]
            if shared and not districts:
                home = max(shared, key=lambda p: siblings[p])
                weight = SIBLINGS / 2 if self._is_province(home) else SIBLINGS + MORE * (siblings[home] > 2)
                candidate.add(weight, f"other places of the article lie in {home}", near=False)
            if hints & above:
                candidate.add(SOURCE, "the source is of the province")

    def _weigh_stated(
        self, place: Place, candidate: Candidate, above: frozenset[str], chosen: dict[str, Choice]
    ) -> None:
        """Of two stated parents of one level, as when a commune changed its district, one that is right will do."""
        stated = sorted({u for p in place.parents if p in chosen and (u := chosen[p].unit)})
        right = [u for u in stated if u in above]
        kin = [u for u in stated if u not in above and self._kin(u) & above]
        for unit in right[:1]:
            candidate.add(STATED, f"the text says that it lies in {unit}")
        for unit in kin[:1] if not right else ():
            candidate.add(STATED_KIN, f"the text says that it lies in {unit}, once another unit")
        levels = {self._is_province(u) for u in (*right, *kin)}
        for unit in stated:
            if unit not in right and unit not in kin and self._is_province(unit) not in levels:
                candidate.add(CONTRADICTED, f"not in {unit}, as the text says")
                candidate.out = True

    def _weigh_children(self, place: Place, candidate: Candidate, candidates: dict[str, list[Candidate]]) -> None:
        same = self._kin(candidate.unit.id)  # the child may have lain in what the unit was before
        for child in sorted(place.children):
            inside = [c for c in candidates[child] if same & self._register.within(c.unit.id)]
            if inside:
                candidate.add(CHILDREN, f"{inside[0].unit.id} lies in it")

    def _hinted(self, scene: Scene) -> frozenset[str]:
        """The provinces, old and new, in whose name or address the source writes."""
        text = "".join(c for c in fold(scene.hints) if c.isalnum())
        found = {i for name, i in self._provinces.items() if len(name) > 4 and name in text} if text else set()
        return frozenset().union(*(self._kin(i) for i in found)) if found else frozenset()

    def _level(self, place: Place, candidates: list[Candidate]) -> int:
        """When a place has its turn: provinces first, so that they can speak for the others."""
        if place.typed or not candidates:
            return place.level
        return min(kinds()[c.unit.kind].level for c in candidates if c.time == max(d.time for d in candidates))

    def _is_province(self, ident: str) -> bool:
        return ident in self._all_provinces

    # -- choice --------------------------------------------------------------------------------------------------

    def _choose(
        self,
        place: Place,
        candidates: list[Candidate],
        chosen: dict[str, Choice],
        scene: Scene,
        window: tuple[date | None, date | None],
    ) -> Choice:
        fit = sorted((c for c in candidates if not c.out), key=lambda c: (-c.total, c.unit.id))
        names = tuple(c.unit.id for c in fit[:MOST_CANDIDATES])
        if not fit:
            reasons = [r for c in candidates for r in c.reasons if r.startswith("not in")]
            return Choice(None, 0.3, tuple(dict.fromkeys(reasons)) or ("the register does not have it",))
        best = fit[0]
        rivals = [c for c in fit[1:] if best.total - c.total < MARGIN]
        if rivals:
            return Choice(None, 0.3, (f"{len(rivals) + 1} units fit alike",), names)
        if best.time == FAR_AHEAD and best.context < STATED_KIN:
            return Choice(None, 0.3, ("not there for long after the article, and the text does not place it",), names)
        if self._far(place, best, chosen):
            return Choice(None, 0.3, ("far from the other places of the article",), names)
        if best.context <= 0 and (why := self._doubt(place, best, candidates, chosen, scene)):
            return Choice(None, 0.3, (why,), names)
        score = 0.95 if best.context >= STATED_KIN else 0.85 if best.context > 0 else 0.75
        score -= 0.1 * (scene.published is None) + 0.1 * (best.time < 0)
        reasons = best.reasons or ["the only unit of the name"]
        if best.context <= 0:
            reasons = ["the only unit of the name and kind", *best.reasons]
        others = tuple(n for n in names[1:] if n != best.unit.id)
        told = tuple(dict.fromkeys(reasons))
        return Choice(best.unit.id, round(score, 2), self._same.setdefault(told, told), others)

    def _far(self, place: Place, best: Candidate, chosen: dict[str, Choice]) -> bool:
        """Whether places of one level alone speak for a candidate, and what the article names above them does not.

        Two communes may well have namesakes beside one another in a district far away.
        """
        if kinds()[best.unit.kind].level != 2 or best.context <= 0 or best.near or best.time == DAY_OF_CHANGE:
            return False
        above = self._register.within(best.unit.id)
        outer = [u for k, c in chosen.items() if k != place.key and (u := c.unit) and self._is_outer(u)]
        return bool(outer) and not any(self._kin(u) & above for u in outer)

    def _is_outer(self, ident: str) -> bool:
        unit = self._register.get(ident)
        return unit is not None and kinds()[unit.kind].level < 2

    def _doubt(
        self, place: Place, best: Candidate, candidates: list[Candidate], chosen: dict[str, Choice], scene: Scene
    ) -> str | None:
        """Why a candidate that nothing in the article speaks for is not taken, if so."""
        level = kinds()[best.unit.kind].level
        if not place.kinds and level:
            return "no type word and nothing beside it"
        if best.time < 0 and (level == 2 or not place.typed):
            return "not there on the day of the article, and nothing beside it"
        if level == 2:
            if any(c.unit for c in chosen.values()):
                return "far from the other places of the article"
            if scene.published is None or scene.published < self._register.since:
                return "the register does not know all communes of the day"
        return None


def _same_day(day: date, stated: Iterable[str]) -> bool:
    """Whether a day is what a date of the text says, as precise as that is."""
    return any(text and day.isoformat().startswith(text) for text in stated)
