"""Makes a corpus of articles on the careers of made-up officials, with who is who: scripts/make_people_corpus.py DIR.

Writes DIR/people.jsonl (what `kg extract` would find, with the text) and DIR/people.gold.jsonl (the person behind each
name of each article). Units are those of the register in their time; people, posts and sentences are invented.
How the corpus is made is told at the constants below; the same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from kg.model import Article, Containment, Entity, Evidence, Extraction, Position, Status, Unit
from kg.register import Register, label

FIRST, LAST = date(2017, 1, 1), date(2026, 6, 30)
# Of 100 moves so many are told with both posts, as papers mostly do, or with the new one alone; the rest only shows in
# later articles.
MOVE_TOLD, MOVE_HALF = 90, 6
# Of 100 people so many bear the name of another one of their province on purpose, beside those who do by chance.
NAMESAKES = 6
# Of 100 mentions so many have the year of birth or the age, another tone placement (where there is one), capitals, a
# title before the name; of 100 people so many have an article on their whole career.
BORN, PLACEMENT, CAPITALS, TITLED, CAREER = 8, 30, 5, 4, 8

COMMUNE = (
    ("Phó Chủ tịch", "UBND {u}", "ubnd"),
    ("Chủ tịch", "UBND {u}", "ubnd"),
    ("Phó Bí thư", "Đảng ủy {u}", "cap-uy"),
    ("Bí thư", "Đảng ủy {u}", "cap-uy"),
    ("Chủ tịch", "HĐND {u}", "hdnd"),
    ("Chủ tịch", "Ủy ban MTTQ Việt Nam {u}", "mttq"),
    ("Trưởng Công an", "Công an {u}", "cong-an"),
)
DISTRICT = (
    ("Phó Chủ tịch", "UBND {u}", "ubnd"),
    ("Chủ tịch", "UBND {u}", "ubnd"),
    ("Trưởng phòng", "Phòng Nội vụ {u}", "so"),
    ("Phó Trưởng phòng", "Phòng Tài chính - Kế hoạch {u}", "so"),
    ("Chủ tịch", "Hội Nông dân {u}", "doan-the"),
    ("Phó Bí thư", "{c} {n}", "cap-uy"),
    ("Bí thư", "{c} {n}", "cap-uy"),
    ("Phó Chủ tịch", "HĐND {u}", "hdnd"),
)
PROVINCE = (
    ("Phó Giám đốc", "Sở Y tế {u}", "so"),
    ("Giám đốc", "Sở Nội vụ {u}", "so"),
    ("Phó Giám đốc", "Sở Tài chính {u}", "so"),
    ("Phó Chủ tịch", "UBND {u}", "ubnd"),
    ("Đội trưởng", "Công an {u}", "cong-an"),
    ("Đại biểu", "HĐND {u}", "hdnd"),
    ("Phó Giám đốc", "Công an {u}", "cong-an"),
)
LADDER = {2: COMMUNE, 1: DISTRICT, 0: PROVINCE}
_PLACEMENT = {a + tone + b: a + b + tone for a, b in ("oa", "oe", "uy") for tone in "\u0300\u0301\u0303\u0309\u0323"}


@dataclass(slots=True)
class Post:
    """A tenure: role and body of a unit from a day until another; the move to it is told by `told` posts (0 to 2)."""

    role: str
    body: str
    kind: str
    unit: Unit
    start: date
    end: date
    told: int = 0


@dataclass(slots=True)
class Man:
    """A made official."""

    id: str
    name: str
    born: int
    woman: bool
    posts: list[Post] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """What one article says of one man on one day."""

    day: date
    area: str
    man: Man
    said: list[tuple[Post, Status]]


class World:
    """Draws people and their careers; `rng` is the only source of chance."""

    def __init__(self, seed: int, people: int) -> None:
        self.rng = random.Random(seed)
        self.register = Register.load()
        self.names = _names()
        day = date(2019, 1, 1)
        tops = [u for u in _level(self.register, day) if u.name != "Hà Nội"]
        # a province has at least 50 people and a district some 15, so that small corpora have namesakes nearby too
        self.tops = self.rng.sample(tops, max(6, min(people // 150, len(tops))))
        self.inside = {u.id: self.register.children(u.id, day) for u in self.tops}
        size = max(3, people // len(self.tops) // 15)
        self.inside = {i: self.rng.sample(ds, min(size, len(ds))) for i, ds in self.inside.items()}
        self.below = {d.id: self.register.children(d.id, day) for ds in self.inside.values() for d in ds}
        self._taken: dict[str, list[str]] = defaultdict(list)

    def man(self, number: int) -> Man:
        rng = self.rng
        top = rng.choice(self.tops)
        woman = rng.random() < 0.25
        taken = self._taken[top.id]
        name = rng.choice(taken) if taken and rng.randrange(100) < NAMESAKES else self._name(woman)
        taken.append(name)
        man = Man(f"m{number:06}", name, rng.randrange(1962, 1992), " Thị " in name)
        self._career(man, top)
        return man

    def _name(self, woman: bool) -> str:
        parts = (self._draw("s"), self._draw("f" if woman else "m"), self._draw("h" if woman else "g"))
        return " ".join(word.capitalize() for part in parts for word in part.split())

    def _draw(self, kind: str) -> str:
        words, weights = self.names[kind]
        return self.rng.choices(words, weights)[0]

    # -- careers ---------------------------------------------------------------------------------------------------

    def _career(self, man: Man, top: Unit) -> None:
        rng = self.rng
        level = rng.choices((2, 1, 0), (70, 20, 10))[0]
        district = rng.choice(self.inside[top.id])
        unit = {2: lambda: rng.choice(self.below[district.id] or [district]), 1: lambda: district, 0: lambda: top}[
            level
        ]()
        day = FIRST + timedelta(days=rng.randrange(5 * 365))
        for _ in range(rng.choices((1, 2, 3, 4), (35, 35, 20, 10))[0]):
            here = self._at(unit, day)
            if here is None or day > LAST:
                return
            end = min(day + timedelta(days=rng.randrange(300, 5 * 365)), LAST)
            over = here.valid_until or LAST
            man.posts.append(self._post(here, day, min(end, over), man))
            day = min(end, over) + timedelta(days=1)
            if over < end:  # the unit ends: he goes with it, or elsewhere
                unit = here
            unit, district = self._next(unit, district, top, day)

    def _post(self, unit: Unit, start: date, end: date, man: Man) -> Post:
        rungs = LADDER[_level_of(unit)]
        held = {(p.role, p.body) for p in man.posts}
        committee = {"quan": "Quận ủy", "thi-xa": "Thị ủy", "thanh-pho": "Thành ủy"}.get(unit.kind, "Huyện ủy")
        for _ in range(10):
            role, form, kind = self.rng.choice(rungs)
            body = form.format(u=label(unit.kind, unit.name), n=unit.name, c=committee)
            if (role, body) not in held:
                break
        chance = self.rng.randrange(100)
        told = 2 if chance < MOVE_TOLD else 1 if chance < MOVE_TOLD + MOVE_HALF else 0
        return Post(role, body, kind, unit, start, end, told)

    def _next(self, unit: Unit, district: Unit, top: Unit, day: date) -> tuple[Unit, Unit]:
        """Where the next post is: the same unit, a neighbour, a step up, or another district of the province."""
        rng, way = self.rng, self.rng.randrange(100)
        if way < 45:
            return unit, district
        if way < 70 and self.below[district.id]:
            return rng.choice(self.below[district.id]), district
        if way < 93:
            step = district if _level_of(unit) == 2 and self._at(district, day) is not None else top
            return step, district
        other = rng.choice(self.inside[top.id])
        return rng.choice(self.below[other.id] or [other]), other

    def _at(self, unit: Unit, day: date) -> Unit | None:
        """What a unit is on a day; None where it passed into none as a whole."""
        for _ in range(6):
            if unit.valid_until is None or unit.valid_until >= day:
                return unit
            after = [s.new for s in self.register.successors(unit.id) if s.whole] or [
                s.new for s in self.register.successors(unit.id)
            ]
            found = self.register.get(min(after)) if after else None
            if found is None:
                return None
            unit = found
        return None


def _level(register: Register, day: date) -> list[Unit]:
    names = sorted(n for n, kinds in register.names.items() if kinds & {"tinh", "tp-tw"})
    units = {u.id: u for n in names for u in register.find(n, on=day) if u.kind in ("tinh", "tp-tw")}
    return [units[i] for i in sorted(units)]


def _level_of(unit: Unit) -> int:
    return 0 if unit.kind in ("tinh", "tp-tw") else 1 if unit.kind in ("huyen", "quan", "thi-xa", "thanh-pho") else 2


def _names() -> dict[str, tuple[list[str], list[int]]]:
    found: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    for line in Path(__file__).with_name("people_names.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, word, weight = line.split("\t")
            found[kind][0].append(word)
            found[kind][1].append(int(weight))
    return found


# -- articles --------------------------------------------------------------------------------------------------------


def lines_of(world: World, man: Man) -> Iterator[Line]:
    """All that articles say of a man: moves, mentions in his posts, now and then his whole career."""
    rng = world.rng
    before: Post | None = None
    for post in man.posts:
        area = _area(world.register, post)
        if before and post.told:
            was: list[tuple[Post, Status]] = [(before, rng.choice(("former", "current")))] if post.told == 2 else []
            yield Line(post.start, area, man, [*was, (post, "appointed")])
        length = (post.end - post.start).days
        for _ in range(rng.choices((1, 2, 3, 4, 6), (30, 30, 20, 12, 8))[0]):
            yield Line(post.start + timedelta(days=rng.randrange(length + 1)), area, man, [(post, "current")])
        before = post
    if len(man.posts) > 1 and rng.randrange(100) < CAREER:
        *old, last = man.posts
        said: list[tuple[Post, Status]] = [*((p, "former") for p in old), (last, "current")]
        yield Line(last.end, _area(world.register, last), man, said)


def _area(register: Register, post: Post) -> str:
    """The district that an article on the post is about; the province where there is none."""
    line = [post.unit, *register.lineage_up(post.unit.id, post.start)]
    return next((u.id for u in line if _level_of(u) == 1), line[-1].id)


def gather(world: World, lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of one area and about one time make an article, of one to five people; no two of one name."""
    areas: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        areas[line.area].append(line)
    for area in sorted(areas):
        article: list[Line] = []
        size = 0
        for line in sorted(areas[area], key=lambda x: (x.day, x.man.id)):
            known = {x.man.name for x in article}
            far = article and (line.day - article[0].day).days > 5
            if article and (len(article) >= size or far or line.man.name in known):
                yield article
                article = []
            if not article:
                size = world.rng.randrange(1, 6)
            article.append(line)
        if article:
            yield article


