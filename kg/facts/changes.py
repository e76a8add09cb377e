"""Changes: units merge, split, change name or rank.

    "Xã Hải Hưng … được thành lập trên cơ sở sáp nhập 2 xã Hải Vĩnh và Hải Xuân vào năm 2020"
    → merge, xã Hải Vĩnh + xã Hải Xuân → xã Hải Hưng, 2020

A sentence is read as a string of symbols (kg/facts/change_lines.py): U a list of units, T a type word alone, a letter
for each word of change (kg/lexicon/change_words.tsv), "," and "." for other words. PATTERNS is the grammar: regular
expressions over that string, tried in order; a word of change belongs to the first that takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.facts import circumstances
from kg.facts.change_lines import Group, Line, LineReader
from kg.facts.change_records import continues, joined, merged, result_named
from kg.grammar.document import Document
from kg.grammar.memory import Memory, level_of
from kg.grammar.scan import Scan
from kg.grammar.units import Place
from kg.language.dates import DateMention
from kg.lexicon import phrase_set, rows, word_set
from kg.model import Change, ChangeKind, Containment, Evidence
from kg.text import key

_TRIGGERS = frozenset("MESRGDdAXYFegtif")
# A word of change that one reading has taken; the others may serve two.
_OWNED = frozenset("MEeSRGDdAXYFvoqN")
_SURE, _UNSURE = 0.93, 0.45

# U: a unit or a coordination of units; L: a list of them; MANY: at least two. "old" and "new" name the lists before
# and after.
_U = "[UV]"
_L = rf"{_U}(?:,?{_U})*"
_MANY = rf"(?:V(?:,?{_U})*|U(?:,?{_U})+)"
# the units before are a list that ends where the next founding begins: "A trên cơ sở B, C trên cơ sở D"
_OLD = rf"{_U}(?:(?:,?|[.,]*w,?){_U}(?![.,]*o))*"
_RULES: list[tuple[str, str, ChangeKind]] = [
    (
        "each-from-its-own",
        rf"(?:[Ee],?T?,?(?P<new>{_U})|(?P<new2>{_U})[^UVMSRGDA;]{{0,6}})[.,]*[of][M,.]*(?P<old>Z)",
        "upgrade",
    ),
    ("new-from-old", rf"[Ee],?T?,?(?P<new>U)[.,]?(?:[cv.]?,?{_U})??[.,]*o[M,.]*(?P<old>{_OLD})", "merge"),
    ("passive-from-old", rf"(?P<new>U)[^UVMSRGDA;]{{0,6}}[.,]*o[M,]*(?P<old>{_OLD})", "merge"),
    ("this-from-old", rf"(?P<new>T),?F[.,]*o[M,]*(?P<old>{_OLD})", "merge"),
    ("born-from", rf"(?P<new>U)[.,]{{0,2}}F[^UV;]{{0,5}}f,?(?P<old>{_MANY})", "merge"),
    ("split-into", rf"[Sq],?(?P<old>U)[.,]{{0,2}}t[.,]?(?P<new>{_L})", "split"),
    ("new-by-split", rf"[Ee],?(?P<new>{_L})[.,]*q,?(?P<old>U)", "split"),
    ("named-before-after", rf"T[.,]*M?,?N,?(?P<old>{_MANY})[.,y]*M,?N,?(?P<new>U)", "merge"),
    (
        "into-new",
        rf"M[,.]?(?P<old>{_L})[^UVMSRGDAXvw]{{0,5}}?(?:t[Ee]?,?T?,?N?|[Ee],?T?,?N?|T?,?N),?T?,?N?(?P<new>U)(?!,?{_U})",
        "merge",
    ),
    ("into-old", rf"M[,.]?(?P<old>{_L}),?[.]?,?v,?(?P<new>U)", "merge"),
    ("with", rf"M[,.]?(?P<old>{_L}),?w,?(?P<old2>{_L})(?:[.,]*(?:t,?[Ee]?,?T?,?N?|T?,?N),?(?P<new>U))?", "merge"),
    (
        "joined-into",
        rf"(?P<old>{_MANY})[.,]{{0,2}}M,?(?:(?:t,?[Ee]?,?T?,?N?|T?,?N),?(?P<new>U))?(?![^.;]?{_U})",
        "merge",
    ),
    (
        "joins-with",
        rf"(?P<old>U)[.,]{{0,2}}M,?w,?(?P<old2>{_L})(?:[.,]*(?:t,?[Ee]?,?T?,?N?|T?,?N),?(?P<new>U))?",
        "merge",
    ),
    ("form", rf"(?<![Ee])(?<![Ee],)(?P<old>{_MANY})[.,]?E,?(?P<new>U)(?![.,]*[oq])", "merge"),
    ("become", rf"(?<![tgwMo])(?<![tgwMo],)(?P<old>{_MANY}),?t,?(?P<new>U)(?!,?{_U})", "merge"),
    ("turned", r"(?P<old>U),?t,?(?P<new>U)", "upgrade"),
    ("from", r"(?P<new>U),?M?,?f,?(?P<old>V)(?!,?[tv])", "merge"),
    ("merged-from", rf"(?P<new>U),?M,?f,?(?P<old>{_U}),?w?,?(?P<old2>{_U})(?!,?[tv])", "merge"),
    ("again-into", r"(?<=vU),(?P<old>U),?v,?(?P<new>U)", "merge"),
    ("was-merged", rf"(?P<old>{_L}),?[.]?,?M,?v,?(?P<new>U)", "merge"),
    ("after-merging", rf"[oy]M,?(?P<old>{_MANY}),(?P<new>U)(?=[.,jT])", "merge"),
    ("after-joining", rf"M,?w,?(?P<old>{_L}),(?P<old2>U)(?=[.,jT])", "merge"),
    ("merged-alone", rf"M,?(?P<old>{_MANY})(?![^.M]?[UVvw])", "merge"),
    ("consists", rf"(?P<new>U),?i,?(?P<old>{_MANY})", "merge"),
    ("was-split", rf"(?P<old>U)[.,]{{0,2}}S[.,]?t[.,]?(?P<new>{_L})", "split"),
    ("split-from", rf"S,?(?P<new>{_L})[.,]?f,?(?P<old>U)", "split"),
    ("renamed", r"R,?(?P<old>U)[.,]?[tl],?(?P<new>U)", "rename"),
    ("was-renamed", r"(?P<old>U)[.,]{0,2}R,?[tl],?(?P<new>U)", "rename"),
    ("this-renamed", r"(?P<old>T),?R,?[tl],?(?P<new>U)", "rename"),
    ("carved-out", r"A[,.]?(?P<old>U)[.,]{0,2}t,?(?P<new>U)", "split"),
    ("made-of-parts", rf"(?P<old>{_MANY}),?S,?t,?(?P<new>U)", "split"),
    ("raised", rf"(?:G,?(?P<old>{_L})[.,]{{0,2}}[gt]|A,?(?P<old2>{_L})[.,]{{0,2}}g),?(?P<new>U|T)", "upgrade"),
    ("was-raised", rf"(?P<old>{_L})[.,]{{0,2}}(?:G,?[gt]|g),?(?P<new>U|T)", "upgrade"),
    ("changed-each", rf"A,?(?P<old>{_L})[.,]{{0,2}}t,?(?P<new>[TZ])", "upgrade"),
    ("fit-to-be", rf"(?P<old>{_L})[.,]{{0,2}}t,?(?P<new>T)", "upgrade"),
    ("was-split-up", r"(?P<old>U)(?:,?gT)?[.,]{0,2}S,?t,?T[^UV]*$", "split"),
    ("moved", rf"A[,.]{{0,2}}(?P<old>{_L})[.,]{{0,3}}M?v,?(?P<new>U)", "boundary"),
    ("was-moved", rf"(?P<old>{_U}(?:[,;]*{_U})*)[.,]{{0,3}}A,?M?v,?(?P<new>U)", "boundary"),
    ("joins", rf"(?P<old>{_U})[.,]{{0,2}}M,?v?,?(?P<new>U)", "boundary"),
    ("widened", rf"(?P<new>{_U}),?X|[XY],?(?P<new2>{_U})", "boundary"),
    ("ended", rf"D,?(?P<old>{_L})|d(?P<old2>{_U})(?=[,;]|$|[.]$)", "dissolve"),
    ("was-ended", rf"(?P<old>{_L}),?D(?=$|[.]$|[,;f])(?![^.]?{_U})", "dissolve"),
    ("founded", rf"[Ee](?P<new>{_L})", "establish"),
    ("was-founded", rf"(?P<new>{_U}),?F(?!,?[oq])", "establish"),
]
PATTERNS = [(rule, re.compile(pattern), kind) for rule, pattern, kind in _RULES]


# a unit's name with its type word, the place that stands for it, and whether only a part of it goes
Unit3 = tuple[str, Place, bool]


@dataclass(slots=True)
class Reading:
    """What a pattern has read: the kind it stands for, the lists before and after, the type of a nameless new unit."""

    rule: str
    kind: ChangeKind
    old: list[Group]
    new: list[Group]
    new_type: Place | None = None


def find(
    document: Document, scan: Scan, memory: Memory, dates: list[DateMention], contained: list[Containment]
) -> list[Change]:  # fmt: skip
    """All changes of units in the article, each (old, new) once, with their circumstances."""
    changes: list[Change] = []
    lines = LineReader(document)
    previous: Change | None = None
    last = -2
    for n, items in enumerate(scan.sentences):
        if not any(isinstance(x, Place) for x in items) or not _may_tell(document, n):
            continue
        line = lines.read(items, n)
        told = _TRIGGERS & set(line.symbols)
        # "xã A gồm các xã B, C": only after a sentence that tells of a change
        if not told or (told == {"i"} and n > last + 1):
            continue
        for reading in _read(line):
            for change in _changes(document, memory, contained, reading):
                if previous is not None and continues(previous, change):
                    changes.remove(previous)
                    change = replace(change, evidence=joined(document, previous, change))
                changes.append(change)
                previous, last = change, n
    enacted = circumstances.enacted(document, changes)
    changes = [result_named(document, memory, c) for c in merged(document, changes)]
    return circumstances.complete(document, dates, contained, changes, enacted)


def _may_tell(document: Document, sentence: int) -> bool:
    """Does the sentence hold a word of change at all?"""
    start, end = document.sentence_spans[sentence]
    return _words_of_change().search(document.tokens.text[start:end].lower()) is not None


@cache
def _words_of_change() -> re.Pattern[str]:
    phrases = [row[0] for row in rows("change_words.tsv") if set(row[1]) & (_TRIGGERS - {"f"} | {"q"})]
    return re.compile("|".join([*map(re.escape, sorted(phrases, key=len, reverse=True)), _FROM]))


# "phường A (từ các phường B, C)": only so does "từ" tell of a change
_FROM = r"từ (?:các|hai|ba|bốn|năm|toàn bộ|\d)"


def _read(line: Line) -> Iterator[Reading]:
    """Apply the patterns in order; a word of change that one has taken is lost to the next."""
    taken = [False] * len(line.symbols)
    for rule, pattern, kind in PATTERNS:
        for m in pattern.finditer(line.symbols):
            span = [k for k in range(m.start(), m.end()) if line.symbols[k] in _OWNED]
            if any(taken[k] for k in span) or (m.start() and line.symbols[m.start() - 1] in "kx"):
                continue
            if "k" in line.symbols[max(m.start() - 4, 0) : m.start()]:
                continue  # a jubilee tells of no change now
            units = [k for k in range(m.start(), m.end()) if line.symbols[k] in "UV"]
            if rule in _UNMARKED and any(taken[k] for k in units):
                continue  # part of what another pattern has read
            for k in [*span, *units]:
                taken[k] = True
            old = _groups(line, m, "old") + _groups(line, m, "old2")
            new = _groups(line, m, "new") + _groups(line, m, "new2")
            new_type = next((g.places[0] for g in new if not g.places[0].name), None)
            yield Reading(rule, kind, old, [g for g in new if g.places[0].name], new_type)


# patterns without a word of change of their own
_UNMARKED = frozenset({"become", "turned", "from", "fit-to-be"})


def _groups(line: Line, m: re.Match[str], name: str) -> list[Group]:
    if name not in m.re.groupindex or m[name] is None:
        return []
    return [line.at[k] for k in range(m.start(name), m.end(name)) if line.symbols[k] in "UVTZ"]


def _changes(document: Document, memory: Memory, contained: list[Containment], reading: Reading) -> list[Change]:
    """The facts of a reading; none where its units make no sense together."""
    if not _sound(document, reading):
        return []
    old = _distinct(memory, [(p, g.partial) for g in reading.old for p in g.places])
    new = _distinct(memory, [(p, False) for g in reading.new for p in g.places])
    found = []
    for olds, news in _pairs(memory, reading, old, new):
        if decided := _decided(document, memory, contained, reading, olds, news):
            kind, names, targets, partial = decided
            units = olds + news
            evidence = _evidence(document, [p for _, p, _ in units])
            sure = all(p.sure for _, p, _ in units)
            found.append(
                Change(
                    kind,
                    tuple(names),
                    tuple(targets),
                    evidence,
                    reading.rule,
                    _SURE if sure else _UNSURE,
                    partial=tuple(partial),
                )
            )
    return found


def _pairs(
    memory: Memory, reading: Reading, old: list[Unit3], new: list[Unit3]
) -> list[tuple[list[Unit3], list[Unit3]]]:  # fmt: skip
    """What became of what: most readings tell of one change, some of one for each unit."""
    if reading.rule == "this-from-old":
        spoken_of = _spoken_of(memory, reading.new_type, old)
        return [(old, [spoken_of])] if spoken_of else []
    if reading.rule == "this-renamed":
        spoken_of = _spoken_of(memory, reading.old[0].places[0], new)
        return [([spoken_of], new)] if spoken_of else []
    type_ = reading.new[0].places[0] if reading.rule == "changed-each" and reading.new else reading.new_type
    if reading.kind == "upgrade" and type_ is not None:
        return [([o], [(f"{type_.word} {o[1].name}", replace(o[1], kind=type_.kind), False)]) for o in old]
    if reading.rule == "after-joining":
        return [(old, old[-1:])] if len({level_of(p.kind) for _, p, _ in old}) == 1 else []
    if reading.rule == "after-merging" and memory.document.keys[new[0][1].start - 1] != ",":
        # "Sau khi sáp nhập A, B và Vĩnh Long, tỉnh Vĩnh Long có …": all are what the first is
        last = [(n, p if p.word else replace(p, kind=old[0][1].kind), part) for n, p, part in new]
        return [(old + last, [])]
    if reading.rule == "after-merging" and level_of(new[0][1].kind) != level_of(old[0][1].kind):
        return [(old, [])]  # "Sau khi sáp nhập xã A và xã B, huyện C còn …"
    if reading.rule == "each-from-its-own":
        return [([o], [n]) for o, n in zip(old, new, strict=False)]
    if reading.kind == "establish" or reading.rule == "widened":
        return [([], [n]) for n in new]
    return [(old, new)]


# patterns in which a unit is the subject of the verb: "xã A được thành lập", "huyện B lên quận"
_OF_SUBJECTS = frozenset({"was-founded", "was-raised", "was-moved", "was-ended", "was-split-up", "widened"})


def _sound(document: Document, reading: Reading) -> bool:
    """Do the words around the units allow the reading? Buses go "từ Hà Nam lên Hà Nội", and schools are founded too."""
    if reading.rule == "widened" and not _decides(document, reading):
        return False
    first = (reading.old or reading.new)[:1]
    whole = bool(first) and not first[0].partial  # "phần còn lại của xã A … được điều chỉnh nhập vào xã B"
    if reading.rule in _OF_SUBJECTS and whole and not _is_subject(document, first[0].places[0], reading.rule):
        return False
    if first and _is_given_to(document, first[0].places[0]):
        return False
    if reading.new_type is not None and reading.kind == "upgrade":
        after = document.tokens.words[reading.new_type.end : reading.new_type.end + 1]
        return not after or not after[0].islower() or document.keys[reading.new_type.end] in word_set("after types")
    return True


def _is_given_to(document: Document, place: Place) -> bool:
    """ "trả 5 huyện cho A và B được nhập vào C": does A but get what the words before tell?"""
    keys, first = document.keys, document.sentence_start(place.start)
    return keys[place.start - 1] == "cho" and bool({"trả", "giao"} & set(keys[first : place.start]))


def _is_subject(document: Document, place: Place, rule: str) -> bool:
    """Does a clause begin with the unit? After a noun it only says whose: "trường công thuộc quận A được thành lập"."""
    before = document.tokens.words[place.start - 1 : place.start]
    if rule == "widened" and before and document.keys[place.start - 1] in {"rộng", "giới"}:
        return True  # "mở rộng xã A"
    if rule == "was-moved" and document.keys[place.start - 1] == "của":
        lead = " ".join(document.keys[max(place.start - 12, document.sentence_start(place.start)) : place.start])
        if "dân số" in lead or "diện tích" in lead:
            return True  # "toàn bộ diện tích và dân số của xã A"
    word = bool(place.word) or rule in {"was-moved", "was-raised"}
    marked = not before or not before[0].isalpha() or document.keys[place.start - 1] in word_set("before subjects")
    return word and marked


def _decides(document: Document, reading: Reading) -> bool:
    """Does the sentence speak of boundaries or of those who decide on them?"""
    place = (reading.new or reading.old)[0].places[0]
    text = document.tokens.text[slice(*document.sentence_spans[document.sentence_of(place.start)])].lower()
    return any(phrase in text for phrase in phrase_set("deciding on units"))


def _spoken_of(memory: Memory, type_: Place | None, old: list[Unit3]) -> Unit3 | None:
    """ "xã được thành lập trên cơ sở …": the unit of that type that the article has spoken of until then."""
    if type_ is None:
        return None
    gone = {key(p.full) for _, p, _ in old}
    before = [
        p for at, p in memory.units if p.kind == type_.kind and p.word and at < type_.start and key(p.full) not in gone
    ]
    return (before[-1].full, before[-1], False) if before else None


Decision = tuple[ChangeKind, list[str], list[str], list[str]]


def _decided(
    document: Document, memory: Memory, contained: list[Containment], reading: Reading, old: list[Unit3],
    new: list[Unit3],
) -> Decision | None:  # fmt: skip
    """The true kind and names of a reading, by the rules of its family."""
    olds, news = [n for n, _, _ in old], [n for n, _, _ in new]
    partial = [n for n, _, part in old if part]
    if reading.rule == "joins" and old and new and level_of(new[0][1].kind) > level_of(old[0][1].kind):
        return None
    if reading.rule in {"into-old", "again-into", "was-merged", "joins"}:
        return _absorbed(document, memory, contained, old, new, partial)
    if reading.kind == "merge":
        return _merger(document, old, new, partial, reading)
    if reading.kind in {"upgrade", "rename"}:
        if not old or not new:
            return None
        if olds == news or (reading.rule == "turned" and key(old[0][1].name) != key(new[0][1].name)):
            return None
        if reading.rule == "fit-to-be" and level_of(old[0][1].kind) != level_of(new[0][1].kind):
            return None  # "thành phố Hà Nội quy hoạch thành các quận"
        same = key(old[0][1].name) == key(new[0][1].name)
        if reading.rule == "was-raised" and not same and not _city(document, old[0][1], new[0][1]):
            return None  # "xe từ huyện A lên huyện B"
        kind = _raised(document, old[0][1], new[0][1])
        return (kind, olds, news, []) if kind else None
    if reading.kind == "split":
        if reading.rule == "made-of-parts":
            donors = _donors(document, memory, contained, old, new[0])
            return ("split", donors, [*donors, *news], []) if donors else None
        if reading.rule == "carved-out" and len(old) == len(new) == 1 and key(old[0][1].name) == key(new[0][1].name):
            return "upgrade", olds, news, []  # "chuyển thị xã A thành thị trấn A"
        if reading.rule in {"carved-out", "split-from"} and old:
            if level_of(old[0][1].kind) != level_of(new[0][1].kind):
                return None
            return "split", olds, olds + [n for n in news if n not in olds], partial
        enough = reading.rule == "was-split-up" or len(news) >= (
            1 if reading.rule in {"split-from", "new-by-split"} else 2
        )
        return ("split", olds, news, partial) if enough else None
    if reading.rule == "was-moved" and level_of(old[0][1].kind) <= level_of(new[0][1].kind) and not partial:
        return None  # people and goods move between units of one level
    if reading.kind == "boundary":
        return _boundary(document, memory, contained, old, new, partial)
    if reading.kind == "establish":
        return _founded(memory, new[0])
    return (reading.kind, olds, news, partial)


def _absorbed(
    document: Document, memory: Memory, contained: list[Containment], old: list[Unit3], new: list[Unit3],
    partial: list[str],
) -> Decision | None:  # fmt: skip
    """ "sáp nhập xã A vào xã B": B goes on; a part of A only moves a boundary; a commune into a city as well."""
    # "ở quận 10, phường 3 nhập vào phường 2": the quận only says where
    old = [x for x in old if level_of(x[1].kind) == level_of(new[0][1].kind)] or old
    levels = {level_of(p.kind) for _, p, _ in old + new}
    olds, news = [n for n, _, _ in old], [n for n, _, _ in new]
    if len(levels) > 1 and level_of(old[0][1].kind) == 1:
        return None  # no province goes into what is less
    if len(levels) > 1 or len(partial) == len(olds):
        return _boundary(document, memory, contained, old, new, partial)
    olds += [n for n in news if key(n) not in {key(o) for o in olds}]
    return ("merge", olds, news, partial) if len(olds) > 1 else None


def _boundary(
    document: Document, memory: Memory, contained: list[Containment], old: list[Unit3], new: list[Unit3],
    partial: list[str],
) -> Decision | None:  # fmt: skip
    """The donor of territory is a unit of the receiver's level: for communes that go to a city, their district."""
    if not new:
        return None
    return "boundary", _donors(document, memory, contained, old, new[0]), [new[0][0]], partial


