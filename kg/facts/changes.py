"""Changes: units merge, split, change name or rank.

    "Xã Hải Hưng … được thành lập trên cơ sở sáp nhập 2 xã Hải Vĩnh và Hải Xuân vào năm 2020"
    → merge, xã Hải Vĩnh + xã Hải Xuân → xã Hải Hưng, 2020

A sentence is read as a string of symbols, one a unit list (U), a word of change (kg/lexicon/change_words.tsv) or a
stretch of other words (.), and PATTERNS is the grammar: regular expressions over that string, the first that fits
a place taking it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from kg.facts import circumstances
from kg.grammar.document import Document
from kg.grammar.memory import Memory, level_of
from kg.grammar.scan import Item, OtherPlace, Run, Scan
from kg.grammar.units import Place, unit_type_at
from kg.language.dates import DateMention
from kg.lexicon import Phrases, phrases
from kg.model import Change, ChangeKind, Containment
from kg.text import key

_TRIGGERS = frozenset("MESRNGDAXtg")
# Areas, populations and the small words around them, which may stand anywhere among the units of a list.
_FILLER = frozenset(
    "diện tích tự nhiên quy mô dân số người nhân khẩu km2 km² ha khẩu hộ của rộng hơn gần trên khoảng đất đai dài "
    "đơn vị hành chính cấp nguyên các những hai ba bốn trạng toàn bộ ( ) ; còn lại địa giới số nay là".split()
)


@dataclass(slots=True)
class Group:
    """Units in one list, and whether only a part of them goes."""

    places: list[Place]
    partial: bool = False
    rest: bool = False


@dataclass(slots=True)
class Line:
    """A sentence in symbols; `at[n]` is what symbol n stands for."""

    symbols: str
    at: list[Group | int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern's reading: kind, old and new units, the rule's name."""

    kind: ChangeKind
    old: list[Group]
    new: list[Group]
    rule: str


@cache
def change_words() -> Phrases[str]:
    return phrases("change_words.tsv", lambda row: row[1])


def find(
    document: Document, scan: Scan, memory: Memory, dates: list[DateMention], contained: list[Containment]
) -> list[Change]:  # fmt: skip
    """All changes of units in the article, each (old, new) once."""
    changes: list[Change] = []
    for n, items in enumerate(scan.sentences):
        if not any(isinstance(x, Place) for x in items):
            continue
        line = _line(document, memory, items, n)
        if not _TRIGGERS & set(line.symbols):
            continue
        for found in _read(line):
            if change := _change(document, memory, n, found):
                changes.append(change)
    changes = _merged(changes)
    return circumstances.complete(document, scan, memory, dates, contained, changes)


def _line(document: Document, memory: Memory, items: list[Item], sentence: int) -> Line:
    """The symbols of a sentence."""
    tokens = document.tokens
    line = Line("")
    places = {x.start: x for x in items if isinstance(x, Place) and x.kind not in {None, "country", "thon"}}
    skip = {x.start: x.end for x in items if not isinstance(x, Place | Run | OtherPlace) and hasattr(x, "posts")}
    skip |= {x.start: x.end for x in items if type(x).__name__ in {"Body", "Name"}}
    start = _first_token(document, sentence)
    end = _first_token(document, sentence + 1)
    symbols: list[str] = []
    partial = rest = False
    i = start
    while i < end:
        if i in places:
            place = places[i]
            if symbols and symbols[-1] == "U" and place.shared:
                _group_of(line.at[-1]).places.append(place)
            else:
                symbols.append("U")
                line.at.append(Group([place], partial, rest))
            partial = partial and place.shared
            rest = rest and place.shared
            i = max(place.end, i + 1)
            continue
        if i in skip:
            symbol, j = ".", skip[i]
        elif m := change_words().at(tokens.keys, i):
            j, symbol = m[0], m[1]
        elif tokens.keys[i] in _FILLER or tokens.words[i][0].isdigit():
            i += 1
            continue
        elif tokens.keys[i] in {",", ":", "/"}:
            symbol, j = ",", i + 1
        else:
            symbol, j = ".", i + 1
        if symbol in {"p", "h"}:
            partial, rest = True, symbol == "h"
        elif symbol == "a":
            partial = rest = False
        if not (symbol in {".", ","} and symbols and symbols[-1] == symbol) and symbol not in {"p", "h", "a"}:
            symbols.append(symbol)
            line.at.append(i)
        i = max(j, i + 1)
    line.symbols = "".join(symbols)
    return line