class Scribe:
    """Writes an article's text and what is to be found in it."""

    def __init__(self, world: World, id: str, day: date) -> None:
        self.world, self.id, self.day = world, id, day
        self.text = ""
        self.entities: dict[tuple[str, str], Entity] = {}
        self.positions: list[Position] = []
        self.containments: dict[tuple[str, str], Containment] = {}
        self.gold: dict[str, str] = {}

    def write(self, line: Line) -> None:
        rng, man = self.world.rng, line.man
        name = self._spelt(man)
        title = "bà" if man.woman else "ông"
        born = ""
        if rng.randrange(100) < BORN:
            born = f" (sinh năm {man.born})" if rng.random() < 0.6 else f", {self.day.year - man.born} tuổi"
        told = ", ".join(f"{_WORD[status]}{post.role} {post.body}" for post, status in line.said)
        sentence = f"{title.capitalize()} {name}{born}, {told}, có mặt."
        at = len(self.text)
        self.text += f"{sentence}\n"
        evidence = Evidence(at, at + len(sentence), sentence)
        short = name.split()[-1]
        aliases = tuple(sorted({short, f"{title} {short}"})) if rng.random() < 0.4 else ()
        self.entities["PER", name] = Entity("PER", name, aliases, evidence, "person", 0.95)
        self.gold[name] = man.id
        for post, status in line.said:
            place = self._place(post, evidence)
            said = (name, post.role, post.body, place, status, evidence, "post", 0.95)
            self.positions.append(Position(*said, body_kind=post.kind))

    def _spelt(self, man: Man) -> str:
        rng, name = self.world.rng, man.name
        if rng.randrange(100) < PLACEMENT:
            name = _other_placement(name)
        if rng.randrange(100) < CAPITALS:
            name = name.upper()
        if rng.randrange(100) < TITLED:
            name = f"{'bà' if man.woman else 'ông'} {name}"
        return name

    def _place(self, post: Post, evidence: Evidence) -> str:
        line = [post.unit, *self.world.register.lineage_up(post.unit.id, post.start)]
        names = [label(u.kind, u.name) for u in line]
        for unit, name in zip(line, names, strict=True):
            self.entities["LOC", name] = Entity("LOC", name, (), evidence, "unit", 0.95, unit.kind)
        for child, parent in itertools.pairwise(names):
            if child != parent:
                self.containments[child, parent] = Containment(child, parent, evidence, "address", 0.95)
        return names[0]

    def done(self) -> Extraction:
        article = Article(self.id, self.text, None, self.day)
        facts = tuple(self.positions), (), tuple(self.containments.values())
        return Extraction(article, tuple(self.entities.values()), *facts)


