"""Reports of matches: clubs that stand bare there ("Man City thắng Inter"), and players known by one name ("Messi")."""

from __future__ import annotations

from functools import cache

from kg.grammar.body import Body
from kg.grammar.document import Document
from kg.lexicon import Phrases, phrases
from kg.tokens import is_syllable


@cache
def clubs() -> Phrases[None]:
    return phrases("clubs.txt", lambda row: None)


@cache
def _not_players() -> Phrases[None]:
    return phrases("not_players.txt", lambda row: None)


def club_at(document: Document, i: int) -> Body | None:
    """The club whose bare name begins at token i of a report."""
    tokens = document.tokens
    if not tokens.caps[i] or (m := clubs().at(tokens.keys, i)) is None:
        return None
    return Body(i, m[0], "hoi", tokens.span(i, m[0]), head="club")


def is_player(document: Document, start: int, end: int) -> bool:
    """Are the capitalised words [start, end) of a report a foreign name that is no club's, cup's, paper's or city's?"""
    tokens = document.tokens
    names = tokens.words[start:end]
    if end - start > 3 or (is_syllable(names[0]) and tokens.keys[start] not in _PARTICLES):
        return False
    if all(map(is_syllable, names)) or any((w.isupper() and len(w) > 1) or not w.isalpha() for w in names):
        return False
    if (
        end - start == 1
        and tokens.words[start - 1 : start] in ([], ["."])
        and tokens.keys.count(tokens.keys[start]) < 2
    ):
        return False  # "Fan cho rằng …"
    return not any(_not_players().at(tokens.keys, k) for k in range(start, end))


_PARTICLES = frozenset({"de", "van", "von", "da", "di", "al", "el"})
