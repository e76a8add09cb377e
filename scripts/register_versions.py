"""What build_register.py works on: a unit from its establishment to its end, the steps between two, their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from register_sources import Row, squeeze

from kg.text import key, slug

SIMILAR = 0.8  # of the letters of type and name without tones; what passes was read through
DISTRICT_KINDS = ("huyen", "quan", "thi-xa", "thanh-pho")


@dataclass(eq=False)
class Version:
    """One unit from its establishment to its end, as far as the lists and the supplement know."""

    level: int
    kind: str
    name: str
    codes: list[str]
    province: str
    first: int
    last: int
    since: date | None = None
    until: date | None = None
    parents: list[tuple[date | None, Version]] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    bound_only: bool = False  # `until` is only the latest day possible
    fixed_id: str | None = None
    id: str = ""


@dataclass(frozen=True)
class Edge:
    old: Version
    new: Version
    date: date | None
    whole: bool


def make_id(version: Version) -> str:
    """Slug, code and, for a unit younger than the oldest list, the day of its establishment."""
    name = f"{version.kind} {version.name}" if version.name[0].isdigit() else version.name
    day = version.since.strftime("%Y%m%d") if version.since and version.first else ""
    return "-".join(filter(None, (slug(name), version.codes[0] if version.codes else "", day)))


def same_name(a: str, b: str) -> bool:
    """Whether two names under one code are one, up to the lists' slips: tone, hyphen, space, i and y, NT, I and 1."""
    return key(a) == key(b) or _slips(a) == _slips(b)


def _slips(name: str) -> str:
    words = key(name).replace("n.t", "nt").split()
    words = [{"nt": "nông trường", "i": "1", "ii": "2"}.get(w, w) for w in words]
    return squeeze(" ".join(words)).replace("y", "i")