def _donors(
    document: Document, memory: Memory, contained: list[Containment], old: list[Unit3], target: Unit3
) -> list[str]:  # fmt: skip
    """The units of the target's level that the old ones are or lie in."""
    donors: list[str] = []
    for name, place, _ in old:
        if level_of(place.kind) == 3 and level_of(target[1].kind) == 2:
            up = next(
                (c.parent for c in contained if key(c.child) == key(name) and key(c.parent) != key(target[0])), None
            )
            name = up or _district_named(document, memory, place, target[1]) or ""
        if name and key(name) not in map(key, donors):
            donors.append(name)
    return donors


def _district_named(document: Document, memory: Memory, commune: Place, target: Place) -> str | None:
    """The one district of the article, other than the target, that the register knows to have held the commune."""
    found = {
        key(p.name): p.full
        for _, p in memory.units
        if p.word and p.kind and level_of(p.kind) == 2 and key(p.full) != key(target.full)
        and document.lies_in(key(commune.name), commune.kind or "", key(p.name), p.kind)
    }  # fmt: skip
    return next(iter(found.values())) if len(found) == 1 else None


def _merger(
    document: Document, old: list[Unit3], new: list[Unit3], partial: list[str], reading: Reading
) -> Decision | None:
    wanted = level_of(new[0][1].kind) if new else _level_merged([level_of(p.kind) for _, p, _ in old])
    same = [x for x in old if level_of(x[1].kind) == wanted]
    if reading.rule == "consists" and len(same) < 2:
        return None
    old = same or old
    olds, news = [n for n, _, _ in old], [n for n, _, _ in new]
    partial = [n for n in partial if n in olds]
    levels = {level_of(p.kind) for _, p, _ in old}
    if len(olds) == 1 and new:
        place = new[0][1]
        if partial:
            return "split", olds, news, partial
        if level_of(old[0][1].kind) != level_of(place.kind) and not _city(document, old[0][1], place):
            return None
        if key(olds[0]) == key(news[0]):
            return None
        return ("upgrade" if old[0][1].kind != place.kind else "rename"), olds, news, []
    if len(olds) < 2 or (len(levels) > 1 and not new):
        return None
    return "merge", olds, news, partial


