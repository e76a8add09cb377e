"""What an article has said so far and says elsewhere: whose name "ông Chiểu" is, which unit "UBND huyện" is of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document, same_level
from kg.grammar.lists import canonical_names
from kg.grammar.runs import settle
from kg.grammar.scan import Item, Name, Run, Scan
from kg.grammar.units import Place
from kg.text import key

_PROVINCE_KINDS = frozenset({"tinh", "tp-tw"})
# a section of an article, in tokens: what a province's body said last still holds
_SECTION = 120
# the kinds that "UBND tỉnh", "UBND thành phố" may be of
_WANTED = {"province": _PROVINCE_KINDS, "thanh-pho": frozenset({"thanh-pho", "tp-tw"})}

# so many tokens may stand between two units named in one breath
_BREATH = 8
# between units of which more than one may be meant
_COORDINATES = frozenset({"và", ",", "tỉnh", "tp", "tp.", "cùng", "với", "hay", "hoặc"})

T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """A unit taken from the context, and how sure that is (0…1)."""

    place: Place
    certainty: float


class Row(Generic[T]):
    """Things of one sort in the order of the text, each with a name by which two mentions are one."""

    def __init__(self, found: list[tuple[int, T, Hashable]]) -> None:
        self.at = [at for at, _, _ in found]
        self.things = [thing for _, thing, _ in found]
        self.names = [name for _, _, name in found]
        self.counts = Counter(self.names)
        most = self.counts.most_common(2)
        self.top: Hashable = most[0][0] if most else None
        # by how many times the most named thing is named more often than the next
        self.lead = most[0][1] / most[1][1] if len(most) > 1 else 0.0

    @classmethod
    def of(cls, found: Iterable[tuple[int, T, Hashable]]) -> Row[T]:
        return cls(list(found))

    def before(self, token: int) -> tuple[int, T] | None:
        n = bisect_left(self.at, token)
        return (self.at[n - 1], self.things[n - 1]) if n else None

    def between(self, start: int, end: int) -> list[tuple[int, T]]:
        """Those that begin at `start` or later and before `end`."""
        first, last = bisect_left(self.at, start), bisect_left(self.at, end)
        return list(zip(self.at[first:last], self.things[first:last], strict=True))

    def named(self, name: Hashable) -> list[T]:
        return [thing for thing, other in zip(self.things, self.names, strict=True) if other == name]


@dataclass(slots=True)
class Memory:
    """Names and units of one article. `units` are (token, place) in order; `bodies` the named bodies in order."""

    document: Document
    full_names: dict[str, str] = field(default_factory=dict)  # name key → as written
    given: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # last syllable → (token, full name)
    longer: dict[str, str] = field(default_factory=dict)  # "quyết tâm" → the only longer name that ends so
    runs: Counter[str] = field(default_factory=Counter)  # open runs of capitalised words, by key
    units: list[tuple[int, Place]] = field(default_factory=list)
    bodies: list[tuple[int, Body]] = field(default_factory=list)
    typed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    official: set[int] = field(default_factory=set)  # tokens at which a unit stands in a body's name
    settled: list[Body] = field(default_factory=list)  # bodies that the text leaves open, completed, in order
    _known: dict[Hashable, Any] = field(default_factory=dict)

    def person(self, name: str, token: int) -> str:
        """The full name that a name stands for: itself, or of the nearest person before whose given name it is."""
        if " " in name:
            longer = self.longer.get(key(name))
            return longer or self.full_names.get(key(name), name)
        known = self.given.get(key(name), [])
        if not known:
            family = self.once("families", lambda: _families(self)).get(key(name), set())
            return next(iter(family)) if len(family) == 1 else name
        before = bisect_right(known, token, key=lambda x: x[0])
        return known[max(before - 1, 0)][1]

    def states(self) -> tuple[int, list[int]]:
        """How often the article names Việt Nam, and each other state."""
        counts = self.once("states", lambda: Counter(key(p.name) for _, p in self.units if p.kind == "country"))
        return counts.get("việt nam", 0), [n for name, n in counts.items() if name != "việt nam"]

    def is_one_of_two(self, name: str, token: int) -> bool:
        """May a given name alone be of another than the person last named so, of one named more often?"""
        if " " in name:
            return False
        known = self.given.get(key(name), [])
        counts = self.once(("given", key(name)), lambda: Counter(full for _, full in known))
        return len(counts) > 1 and counts[self.person(name, token)] < max(counts.values())

    def unit(self, lacks: str, token: int) -> Context | None:
        """The unit of this kind that the context means at this token."""
        wanted, found = self._of_kind(lacks)
        if not found.things:
            return None
        if len(found.counts) == 1:
            return Context(self.once(("main", lacks), lambda: _fullest(found.named(found.top))), 0.97)
        provinces = bool(wanted & _PROVINCE_KINDS)
        if provinces and (heading := self._headed(found, token)):
            return Context(heading, 0.9)
        if provinces and (holder := self._holder_here(found, token)):
            return Context(holder, 0.85)
        if provinces and (opening := self._opening(found, token)):
            return Context(opening, 0.85)
        if provinces and (recent := [x for x in found.between(token - _SECTION + 1, token) if x[0] in self.official]):
            return Context(recent[-1][1], 0.4 if self._beside_another(found, *recent[-1]) else 0.85)
        if provinces and found.lead >= 2:
            return Context(self.once(("main", lacks), lambda: _fullest(found.named(found.top))), 0.85)
        sentence = self.document.sentence_of(token) if token < len(self.document.tokens) else -1
        before = found.before(token)
        if before is not None and self.document.sentence_of(before[0]) == sentence:
            return Context(before[1], 0.4 if self._beside_another(found, *before) else 0.85)
        topic = self.once(("topic", lacks), lambda: self._topic(found))
        if topic is not None:
            return Context(topic, 0.85)
        nearest = before or (found.at[0], found.things[0])
        return Context(nearest[1], 0.4 if self._beside_another(found, *nearest) else 0.7)

    def _headed(self, found: Row[Place], token: int) -> Place | None:
        """The province whose part of the news it is, where parts open with its name: "Khánh Hòa: Ngày …"."""
        keys, start = self.document.keys, self.document.sentence_start
        parts = self.once("parts", lambda: Row.of(
            (at, p, _canonical(p.name)) for at, p in zip(found.at, found.things, strict=True)
            if keys[p.end : p.end + 1] == [":"] and start(at) == at
        ))  # fmt: skip
        before = parts.before(token)
        if before is None or len(parts.counts) < 2:
            return None
        named = {_canonical(p.name) for _, p in found.between(before[0], token)}
        return before[1] if len(named) == 1 else None

    def _opening(self, found: Row[Place], token: int) -> Place | None:
        """The province that opens the sentence: "Tại Bà Rịa - Vũng Tàu, ông A, Phó Bí thư Tỉnh ủy, …"."""
        start = self.document.sentence_start(token)
        first = found.between(start, min(start + 3, token))
        return first[0][1] if first and self.document.keys[start] in {"tại", "ở"} else None

    def _beside_another(self, found: Row[Place], at: int, place: Place) -> bool:
        """ "Kon Tum và Yên Bái": two of the kind are named in one breath, either may be meant after it."""
        before, after = found.before(at), found.between(at + 1, place.end + 4)
        pairs = ([(before[1], place)] if before else []) + [(place, other) for _, other in after[:1]]
        return any(_canonical(a.name) != _canonical(b.name) and self._coordinated(a.end, b.start) for a, b in pairs)

    def _coordinated(self, start: int, end: int) -> bool:
        """Do nothing but joining words and other names stand between two tokens?"""
        tokens = self.document.tokens
        plain = [tokens.keys[k] for k in range(start, end) if not tokens.caps[k]] if end - start <= _BREATH else []
        return bool(plain) and set(plain) <= _COORDINATES

    def last_unit(self, lacks: str, token: int) -> Context | None:
        """The unit of this kind last named before the token: "UBND quận này"."""
        before = self._of_kind(lacks)[1].before(token)
        return Context(before[1], 0.95) if before else self.unit(lacks, token)

    def _of_kind(self, lacks: str) -> tuple[frozenset[str], Row[Place]]:
        wanted = _WANTED.get(lacks, frozenset({lacks}))
        return wanted, self.once(("unit", lacks), lambda: Row.of(
            (at, p, _canonical(p.name)) for at, p in self._standing([x for x in self.units if x[1].kind in wanted])
        ))  # fmt: skip

    def _standing(self, units: list[tuple[int, Place]]) -> list[tuple[int, Place]]:
        """The units without provinces that were no more on the article's day, if that leaves any: "nguyên Chỉ huy phó
        Bộ CHQS tỉnh Sông Bé" in an article on Bình Dương."""
        names = {(p.name, p.kind or "") for _, p in units}
        over = {named for named in names if self.document.is_over(*named)}
        return [(at, p) for at, p in units if (p.name, p.kind or "") not in over] or units

    def _holder_here(self, found: Row[Place], token: int) -> Place | None:
        """The one province of the article in which a district named before it in the sentence lies."""
        places = self.once(
            "districts", lambda: Row.of((at, p, p.name) for at, p in self.units if level_of(p.kind) == 2)
        )
        start = self.document.sentence_start(token)
        for _, place in reversed(places.between(start, token)):
            holders = {
                name: p for p, name in zip(found.things, found.names, strict=True)
                if self.document.lies_in(key(place.name), place.kind or "", key(p.name), p.kind or "")
            }  # fmt: skip
            if len(holders) == 1:
                return next(iter(holders.values()))
        return None

    def _topic(self, found: Row[Place]) -> Place | None:
        """The unit of its kind that the article is about: in the headline, or named twice as often as any other."""
        starts = self.document.sentence_starts
        headline = bisect_left(self.document.tokens.starts, starts[1]) if len(starts) > 1 else len(self.document.tokens)
        first = [p for _, p in found.between(0, headline)]
        if len({_canonical(p.name) for p in first}) == 1 and found.counts[_canonical(first[0].name)] > 1:
            return first[0]
        return _fullest(found.named(found.top)) if found.lead >= 2 and found.counts[found.top] >= 3 else None

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once an article, so that asking for each post stays cheap."""
        if name not in self._known:
            self._known[name] = make()
        known: T = self._known[name]
        return known

    def body(self, kinds: frozenset[str], token: int) -> tuple[Body, float] | None:
        """The body of these kinds last spoken of in the sentence before the token, else in the article before it
        (else the first after it)."""
        sentence = self.document.sentence_of(min(token, len(self.document.tokens) - 1))
        for spoken in reversed(self.settled):
            if self.document.sentence_of(spoken.start) != sentence:
                break
            if spoken.kind in kinds and spoken.start < token:
                return spoken, 0.92
        found = self.once(("body", kinds), lambda: Row.of(
            (at, b, (b.kind, _canonical(b.place.name) if b.place else key(b.text)))
            for at, b in self.bodies if b.kind in kinds and not b.lacks
        ))  # fmt: skip
        if not found.things:
            return None
        here = found.before(token)
        if here is not None and self.document.sentence_of(here[0]) == sentence:
            return here[1], 0.95 if len(found.counts) == 1 else 0.9
        if len(found.counts) > 1 and found.lead > 2:
            return self.once(("main", kinds), lambda: found.named(found.top)[0]), 0.75
        before = found.before(token)
        return (before[1] if before else found.things[0]), 0.95 if len(found.counts) == 1 else 0.7


def _canonical(name: str) -> str:
    return canonical_names().get(key(name), key(name))


def remember(document: Document, scan: Scan) -> Memory:
    """Settle the open runs of a scan in place, and gather what the article knows."""
    memory = Memory(document)
    memory.runs = Counter(" ".join(document.keys[x.start : x.end]) for x in scan.all() if isinstance(x, Run))
    _gather(memory, scan)
    for sentence in scan.sentences:
        settled: list[Item] = []
        for n, item in enumerate(sentence):
            after = sentence[n + 1] if n + 1 < len(sentence) else None
            settled += settle(memory, item, settled[-1] if settled else None, after)
        sentence[:] = settled
    _gather(memory, scan)
    _longer_names(memory)
    _cut_names(memory, scan)
    _given_names(memory, scan)
    return memory


def _gather(memory: Memory, scan: Scan) -> None:
    memory.units, memory.bodies = [], []
    memory.official.clear()
    memory._known.clear()
    memory.typed.clear()
    for item in scan.all():
        for body in _bodies(item):
            memory.bodies.append((body.start, body))
            for place in body.places:
                memory.units.append((place.start, place))
                memory.official.add(place.start)
        if isinstance(item, Place):
            memory.units.append((item.start, item))
        elif isinstance(item, Name) and " " in item.text and not item.byline:
            memory.full_names.setdefault(key(item.text), item.text)
    for _, place in memory.units:
        if place.word and place.kind:
            memory.typed[key(place.name)][place.kind] += 1
    memory.units.sort(key=lambda x: x[0])
    memory.bodies.sort(key=lambda x: x[0])


def _bodies(item: Item) -> list[Body]:
    if isinstance(item, Body):
        found = [item]
    elif isinstance(item, Chain):
        found = [post.body for post in item.posts if post.body is not None]
    else:
        return []
    for body in found:
        if body.parent is not None:
            found.append(body.parent)
    return found


def _given_names(memory: Memory, scan: Scan) -> None:
    """Index full names by their last syllable (and foreign ones by each last word)."""
    for item in scan.all():
        if isinstance(item, Name) and " " in item.text and not item.byline:
            given = key(item.text.split()[-1])
            memory.given.setdefault(given, []).append((item.start, memory.full_names.get(key(item.text), item.text)))


def _families(memory: Memory) -> dict[str, set[str]]:
    """The full names by their first word, in news of another state: "ông Tập" is Tập Cận Bình, whom people there call
    by his family's name."""
    ours, others = memory.states()
    families: dict[str, set[str]] = defaultdict(set)
    for full in memory.full_names.values() if max(others, default=0) > ours else ():
        families[key(full.split()[0])].add(full)
    return families


