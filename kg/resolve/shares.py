"""How many of a number of people bear a name, from how common its parts are: says how much a name in common tells."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from kg.text import key

# Per mille for parts of names that the table does not have.
_OTHERS = {"s": 4.0, "m": 12.0, "g": 4.0}
# How many officials papers name, roughly: in a body with many members, a district, a province.
CROWD, DISTRICT, PROVINCE = 1_000, 400, 5_000
# So many others of a name are too many for it to tell one from another.
MANY = 0.06


@cache
def _shares() -> dict[tuple[str, str], float]:
    lines = (files(__package__) / "name_shares.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(part, key(word)): float(share) for part, word, share in rows}


@lru_cache(maxsize=200_000)
def bearers(name: str, people: int) -> float:
    """How many of so many people are to be expected to bear a name of two words or more, by its match key."""
    surname, *middles, given = name.split() if " " in name else (name, name)
    share = _share("s", surname) * _share("g", given)
    for middle in middles:
        share *= _share("m", middle)
    if not middles:
        share *= 0.1  # few go without a middle name, but papers shorten names
    return people * share


def _share(part: str, word: str) -> float:
    return _shares().get((part, word), _OTHERS[part]) / 1000


def tells(name: str, people: int) -> bool:
    """Whether a name is rare enough to tell one of so many people from the others."""
    return bearers(name, people) < MANY