def _level_merged(levels: list[int]) -> int:
    """The level of the units that merge: in "sáp nhập tỉnh A và tỉnh B, thành phố C không còn …" C is none of them."""
    first = [level for level in levels if level == levels[0]]
    return levels[0] if levels[:2] == first[:2] and 2 * len(first) > len(levels) else max(levels)


def _founded(memory: Memory, new: Unit3) -> Decision:
    """A founding; of a unit whose name the article has with a lower type too, it is that one's rise."""
    name, place, _ = new
    for kind in memory.typed.get(key(place.name), {}):
        if kind != place.kind and level_of(kind) == level_of(place.kind) and kind not in {"thanh-pho", "quan"}:
            old = next(
                (p.full for _, p in memory.units if p.kind == kind and p.word and key(p.name) == key(place.name)), None
            )
            if old is not None:
                return "upgrade", [old], [name], []
    return "establish", [], [name], []


def _raised(document: Document, old: Place, new: Place) -> ChangeKind | None:
    """ "upgrade" if the type changes at one level, "rename" if only the name does."""
    if level_of(old.kind) != level_of(new.kind) and not _city(document, old, new):
        return None
    same_kind = old.kind == new.kind or {old.kind, new.kind} == {"thanh-pho", "tp-tw"}
    if same_kind and key(old.name) == key(new.name):
        return None
    if old.kind != new.kind and {old.kind, new.kind} != {"thanh-pho", "tp-tw"}:
        return "upgrade"
    return "rename" if key(old.name) != key(new.name) else None


def _city(document: Document, old: Place, new: Place) -> bool:
    """A province that becomes a centrally run city: "tỉnh Thừa Thiên Huế" → "thành phố Huế"."""
    return {level_of(old.kind), level_of(new.kind)} == {1, 2} and "tp-tw" in document.kinds(key(new.name))


def _distinct(memory: Memory, places: list[tuple[Place, bool]]) -> list[Unit3]:
    """Each unit once, under its name with type word; a bare name takes the word that the article gives it elsewhere."""
    seen: dict[str, Unit3] = {}
    for place, part in places:
        name = place.full
        if not place.word:
            typed = next(
                (p for _, p in memory.units if p.word and p.kind == place.kind and key(p.name) == key(place.name)), None
            )
            if typed is None and place.kind == "tinh":
                typed = next(
                    (p for _, p in memory.units if p.kind == "tp-tw" and p.word and key(p.name) == key(place.name)),
                    None,
                )
            name = typed.full if typed else place.name
        seen.setdefault(key(name), (name, place, part))
    return list(seen.values())


def _evidence(document: Document, places: list[Place]) -> Evidence:
    tokens = document.tokens
    return document.evidence(tokens.starts[min(p.start for p in places)], tokens.ends[max(p.end for p in places) - 1])
