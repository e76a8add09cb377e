"""Type words of administrative units: what "TP. Huế", "Q.1" and "xã Hải Hưng" say about kind and name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.text import key

PROVINCE, DISTRICT, COMMUNE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of unit: its code ("xa"), its level (0 province, 1 district, 2 commune) and its type word ("xã")."""

    code: str
    level: int
    word: str
    short: tuple[str, ...]


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of unit by its code."""
    text = (files(__package__) / "kinds.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {r[0]: Kind(r[0], int(r[1]), r[2], tuple(filter(None, r[3].split(",")))) for r in rows}


@cache
def _words() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for kind in kinds().values():
        for word in (kind.word, *kind.short):
            words.setdefault(key(word), set()).add(kind.code)
    return {word: frozenset(codes) for word, codes in words.items()}


@cache
def _pattern() -> re.Pattern[str]:
    # A word needs a space after it, a short form with a stop does not ("TP.Huế"), nor a letter before a number ("Q1").
    def after(form: str) -> str:
        return r"\s*" if form.endswith(".") else r"(?:\s+|(?=\d))" if len(form) == 1 else r"\s+"

    return re.compile("|".join(re.escape(f) + after(f) for f in sorted(_words(), key=len, reverse=True)))


def split(name: str) -> tuple[frozenset[str], str]:
    """The kinds that the type word allows, and the match key of the rest; no kinds where there is no type word.

    >>> split("TP. Thủ Đức") == (frozenset({"tp-tw", "thanh-pho"}), key("Thủ Đức"))
    True
    >>> split("Phường 01"), split("Hải Lăng")[0]
    ((frozenset({'phuong'}), '1'), frozenset())
    """
    whole = key(name)
    if (match := _pattern().match(whole)) and match.end() < len(whole):
        return _words()[match[0].strip()], number(whole[match.end() :])
    return frozenset(), whole


def number(name: str) -> str:
    """A number without leading zeros; any other name as it is."""
    return name.lstrip("0") or "0" if name.isascii() and name.isdigit() else name


def label(kind: str, name: str) -> str:
    """The name with its type word: "xã Hải Hưng", "thành phố Huế"."""
    return f"{kinds()[kind].word} {name}" if kind in kinds() else name