def _longer_names(memory: Memory) -> None:
    """ "bà Quyết Tâm" is Nguyễn Thị Quyết Tâm, if no other longer name ends so."""
    for short in [n for n in memory.full_names if len(n.split()) == 2]:
        ends = [full for n, full in memory.full_names.items() if n.endswith(f" {short}")]
        if len(ends) == 1:
            memory.longer[short] = ends[0]


def _cut_names(memory: Memory, scan: Scan) -> None:
    """ "Phó thủ tướng Lê Minh …", a headline cut off, is Lê Minh Khái, if no other name of the article begins so.

    So is "Lê Minh khái", misspelt once.
    """
    keys = memory.document.keys
    cut: set[str] = set()
    for item in scan.all():
        if isinstance(item, Name) and item.text and item.end < len(keys):
            name, after = key(item.text), keys[item.end]
            if after in {"...", "…"} or f"{name} {after}" in memory.full_names:
                cut.add(name)
    for short in cut:
        begins = [full for n, full in memory.full_names.items() if n.startswith(f"{short} ")]
        if len(begins) == 1:
            memory.longer[short] = begins[0]


def _fullest(found: list[Place]) -> Place:
    """Of several mentions of one unit the one with its type word."""
    return next((p for p in found if p.word), found[0])


def level_of(kind: str | None) -> int:
    """1 province, 2 district, 3 commune, 4 below, 9 other."""
    if kind is None or kind == "country":
        return 9
    if kind == "thon":
        return 4
    kinds = same_level(kind)
    return 1 if "tinh" in kinds else 2 if "huyen" in kinds else 3 if "xa" in kinds else 9
