"""Word lists as data, and the matcher that finds their phrases in a token list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import TypeVar

from kg.tokens import tokenize

T = TypeVar("T")


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated rows of kg/lexicon/NAME, without comments and empty lines."""
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


class Phrases(dict[str, list[tuple[int, dict[tuple[str, ...], T]]]]):
    """A set of phrases, each with a value; finds the longest one that begins at a token.

    As a mapping: the first words, each with the rests of the phrases that it begins, by their length, longest first.
    """

    def add(self, phrase: str, value: T) -> None:
        # "tp." is one word only with a name behind it, "gs.ts" only in capitals
        for form in (phrase, phrase.upper()):
            first, *rest = tokenize(f"{form} Xa").keys[:-1]
            lengths = dict(self.get(first, ()))
            lengths.setdefault(len(rest), {}).setdefault(tuple(rest), value)
            self[first] = sorted(lengths.items(), reverse=True, key=itemgetter(0))

    def at(self, keys: Sequence[str], i: int) -> tuple[int, T] | None:
        """(index after the phrase, its value) of the longest phrase that begins at token i, or None; so at the end."""
        if i >= len(keys):
            return None
        for length, rests in self.get(keys[i], ()):
            j = i + 1 + length
            rest = tuple(keys[i + 1 : j])
            if rest in rests:
                return j, rests[rest]
        return None

    def first_words(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self)


def phrases(name: str, value: Callable[[list[str]], T]) -> Phrases[T]:
    """The phrases of a data file: the first column, with what `value` makes of the row."""
    found: Phrases[T] = Phrases()
    for row in rows(name):
        found.add(row[0], value(row))
    return found


@cache
def words(name: str) -> frozenset[str]:
    """The keys of a one-column data file."""
    return frozenset(" ".join(tokenize(row[0]).keys) for row in rows(name))


@cache
def word_set(name: str) -> frozenset[str]:
    """The keys of one of the small closed sets of word_sets.tsv."""
    found = next(row[1] for row in rows("word_sets.tsv") if row[0] == name)
    return frozenset(tokenize(found).keys)


@cache
def phrase_set(name: str) -> tuple[str, ...]:
    """The keys of the phrases of one of the sets of word_sets.tsv that has ";" between them."""
    found = next(row[1] for row in rows("word_sets.tsv") if row[0] == name)
    return tuple(" ".join(tokenize(phrase).keys) for phrase in found.split(";"))