_WORD: dict[Status, str] = {"current": "", "former": "nguyên ", "appointed": "được bổ nhiệm giữ chức "}


def _other_placement(name: str) -> str:
    """The name with its tones on the other vowel of oa, oe, uy, where it has such."""
    import unicodedata

    plain = unicodedata.normalize("NFD", name)
    for old, new in _PLACEMENT.items():
        plain = re.sub(f"{old}(?![\\w\u0300-\u036f])", new, plain)
    return unicodedata.normalize("NFC", plain)


def make(articles: int, seed: int = 1) -> Iterator[tuple[Extraction, dict[str, str]]]:
    """About that many articles, each with the person behind each name, in order of day."""
    people = 2 * articles // 11 + 10
    world = World(seed, people)
    lines = [line for number in range(people) for line in lines_of(world, world.man(number))]
    found = sorted(gather(world, lines), key=lambda own: (own[-1].day, own[-1].man.id))
    for number, own in enumerate(found):
        scribe = Scribe(world, f"a{number:06}", own[-1].day)
        for line in own:
            scribe.write(line)
        yield scribe.done(), scribe.gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with (
        (chosen.folder / "people.jsonl").open("w", encoding="utf-8", newline="\n") as facts,
        (chosen.folder / "people.gold.jsonl").open("w", encoding="utf-8", newline="\n") as gold,
    ):
        for extraction, people in make(chosen.articles, chosen.seed):
            facts.write(json.dumps(extraction.to_json(text=True), ensure_ascii=False) + "\n")
            gold.write(json.dumps({"id": extraction.article.id, "people": people}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
