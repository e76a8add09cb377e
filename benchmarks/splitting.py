"""Where a place ends and its person begins: "Bí thư Đảng ủy xã Hải Hưng Lê Cảnh Thuận", on strings made at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tables import show
from kg.extract import extract
from kg.model import Article
from kg.register import Register
from kg.text import key

NAMES = Path(__file__).parent.parent / "scripts" / "people_names.tsv"
STRINGS = 4000
HEADS = {
    "xa": ("xã", ("Bí thư Đảng ủy", "Chủ tịch UBND", "Chủ tịch HĐND")),
    "phuong": ("phường", ("Phó Bí thư Đảng ủy", "Chủ tịch UBND", "Trưởng Công an")),
    "thi-tran": ("thị trấn", ("Bí thư Đảng ủy", "Phó Chủ tịch UBND", "Chủ tịch UBND")),
    "huyen": ("huyện", ("Chủ tịch UBND", "Phó Chủ tịch HĐND", "Trưởng Công an")),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A place with its type word, a person, and the sentence in which nothing stands between them."""

    place: str
    person: str
    sentence: str


def make(known: bool, count: int, seed: int = 1) -> Iterator[Case]:
    """Strings with places of the register, or with invented ones that no unit bears."""
    chance, register = random.Random(seed), Register.load()
    names = {name.title(): kinds for name, kinds in register.names.items()}
    places = {k: sorted(name for name, kinds in names.items() if k in kinds and _plain(name)) for k in HEADS}
    parts = sorted({syllable for names in places.values() for name in names for syllable in name.split()})
    people = _People(chance)
    for _ in range(count):
        kind = chance.choice(sorted(HEADS))
        word, heads = HEADS[kind]
        name = chance.choice(places[kind])
        while not known and key(name) in register.names:
            name = f"{chance.choice(parts)} {chance.choice(parts)}"
        person = people.name()
        sentence = f"{chance.choice(heads)} {word} {name} {person} cho biết, địa phương đã có kế hoạch."
        yield Case(f"{word} {name}", person, sentence)


def _plain(name: str) -> bool:
    """Without numbers, hyphens and apostrophes: those are another matter than where a name ends."""
    return all(part.isalpha() and part.istitle() for part in name.split())


class _People:
    """Full names drawn by how common their parts are; one in six of two syllables, one in eight of four."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._parts: dict[str, tuple[list[str], list[int]]] = {}
        for line in NAMES.read_text(encoding="utf-8").splitlines():
            if line and line[0] != "#":
                kind, part, weight = line.split("\t")
                row = self._parts.setdefault(kind, ([], []))
                row[0].append(part.title())
                row[1].append(int(weight))

    def _draw(self, kind: str) -> str:
        names, weights = self._parts[kind]
        return self._chance.choices(names, weights)[0]

    def name(self) -> str:
        middle, given = self._chance.choice((("m", "g"), ("f", "h")))
        size = self._chance.choices((2, 3, 4), (4, 17, 3))[0]
        inner = [self._draw(middle)] if size > 2 else []
        inner += [self._draw(given)] if size > 3 else []
        return " ".join([self._draw("s"), *inner, self._draw(given)])


def right(case: Case) -> bool:
    """Is the post given to this person, whole, in this place, whole?"""
    found = extract(Article("made", case.sentence)).positions
    return any(p.person == case.person and key(p.body).endswith(f" {key(case.place)}") for p in found)


def wrong(case: Case) -> bool:
    """Is a falsehood asserted: another person, or another place?"""
    found = [p for p in extract(Article("made", case.sentence)).positions if p.confidence >= 0.5]
    return any(p.person != case.person or not key(p.body).endswith(f" {key(case.place)}") for p in found)


def run() -> None:
    rows: list[list[object]] = []
    for known, aim in ((True, "≥ 99.5 %"), (False, "≥ 98.5 %")):
        cases = list(make(known, STRINGS))
        hits, errors = sum(map(right, cases)), sum(map(wrong, cases))
        title = "place of the register" if known else "invented place"
        rows.append([title, len(cases), f"{hits / len(cases):.2%}", f"{errors / len(cases):.2%}", aim])
    show("Place and person without a mark between them", ["", "strings", "split right", "asserted wrong", "aim"], rows)
