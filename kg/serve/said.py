"""What other layers say in English, in Vietnamese: what is wrong with a request, and the columns of saved questions."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"line (\d+), column (\d+): ")


def in_vietnamese(english: str) -> str:
    """The first line of an error's text or remedy; "" if there is no translation of it.

    >>> in_vietnamese("line 2, column 9: this } closes nothing")
    'Dòng 2, cột 9: dấu } này không đóng gì cả'
    """
    line = english.partition("\n")[0]
    place = _PLACE.match(line)
    line = line[place.end() :] if place else line
    for pattern, vietnamese in _known():
        if found := pattern.fullmatch(line):
            said = found.expand(vietnamese)
            return f"Dòng {place[1]}, cột {place[2]}: {_inside(said)}" if place else said
    return ""


def _inside(said: str) -> str:
    """As it stands inside a sentence; a keyword stays as it is."""
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def heading(question: str, column: str) -> str:
    """What a column of a saved question is called; its own name if that is not known, as in a user's question."""
    return _columns().get(f"{question}.{column}") or _columns().get(column, column)


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), vietnamese) for pattern, vietnamese in _pairs("problems.tsv")]


@cache
def _columns() -> dict[str, str]:
    return dict(_pairs("columns.tsv"))


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = files("kg.serve").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [(english, vietnamese) for english, _, vietnamese in (line.partition("\t") for line in lines) if vietnamese]
