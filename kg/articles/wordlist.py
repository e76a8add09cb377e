"""Reads this package's word lists: entries under [section] heads, one a line, # for comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of kg/articles/NAME by section."""
    found: dict[str, list[str]] = {}
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        entry = line.strip()
        if entry.startswith("[") and entry.endswith("]"):
            found[entry[1:-1]] = []
        elif entry and not entry.startswith("#"):
            next(reversed(found.values())).append(entry)
    return {section: tuple(entries) for section, entries in found.items()}