def _group_of(x: Group | int) -> Group:
    assert isinstance(x, Group)
    return x


def _first_token(document: Document, sentence: int) -> int:
    """The index of the first token of a sentence."""
    from bisect import bisect_left

    spans = document.sentence_spans
    if sentence >= len(spans):
        return len(document.tokens)
    return bisect_left(document.tokens.starts, spans[sentence][0])


# L: a list of units. Commas and up to one stretch of other words may stand between its members.
_L = r"U(?:,?U)*"
_PATTERNS: list[tuple[str, re.Pattern[str], ChangeKind]] = [
    ("new-from-old", re.compile(rf"E,?(?P<new>U)[.,]?(?:[cv.]?,?U)??[.,]*o[M,.]*(?P<old>{_L})"), "merge"),
    ("passive-from-old", re.compile(rf"(?P<new>U)[^UMSRGDA]{{0,6}}E?[.,]*o[M,]*(?P<old>{_L})"), "merge"),
    ("new-by-split", re.compile(rf"E,?(?P<new>{_L})[.,]*q,?(?P<old>U)"), "split"),
    ("into-new", re.compile(rf"M[,.]?(?P<old>{_L})[^UMSRGDAvwj]{{0,4}}(?:tE?,?N?|,?N|[.,]*E[.,]*N?|[.,]*l,?N),?(?P<new>U)(?!,?U)"), "merge"),
    ("into-old", re.compile(rf"M[,.]?(?P<old>{_L}),?[.]?,?v,?(?P<new>U)"), "merge"),
    ("with", re.compile(rf"M[,.]?(?P<old>{_L}),?w,?(?P<old2>{_L})(?:[.,]*(?:t,?E?N?|N),?(?P<new>U))?"), "merge"),
    ("joined-into", re.compile(rf"(?P<old>U,U(?:,U)*)[.,]{{0,2}}M,?(?:(?:t,?E?|N),?(?P<new>U))?(?![^.]?U)"), "merge"),
    ("was-merged", re.compile(r"(?P<old>U(?:,U)*),?[.]?,?M,?v,?(?P<new>U)"), "merge"),
    ("split-into", re.compile(rf"S,?(?P<old>U)[.,]{{0,2}}t[.,]?(?P<new>{_L})"), "split"),
    ("was-split", re.compile(rf"(?P<old>U)[.,]{{0,2}}S[.,]?t[.,]?(?P<new>{_L})"), "split"),
    ("split-from", re.compile(rf"S,?(?P<new>{_L})[.,]?f,?(?P<old>U)"), "split"),
    ("renamed", re.compile(r"R,?(?P<old>U)[.,]?[tl],?(?P<new>U)"), "rename"),
    ("was-renamed", re.compile(r"(?P<old>U)[.,]{0,2}R,?[tl],?(?P<new>U)"), "rename"),
    ("raised", re.compile(r"(?:G|A),?(?P<old>U)[.,]{0,2}[gt],?(?P<new>U)"), "upgrade"),
    ("was-raised", re.compile(r"(?P<old>U)[.,]{0,2}G?,?g,?(?P<new>U)"), "upgrade"),
    ("moved", re.compile(rf"A[,.]?(?P<old>{_L})[.,]{{0,3}}v,?(?P<new>U)"), "boundary"),
    ("ended", re.compile(rf"D,?(?P<old>{_L})"), "dissolve"),
    ("founded", re.compile(rf"E,?(?P<new>{_L})"), "establish"),
    ("was-founded", re.compile(r"(?P<new>U)[.,]?E(?![,.]?U)"), "establish"),
]  # fmt: skip


def _read(line: Line) -> Iterator[Found]:
    """Apply the patterns from left to right; what one has taken no other takes."""
    taken = [False] * len(line.symbols)
    for rule, pattern, kind in _PATTERNS:
        for m in pattern.finditer(line.symbols):
            if any(taken[m.start() : m.end()]) or (m.start() and line.symbols[m.start() - 1] in "kx"):
                continue
            parts = m.groupdict()
            old = _groups(line, m, "old") + (_groups(line, m, "old2") if parts.get("old2") else [])
            new = _groups(line, m, "new") if parts.get("new") else []
            if not old and not new:
                continue
            taken[m.start() : m.end()] = [True] * (m.end() - m.start())
            yield Found(kind, old, new, rule)


