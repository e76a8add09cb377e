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
    if end - start > 3 or all(map(is_syllable, tokens.words[start:end])):
        return False
    if any(w.isupper() and len(w) > 1 for w in tokens.words[start:end]):
        return False
    return not any(_not_players().at(tokens.keys, k) for k in range(start, end))
