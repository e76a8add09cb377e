"""Disjoint sets of mentions of one name, each with the reasons that joined it and what keeps it from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from kg.resolve.births import apart, meet
from kg.resolve.mentions import Mention
from kg.resolve.stays import clash, merged


class Groups:
    """Mentions by their numbers. `tags` are the local names that each mention's person may have, `different` the pairs
    of such names that are judged to be two; `one_place` tells whether one unit passed into another."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        one_place: Callable[[str, str], bool],
        tags: Sequence[frozenset[str]] = (),
        different: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._top = list(range(len(mentions)))
        self._born = [m.born for m in mentions]
        self._stays = [merged(sorted(m.stays)) for m in mentions]
        self._one_place = one_place
        self._tags = list(tags) or [frozenset()] * len(mentions)
        self._different = tuple(different)
        self.reasons: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def top(self, i: int) -> int:
        while self._top[i] != i:
            self._top[i] = i = self._top[self._top[i]]
        return i

    def barred(self, i: int, j: int) -> str | None:
        """Why two groups must not be joined, if so."""
        a, b = self.top(i), self.top(j)
        if a == b:
            return None
        if apart(self._born[a], self._born[b]):
            return "born in different years"
        if where := clash(self._stays[a], self._stays[b], self._one_place):
            return f"posts at one time in {where}"
        one, other = self._tags[a], self._tags[b]
        for x, y in self._different:
            if (x in one and y in other) or (y in one and x in other):
                return "judged different"
        return None

    def join(self, i: int, j: int, how: str, reason: str) -> bool:
        """Makes one group of two, unless something bars it; whether they are one now."""
        a, b = sorted((self.top(i), self.top(j)))
        if a == b:
            return True
        if self.barred(a, b):
            return False
        self._top[b] = a
        self._born[a] = meet(self._born[a], self._born[b])
        self._stays[a] = merged((*self._stays[a], *self._stays[b]))
        self._tags[a] |= self._tags[b]
        self.reasons[a] += [*self.reasons.pop(b, []), (how, reason)]
        return True

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._top)):
            found[self.top(i)].append(i)
        return [found[t] for t in sorted(found)]
