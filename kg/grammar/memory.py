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
from kg.grammar.names import looks_like_person, person_score
from kg.grammar.scan import Item, Name, OtherPlace, Run, Scan
from kg.grammar.sport import is_player
from kg.grammar.units import Place
from kg.lexicon import words
from kg.text import key
from kg.tokens import is_syllable

_PROVINCE_KINDS = frozenset({"tinh", "tp-tw"})
# a section of an article, in tokens: what a province's body said last still holds
_SECTION = 120
_SURE_PERSON = 2.2
# a place and a person glued together have no more syllables than this
_LONGEST_RUN = 12
# the kinds that "UBND tỉnh", "UBND thành phố" may be of
_WANTED = {"province": _PROVINCE_KINDS, "thanh-pho": frozenset({"thanh-pho", "tp-tw"})}

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
        before = bisect_right(known, token, key=lambda x: x[0])
        return known[max(before - 1, 0)][1] if known else name

    def unit(self, lacks: str, token: int) -> Context | None:
        """The unit of this kind that the context means at this token."""
        wanted, found = self._of_kind(lacks)
        if not found.things:
            return None
        if len(found.counts) == 1:
            return Context(self.once(("main", lacks), lambda: _fullest(found.named(found.top))), 0.97)
        provinces = bool(wanted & _PROVINCE_KINDS)
        if provinces and (holder := self._holder_here(found, token)):
            return Context(holder, 0.85)
        if provinces and (recent := [p for at, p in found.between(token - _SECTION + 1, token) if at in self.official]):
            return Context(recent[-1], 0.85)
        if provinces and found.lead >= 2:
            return Context(self.once(("main", lacks), lambda: _fullest(found.named(found.top))), 0.85)
        sentence = self.document.sentence_of(token) if token < len(self.document.tokens) else -1
        before = found.before(token)
        if before is not None and self.document.sentence_of(before[0]) == sentence:
            return Context(before[1], 0.85)
        topic = self.once(("topic", lacks), lambda: self._topic(found))
        if topic is not None:
            return Context(topic, 0.85)
        return Context(before[1] if before else found.things[0], 0.7)

    def last_unit(self, lacks: str, token: int) -> Context | None:
        """The unit of this kind last named before the token: "UBND quận này"."""
        before = self._of_kind(lacks)[1].before(token)
        return Context(before[1], 0.95) if before else self.unit(lacks, token)

    def _of_kind(self, lacks: str) -> tuple[frozenset[str], Row[Place]]:
        wanted = _WANTED.get(lacks, frozenset({lacks}))
        return wanted, self.once(
            ("unit", lacks), lambda: Row.of((at, p, _canonical(p.name)) for at, p in self.units if p.kind in wanted)
        )

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
        if len(found.counts) > 1 and found.lead > 2:
            return self.once(("main", kinds), lambda: found.named(found.top)[0]), 0.75
        before = found.before(token)
        return (before[1] if before else found.things[0]), 0.95 if len(found.counts) == 1 else 0.7


def _canonical(name: str) -> str:
    return canonical_names().get(key(name), key(name))


def remember(document: Document, scan: Scan) -> Memory:
    """Settle the open runs of a scan in place, and gather what the article knows."""
    memory = Memory(document)
    _gather(memory, scan)
    for sentence in scan.sentences:
        settled: list[Item] = []
        for n, item in enumerate(sentence):
            after = sentence[n + 1] if n + 1 < len(sentence) else None
            settled += _settle(memory, item, settled[-1] if settled else None, after)
        sentence[:] = settled
    _gather(memory, scan)
    _longer_names(memory)
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
        elif isinstance(item, Name) and item.text and " " in item.text:
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


def _settle(memory: Memory, item: Item, before: Item | None, after: Item | None) -> list[Item]:
    """What a run of capitalised words is, now that the whole article is known."""
    if isinstance(item, Name) and item.text:
        return _cut_name(memory, item)
    if isinstance(item, OtherPlace):
        return [_unit_in(memory, item)]
    if not isinstance(item, Run):
        return [item]
    document, tokens = memory.document, memory.document.tokens
    keys = tokens.keys[item.start : item.end]
    name = " ".join(keys)
    if name in memory.full_names or name in document.persons:
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if document.is_province(name) and len(keys) >= 2:
        return [_province(memory, item.start, item.end)]
    if name in memory.typed and len(keys) >= 2:
        kinds = memory.typed[name]
        return [Place(item.start, item.end, kinds.most_common(1)[0][0], "", tokens.span(item.start, item.end))]
    if len(keys) in {3, 4} and person_score(keys) > _SURE_PERSON + 1 and all(map(is_syllable, keys)):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if parts := _known_part(memory, item, keys):
        return parts
    if any(w.isupper() and len(w) > 2 for w in tokens.words[item.start : item.end]):
        return [item]
    if (
        isinstance(before, Chain)
        and before.end == item.start
        and (2 <= len(keys) <= 4 or (len(keys) == 1 and _abroad(before) and not is_syllable(keys[0])))
        and _takes_name(before)
        and not (
            len(keys) == 2 and document.kinds(name) and not _has_place(before)  # "Trung tâm giống cây trồng Thọ Xuân"
        )
    ):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if (
        isinstance(after, Chain)
        and document.keys[item.end : after.start] in ([","], ["-"], ["–"], ["("])
        and (len(keys) in {3, 4} or (len(keys) == 2 and not all(map(is_syllable, tokens.words[item.start : item.end]))))
    ) and not document.kinds(name):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if document.report and is_player(document, item.start, item.end):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    if isinstance(after, Chain) and _listed(document, item, after):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    score = person_score(keys)
    opens = item.start == 0 or tokens.words[item.start - 1] in {".", "\n"}
    if opens and len(keys) >= 3 and (shorter := person_score(keys[1:])) > max(score, _SURE_PERSON):
        return (
            [Name(item.start + 1, item.end, tokens.span(item.start + 1, item.end))] if shorter > score + 2 else [item]
        )
    if looks_like_person(keys) and score > _SURE_PERSON and all(map(is_syllable, keys[1:])):
        return [Name(item.start, item.end, tokens.span(item.start, item.end))]
    return [item]


