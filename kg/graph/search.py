"""Finding things by name: as it is spelt, else without tones and case, else in its short or long form, else without
spaces, hyphens and apostrophes ("Đakrông" finds Đa Krông), else by a part.

Tones and marks may be left out, not changed: "hung" finds Hùng and Hưng, "Hùng" never Hưng. Searching only; what is one
thing and what is two is decided by names with their tones (kg.text.key).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import TypeVar

from kg.register import kinds
from kg.text import final_c, fold, key, solid
from kg.vocabulary import codes

Thing = TypeVar("Thing")

# the letters of a word with their marks, in NFD
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ACUTE = frozenset("\u0301")


def closest(name: str, things: Iterable[Thing], names: Callable[[Thing], Sequence[str]]) -> list[Thing]:
    """The things that a name fits best, in their order; `names` gives a thing's label and then its other names.

    The closest kind of match wins: the label as spelt, another name as spelt, either without tones and case, either
    with short forms spelt out ("UBND", "TP."), either without type words ("Đảng ủy Hải Hưng"), either letter by letter
    ("Đakrông", "Đa Krông"), a part of one, a part letter by letter.
    """
    asked, folded, long = key(name), fold(name), spelt(name)
    bare = _without_types(long)
    words = _Words(name)
    told = [(thing, tuple(names(thing))) for thing in things]
    matches: tuple[Callable[[tuple[str, ...]], bool], ...] = (
        lambda names: asked == key(names[0]),
        lambda names: asked in map(key, names[1:]),
        lambda names: folded in map(fold, names),
        lambda names: long in map(spelt, names),
        lambda names: bool(bare) and bare in map(_without_types, map(spelt, names)),
        lambda names: any(same_letters(name, n) for n in names),
        lambda names: any(same_letters(_untyped(name), _untyped(n)) for n in names),
        lambda names: bool(folded) and any(f" {folded} " in f" {fold(n)} " for n in names),
        lambda names: any(_part_by_letters(name, n) for n in names),
    )
    for fits in matches:
        if found := [thing for thing, names in told if fits(names) and any(map(words.fit, names))]:
            return found
    return []


def same_letters(asked: str, name: str) -> bool:
    """Whether a name is the text asked for, letter by letter: spaces, hyphens and apostrophes do not count, and tones
    and marks may be left out.

    >>> same_letters("Đakrông", "Đa Krông"), same_letters("ea hleo", "Ea H'leo"), same_letters("Cát Hanh", "Ca Thành")
    (True, True, False)
    """
    return bool(mine := solid(asked)) and mine == solid(name) and leaves_out(asked, name)


def _part_by_letters(asked: str, name: str) -> bool:
    """Whether some words of the name in a row are the text asked for, letter by letter."""
    if not (mine := solid(asked)) or mine not in solid(name):
        return False
    words = name.split()
    starts = range(len(words))
    return any(same_letters(asked, " ".join(words[i : j + 1])) for i in starts for j in starts[i:])


def leaves_out(asked: str, name: str) -> bool:
    """Whether the text asked for has no mark that a name which is alike without marks has not.

    A word of the name that ends in c, p or t and bears no tone is one that Vietnamese has not: it is written with an
    acute too. Nor has it words in k: they are written with c too.

    >>> leaves_out("hai hung", "Hải Hưng"), leaves_out("Hải hung", "Hải Hưng"), leaves_out("Hải Hùng", "Hải Hưng")
    (True, True, False)
    >>> leaves_out("Đắk Hà", "Đăk Hà"), leaves_out("Bích", "Bịch")
    (True, False)
    """
    mine, theirs = _marks(asked), _marks(name, toneless=_ACUTE)
    return len(mine) == len(theirs) and all(a[0] == b[0] and a[1] <= b[1] for a, b in zip(mine, theirs, strict=True))


class _Words:
    """The words of a name asked for: each that a name has too must be so written there, or with more marks."""

    def __init__(self, asked: str) -> None:
        self._asked = key(asked).split()

    def fit(self, name: str) -> bool:
        theirs: dict[str, list[str]] = {}
        for word in key(name).split():
            theirs.setdefault(fold(word), []).append(word)
        return all(
            any(leaves_out(word, other) for other in theirs[plain])
            for word in self._asked
            if (plain := fold(word)) in theirs
        )


@lru_cache(maxsize=10_000)
def _marks(text: str, toneless: frozenset[str] = frozenset()) -> tuple[tuple[str, frozenset[str]], ...]:
    """The letters and digits of a text, each with its marks; đ is a d with a mark.

    `toneless` are marks that the letters of a word have besides, if it ends as only words with a tone do and has none.
    """
    found: list[tuple[str, frozenset[str]]] = []
    for written in _WORD.findall(unicodedata.normalize("NFD", key(text).replace("đ", "d\u0335"))):
        word = final_c(written)
        more = toneless if word[-1] in "cpt" and not _TONES & set(word) else frozenset()
        for c in word:
            if unicodedata.combining(c) and found:
                found[-1] = (found[-1][0], found[-1][1] | {c})
            else:
                found.append((c, more))
    return tuple(found)


def spelt(name: str) -> str:
    """The name without tones and case, short forms of bodies and types of units spelt out.

    >>> spelt("UBND TP. Huế") == spelt("Ủy ban nhân dân thành phố Huế")
    True
    """
    folded = fold(name)
    for short, long in _short_forms():
        if short in folded:
            after = "" if short.endswith(".") else r"(?!\w)"  # "TP.Huế", but not "tphue"
            folded = re.sub(rf"(?<!\w){re.escape(short)}{after}", long, folded)
    return " ".join(folded.split())


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    bodies = {fold(c.notation): fold(c.label) for c in codes("body") if c.notation}
    # one letter alone ("p", "q") may be anything
    units = {fold(s): f"{fold(k.word)} " for k in kinds().values() for s in k.short if len(s) > 1}
    return tuple(sorted((bodies | units).items(), key=lambda pair: (-len(pair[0]), pair)))


@cache
def _types() -> re.Pattern[str]:
    words = sorted({fold(k.word) for k in kinds().values()}, key=lambda w: (-len(w), w))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)(?! \d)")


@lru_cache(maxsize=100_000)
def _untyped(name: str) -> str:
    """The name without type words, its tones kept: "UBND huyện Đa Krông" → "ubnd đa krông"."""
    whole = key(name)
    folded = fold(whole)
    if len(folded) != len(whole):  # a letter that is several
        return whole
    at, kept = 0, []
    for found in _types().finditer(folded):
        kept.append(whole[at : found.start()])
        at = found.end()
    return " ".join(" ".join((*kept, whole[at:])).split())


def _without_types(name: str) -> str:
    return " ".join(_types().sub(" ", name).split())
