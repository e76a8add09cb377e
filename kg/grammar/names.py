"""Where a place ends and a person begins: "xã Hải Hưng Cáp Hữu Chiểu", decided by adding up evidence.

Scores are weights of evidence on a logarithmic scale, not probabilities; the distance between the best and the
second-best reading is the margin that the caller turns into a confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.lexicon import rows, words
from kg.tokens import is_syllable

# How likely a person's name has so many syllables, and a place's; what is not listed is not a name.
_PERSON_LENGTH = {2: -1.0, 3: 1.0, 4: 0.5, 5: -2.5}
_PLACE_LENGTH = {1: -2.5, 2: 1.0, 3: -1.5, 4: -4.0}
_SURNAME = {2: 3.0, 1: 2.0, 0: 0.5}
_NO_SURNAME = -4.0
# Syllables that close a full given part so often that they mark a person by themselves.
_GENDER_MIDDLE = frozenset({"văn", "thị"})

# name key → is it a unit's name (1.0: of the kind asked for, 0.5: of another kind, 0: of none)?
Gazetteer = Callable[[str], float]


@cache
def surnames() -> dict[str, int]:
    """Surname key → weight (2 common, 1 known, 0 rare)."""
    return {row[0].split()[0]: int(row[0].split()[1]) for row in rows("surnames.txt")}


def looks_like_person(keys: Sequence[str]) -> bool:
    """Do these syllables have a Vietnamese person's form: a surname and one to four more?"""
    return 2 <= len(keys) <= 5 and keys[0] in surnames()


def person_score(keys: Sequence[str]) -> float:
    """The evidence that these syllables are one person's full name.

    >>> person_score(["cáp", "hữu", "chiểu"]) > person_score(["hưng", "cáp", "hữu", "chiểu"])
    True
    """
    if (length := _PERSON_LENGTH.get(len(keys))) is None:
        return -10.0
    weight = surnames().get(keys[0])
    score = length + (_NO_SURNAME if weight is None else _SURNAME[weight])
    middles = words("middle_names.txt")
    for k in keys[1:-1]:
        score += 2.0 if k in _GENDER_MIDDLE else 0.8 if k in middles else 0.3 if k in surnames() else -0.8
    if keys[-1] in _GENDER_MIDDLE:
        score -= 3.0
    if not all(map(is_syllable, keys[1:])):
        score -= 1.0
    return score


def place_score(keys: Sequence[str], known: float, attested: bool, closed: bool = False) -> float:
    """The evidence that these syllables are a unit's name; `attested`: it stands alone elsewhere in the article."""
    length = _PLACE_LENGTH.get(len(keys), -9.0) - (3.0 if closed else 0.0)
    score = 3.0 + 3.0 * known if known else length
    if known and len(keys) == 1:
        score -= 1.5
    return score + (4.0 if attested else 0.0)


@dataclass(frozen=True, slots=True)
class Split:
    """The first `place` syllables are the place, the rest the person (none if `place` is all); `margin` ≥ 0."""

    place: int
    margin: float


def split(
    keys: Sequence[str], gazetteer: Gazetteer, attested: Callable[[str], bool], known_person: Callable[[str], bool],
    expects_person: bool, closed: bool = False,
) -> Split:  # fmt: skip
    """Cut a run of capitalised syllables that begins with a place's name.

    `expects_person` says that a post stands before the place, so that its holder may follow without a mark; `closed`
    that the register knows every unit of this level.
    """
    n = len(keys)
    best, second, cut = -99.0, -99.0, n
    for k in range(1, min(n, 5) + 1):
        name = " ".join(keys[:k])
        score = place_score(keys[:k], gazetteer(name), attested(name), closed)
        rest = keys[k:]
        if rest:
            score += person_score(rest) + (5.0 if known_person(" ".join(rest)) else 0.0)
            score -= 0.5 if expects_person else 3.0
        elif expects_person and n > 3:
            score -= 1.0
        if score > best:
            best, second, cut = score, best, k
        elif score > second:
            second = score
    return Split(cut, min(best - second, 9.0) if second > -90 else 9.0)