def _listed(document: Document, item: Run, after: Chain) -> bool:
    """ "…: A; K'Brốp - Phó Chủ tịch HĐND tỉnh; …": between ";" or ":" and a dash and a post stands a person."""
    tokens = document.tokens
    between = document.keys[item.end : after.start]
    return (
        between in (["-"], ["–"], [","])
        and tokens.words[item.start - 1 : item.start] in ([";"], [":"])
        and item.end - item.start <= 5
        and not document.kinds(" ".join(tokens.keys[item.start : item.end]))
    )


def _has_place(chain: Chain) -> bool:
    body = chain.posts[-1].body
    return body is not None and body.place is not None


def _abroad(chain: Chain) -> bool:
    """ "Tổng thống Mỹ | Obama": a post of a country, after which one name is enough."""
    body = chain.posts[-1].body
    return body is not None and body.place is not None and body.place.kind == "country"


def _takes_name(chain: Chain) -> bool:
    """Must the name right after these posts be their holder's?"""
    post = chain.posts[-1]
    return post.body is not None or post.mode in {"club", "country"}


def _unit_in(memory: Memory, item: OtherPlace) -> Item:
    """ "vùng biển Hải An" where the article has a commune Hải An: the commune, named without its type word."""
    tokens = memory.document.tokens
    k = next((k for k in range(item.start, item.end) if tokens.caps[k] and k > item.start), item.end)
    name = " ".join(tokens.keys[k : item.end])
    if name in memory.typed and tokens.keys[item.start] in {"vùng", "biển", "rừng", "cảng", "bãi", "khu"}:
        return Place(k, item.end, memory.typed[name].most_common(1)[0][0], "", tokens.span(k, item.end))
    return item


def _province(memory: Memory, start: int, end: int) -> Place:
    """A province or city that stands without its type word."""
    name = memory.document.tokens.span(start, end)
    return Place(start, end, memory.document.province_kind(name), "", name)


def _known_part(memory: Memory, item: Run, keys: list[str]) -> list[Item] | None:
    """A known place or person at one end of the run: "Quảng Trị Lê Thế Quảng", "Tỉnh Quảng Trị"."""
    document, tokens = memory.document, memory.document.tokens
    n = len(keys)
    for k in range(n - 1, 1, -1) if n <= _LONGEST_RUN else ():
        left, right = " ".join(keys[:k]), " ".join(keys[n - k :])
        if right in memory.full_names and k >= 3:
            return [Name(item.end - k, item.end, tokens.span(item.end - k, item.end))]
        if document.is_province(left) and person_score(keys[k:]) > _SURE_PERSON:
            return [
                _province(memory, item.start, item.start + k),
                Name(item.start + k, item.end, tokens.span(item.start + k, item.end)),
            ]
        if document.is_province(right) and n - k == 1 and keys[0] in words("openers.txt"):
            return [_province(memory, item.end - k, item.end)]
    return None


def _cut_name(memory: Memory, item: Name) -> list[Item]:
    """A titled name that runs on into a place keeps only the person."""
    document, _tokens = memory.document, memory.document.tokens
    words = item.text.split()
    if len(words) >= 4:
        keys = [key(w) for w in words]
        for k in (2, 3):
            if (
                document.is_province(" ".join(keys[-k:]))
                and len(words) - k >= 2
                and person_score(keys[:-k]) > person_score(keys)
            ):
                end = item.end - k
                return [
                    Name(item.start, end, " ".join(words[:-k]), item.title),
                    _province(memory, end, item.end),
                ]
    return [item]


def _given_names(memory: Memory, scan: Scan) -> None:
    """Index full names by their last syllable (and foreign ones by each last word)."""
    for item in scan.all():
        if isinstance(item, Name) and " " in item.text and not item.byline:
            given = key(item.text.split()[-1])
            memory.given.setdefault(given, []).append((item.start, memory.full_names.get(key(item.text), item.text)))


def _longer_names(memory: Memory) -> None:
    """ "bà Quyết Tâm" is Nguyễn Thị Quyết Tâm, if no other longer name ends so."""
    for short in [n for n in memory.full_names if len(n.split()) == 2]:
        ends = [full for n, full in memory.full_names.items() if n.endswith(f" {short}")]
        if len(ends) == 1:
            memory.longer[short] = ends[0]


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
