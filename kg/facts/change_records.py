"""One record for what several sentences say of one change of units."""

from __future__ import annotations

from dataclasses import replace

from kg.facts.circumstances import said_whether
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.naming import unit_key
from kg.model import Change, Evidence
from kg.text import key


def continues(before: Change, after: Change) -> bool:
    """ "sáp nhập xã A cùng xã B. Sau khi nhập hai xã này thành xã C": the second names the result of the first."""
    return not before.new and bool(after.new) and set(map(unit_key, before.old)) == set(map(unit_key, after.old))


def joined(document: Document, before: Change, after: Change) -> Evidence:
    shift = document.shift if after.evidence.part == "text" else 0
    if before.evidence.part != after.evidence.part:
        return after.evidence
    low = min(before.evidence.start, after.evidence.start) + shift
    high = max(before.evidence.end, after.evidence.end) + shift
    return document.evidence(low, high) if high - low < 900 else after.evidence


def merged(document: Document, changes: list[Change]) -> list[Change]:
    """One record a (old, new), that of the mention that tells most; what a fuller record says too is left out."""
    best: dict[tuple[frozenset[str], frozenset[str]], tuple[tuple[float, bool, bool, bool], Change]] = {}
    for c, (whether, itself) in zip(changes, said_whether(document, changes), strict=True):
        at = (frozenset(map(unit_key, c.old)), frozenset(map(unit_key, c.new)))
        # from what units it came says more than "việc thành lập thành phố A"; headlines are short
        tells = (
            c.confidence, whether, c.rule not in {"founded", "was-founded"}, itself and c.evidence.part != "title",
        )  # fmt: skip
        if at not in best or tells > best[at][0]:
            best[at] = (tells, c)
    full = _shared_out([c for _, c in best.values()])
    return [_with_targets(c, full) for c in full if not any(_says_more(o, c) for o in full if o is not c)]


def _shared_out(changes: list[Change]) -> list[Change]:
    """A unit that is said to become two others was split between them: "quận A …, quận B … của thành phố C"."""
    by_old: dict[str, list[Change]] = {}
    for c in changes:
        if (
            c.kind in {"upgrade", "split"}
            and len(c.old) == len(c.new) == 1
            and unit_key(c.old[0]) not in map(unit_key, c.new)
        ):
            by_old.setdefault(unit_key(c.old[0]), []).append(c)
    shared = {old: found for old, found in by_old.items() if len({n for c in found for n in c.new}) > 1}
    kept = [c for c in changes if not any(c in found for found in shared.values())]
    return kept + [
        replace(found[0], kind="split", new=tuple(dict.fromkeys(n for c in found for n in c.new)), rule="shared-out")
        for found in shared.values()
    ]


def _says_more(other: Change, change: Change) -> bool:
    """Does `other` hold all of `change` and more?"""
    old, new = set(map(unit_key, change.old)), set(map(unit_key, change.new))
    wider_old, wider_new = set(map(unit_key, other.old)), set(map(unit_key, other.new))
    if change.rule == "founded" and other.rule != "founded" and new <= wider_new and other.kind != "boundary":
        return True
    if change.kind == "upgrade" and other.kind == "split" and old <= wider_old and new <= wider_new:
        return True
    if not change.old:
        founded = change.kind == "establish" and other.kind == "boundary"  # a new unit, and what else it got
        return bool(other.old) and new <= wider_new and not founded
    if not change.new and change.kind != "dissolve":
        opposite = change.kind == "merge" and other.kind == "split"  # in 1976 the two became one, in 1991 two again
        return bool(other.new) and old <= wider_old | wider_new and not opposite
    return False


def result_named(document: Document, memory: Memory, change: Change) -> Change:
    """A merger without result takes the one of its units that the article calls "TP Hải Phòng sau hợp nhất"."""
    if change.kind != "merge" or change.new:
        return change
    olds = {key(n) for n in change.old}
    for _, place in memory.units:
        after = document.keys[place.end : place.end + 3]
        if place.word and key(place.full) in olds and after[:1] == ["sau"] and " ".join(after[1:]) in _AFTER:
            return replace(change, new=(place.full,))
    return change


_AFTER = frozenset({"hợp nhất", "sáp nhập", "sắp xếp"})


def _with_targets(change: Change, others: list[Change]) -> Change:
    """A unit that ended went where its parts went."""
    if change.kind != "dissolve" or change.new:
        return change
    gone = set(map(unit_key, change.old))
    takers = [o for o in others if o.kind in {"boundary", "merge"} and gone & set(map(unit_key, o.old))]
    return replace(change, new=tuple({n: None for o in takers for n in o.new}))
