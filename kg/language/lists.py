"""Reads the word lists in data/: one entry a line, "#" begins a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """The entries of data/NAME.txt."""
    return frozenset(_lines(name))


@cache
def pairs(name: str) -> dict[str, str]:
    """The entries of data/NAME.txt that are written "key = value"."""
    return {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in _lines(name))}


def _lines(name: str) -> list[str]:
    content = files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return [entry for line in content.splitlines() if (entry := line.partition("#")[0].strip())]
