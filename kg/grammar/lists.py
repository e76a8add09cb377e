"""The lexicon's phrases with their grammar, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.lexicon import Phrases, phrase_set, phrases, rows, word_set, words
from kg.text import capital
from kg.tokens import Tokens, tokenize


@dataclass(frozen=True, slots=True)
class UnitType:
    """A type word: its kind in the ontology and its level (1 province, 2 district, 3 commune, 4 below)."""

    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a body's name: kind, what follows it (see lexicon/bodies.tsv), the level of unit it implies."""

    kind: str
    tail: str
    level: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what the body is when only a unit or a sector follows (see lexicon/roles.tsv)."""

    name: str
    mode: str


@cache
def unit_types() -> Phrases[UnitType]:
    return phrases("unit_types.tsv", lambda row: UnitType(row[1], int(row[2])))


@cache
def heads() -> Phrases[Head]:
    def head(row: list[str]) -> Head:
        level = int(row[3]) if len(row) > 3 and row[3] else None
        return Head(row[1], row[2], level, len(row[0].split()))

    return phrases("bodies.tsv", head)


@cache
def sectors() -> Phrases[None]:
    """The listed fields; "và" may be written "&"."""
    found = phrases("sectors.txt", lambda row: None)
    for row in rows("sectors.txt"):
        if " và " in row[0]:
            found.add(row[0].replace(" và ", " & "), None)
    return found


@cache
def pointers() -> Phrases[str]:
    return phrases("pointers.tsv", lambda row: row[1])


@cache
def titles() -> Phrases[None]:
    return phrases("titles.txt", lambda row: None)


@cache
def regions() -> Phrases[None]:
    return phrases("regions.txt", lambda row: None)


@cache
def other_places() -> Phrases[None]:
    return phrases("other_places.txt", lambda row: None)


@cache
def press() -> Phrases[None]:
    return phrases("press.txt", lambda row: None)


@cache
def short_names() -> dict[str, frozenset[str]]:
    """Key of a short form ("TPHCM") → the kinds of the unit it stands for."""
    return {" ".join(tokenize(row[0]).keys): frozenset({row[2]}) for row in rows("short_names.tsv")}


@cache
def canonical_names() -> dict[str, str]:
    """Key of a short form → key of the full name."""
    return {" ".join(tokenize(row[0]).keys): " ".join(tokenize(row[1]).keys) for row in rows("short_names.tsv")}


@cache
def countries() -> Phrases[None]:
    """Countries, and the foreign cities that the press names bare like them."""
    found = phrases("countries.txt", lambda row: None)
    for row in rows("countries.txt"):
        for form in phrase_set("forms of state"):
            found.add(f"{form} {row[0]}", None)  # "CHDCND Lào", "Liên bang Nga"
    for row in rows("cities.txt"):
        found.add(row[0], None)
    return found


@cache
def roles() -> Phrases[Role]:
    """Roles and their deputies ("phó …"), with the words for the standing one."""
    found: Phrases[Role] = Phrases()
    for row in rows("roles.tsv"):
        role = Role(row[1], row[2])
        forms = [(row[0], role)]
        if len(row) > 3 and row[3]:
            forms.append((f"phó {row[0]}", Role(f"Phó {capital(row[1])}", row[2])))
        for phrase, r in forms:
            found.add(phrase, r)
            if r.name.startswith("Phó "):
                found.add(f"{phrase} thường trực", Role(f"{r.name} Thường trực", r.mode))
                found.add(f"{phrase} chuyên trách", Role(f"{r.name} chuyên trách", r.mode))
            if r.name in {"Phó Chủ tịch", "Phó Bí thư", "Phó Thủ tướng", "Phó Viện trưởng", "Phó Chánh án"}:
                found.add(f"{phrase} thứ nhất", Role(f"{r.name} thứ nhất", r.mode))
    return found


@cache
def surname_keys() -> frozenset[str]:
    return frozenset(row[0].split()[0] for row in rows("surnames.txt"))


def counts(tokens: Tokens, j: int) -> bool:
    """Does the number at token j count what follows, "10 | năm", and is no part of a name?"""
    return any(after in word_set("counted") for after in tokens.keys[j + 1 : j + 2])


def breaks_a_name(tokens: Tokens, j: int) -> bool:
    """Does a phrase of the grammar begin at the capitalised token j, so that no name runs on through it?"""
    keys = tokens.keys
    k = keys[j]
    for phrases_ in (roles(), heads(), titles()):
        if k in phrases_ and (m := phrases_.at(keys, j)):
            if m[0] - j >= 2 and not all(tokens.caps[j + 1 : m[0]]):
                return True
            if len(k) > 2 and tokens.words[j].isupper():
                return True
            if phrases_ is titles() and tokens.words[j][:2].isupper():
                return True
    if k in unit_types() and (u := unit_types().at(keys, j)):
        if len(k.rstrip(".")) == 1 and j and tokens.caps[j - 1] and not _glued(tokens, u[0]):
            return False  # "Nguyễn Thị X. Công an …": no "X.Hải An"
        return u[0] - j >= 2 or (u[1].level < 4 and u[0] < len(tokens) and tokens.caps[u[0]] and k not in _NAME_WORDS)
    if k in _SECTOR_HEADS and j + 1 < len(keys) and keys[j + 1] in sectors():
        return sectors().at(keys, j + 1) is not None
    return False


def _glued(tokens: Tokens, j: int) -> bool:
    """Does a capital stand right behind the mark before token j?"""
    return j < len(tokens) and tokens.caps[j] and tokens.ends[j - 1] == tokens.starts[j]


_SECTOR_HEADS = frozenset({"sở", "bộ", "phòng", "ban", "cục", "vụ"})
# type words that are also syllables of names
_NAME_WORDS = frozenset({"quận", "bản", "làng", "phường"})


# small words inside the names of bodies
JOINERS = frozenset({"và", "các", "&"})


@cache
def stop_words() -> frozenset[str]:
    """Lower-case words that never stand inside the proper name of a body."""
    return words("stop_words.txt")


def ends_a_name(key: str) -> bool:
    """Does a sentence go on with it behind a name: a small word that stands in none, the first of a verb of saying?"""
    return key in stop_words() or key in word_set("verbs of saying")