def _groups(line: Line, m: re.Match[str], name: str) -> list[Group]:
    if name not in m.re.groupindex or m[name] is None:
        return []
    return [_group_of(line.at[k]) for k in range(m.start(name), m.end(name)) if line.symbols[k] == "U"]


def _change(document: Document, memory: Memory, sentence: int, found: Found) -> Change | None:
    """Names, parts and the true kind of a reading; None where the units make no sense together."""
    old = _distinct([(p, g.partial) for g in found.old for p in g.places])
    new = _distinct([(p, False) for g in found.new for p in g.places])
    olds, news = [n for n, _, _ in old], [n for n, _, _ in new]
    partial = [n for n, _, part in old if part]
    kind, rule = found.kind, found.rule
    levels = {level_of(p.kind) for _, p, _ in old} | {level_of(p.kind) for _, p, _ in new}
    if rule in {"into-old", "was-merged"}:
        if len(levels) > 1:
            kind = "boundary"
        else:
            olds = olds + [n for n in news if key(n) not in {key(o) for o in olds}]
            if len(olds) < 2:
                return None
            kind = "boundary" if len(partial) == len(olds) - 1 else "merge"
            olds = [n for n in olds if n not in news] if kind == "boundary" else olds
    elif kind == "merge":
        old_kinds = {level_of(p.kind) for _, p, _ in old}
        if rule == "with" and not news and len(olds) < 2:
            return None
        if len(olds) == 1 and news:
            kind = _single(old[0][1], new[0][1], bool(partial))
        elif len(olds) < 2:
            return None
        if len(old_kinds) > 1 and rule != "new-from-old":
            return None
    elif kind in {"upgrade", "rename"}:
        kind = _raised(old[0][1], new[0][1])  # type: ignore[assignment]
        if kind is None:
            return None
    elif kind == "split" and (len(news) < 1 or (rule != "split-from" and len(news) < 2)):
        return None
    elif rule == "moved":
        news = news[:1]
    spans = [(p.start, p.end) for _, p, _ in old + new]
    tokens = document.tokens
    evidence = document.evidence(tokens.starts[min(a for a, _ in spans)], tokens.ends[max(b for _, b in spans) - 1])
    sure = all(p.sure for _, p, _ in old + new)
    return Change(kind, tuple(olds), tuple(news), evidence, rule, 0.93 if sure else 0.45, partial=tuple(partial))


def _distinct(places: list[tuple[Place, bool]]) -> list[tuple[str, Place, bool]]:
    seen: dict[str, tuple[str, Place, bool]] = {}
    word, kind = "", None
    for place, part in places:
        if place.word:
            word, kind = place.word, place.kind
            name = place.full
        else:
            # a bare name shares the type word of the one before it, or is a province
            name = place.name
        seen.setdefault(key(name), (name, place, part))
    _ = word, kind
    return list(seen.values())


def _single(old: Place, new: Place, partial: bool) -> ChangeKind:
    """One old unit, one new: raised, renamed, or founded on a part."""
    if partial:
        return "split"
    if old.kind != new.kind:
        return "upgrade"
    return "rename"


def _raised(old: Place, new: Place) -> ChangeKind | None:
    """ "upgrade" if the type changes at one level, "rename" if only the name does."""
    if level_of(old.kind) != level_of(new.kind) and not {level_of(old.kind), level_of(new.kind)} == {1, 2}:
        return None
    if old.kind != new.kind:
        return "upgrade"
    return "rename" if key(old.name) != key(new.name) else None


def _merged(changes: list[Change]) -> list[Change]:
    """One record a (old, new); a bare founding or end is left out where the unit is in a fuller record."""
    best: dict[tuple[frozenset[str], frozenset[str]], Change] = {}
    for c in changes:
        at = (frozenset(map(key, c.old)), frozenset(map(key, c.new)))
        if at not in best or c.confidence > best[at].confidence:
            best[at] = c
    full = list(best.values())
    kept = []
    for c in full:
        others = [o for o in full if o is not c]
        if not c.old and any(set(map(key, c.new)) <= set(map(key, o.new)) and o.old for o in others):
            continue
        if not c.new and c.kind != "dissolve" and any(
            set(map(key, c.old)) <= set(map(key, o.old)) and o.new for o in others
        ):  # fmt: skip
            continue
        kept.append(c)
    return kept


_ = (Callable, replace, unit_type_at)
