"""How wide text is on a terminal, and text that does nothing to a terminal but show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def printable(text: str) -> str:
    """One line without control characters, so that what an article says cannot steer the terminal."""
    return "".join(" " if unicodedata.category(c) in _STEERING else c for c in text)


_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")


def width(text: str) -> int:
    """Columns: two for wide East Asian characters, none for combining marks."""
    return sum(map(_columns, text))


def wrap(text: str, columns: int) -> Iterator[str]:
    """Lines of at most so many columns, broken between words where that is possible."""
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if width(candidate) <= columns:
            line = candidate
            continue
        if line:
            yield line
        *full, line = _pieces(word, columns)
        yield from full
    yield line


def _pieces(word: str, columns: int) -> Iterator[str]:
    piece, used = "", 0
    for c in word:
        if piece and used + _columns(c) > columns:
            yield piece
            piece, used = "", 0
        piece += c
        used += _columns(c)
    yield piece


def _columns(c: str) -> int:
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1
