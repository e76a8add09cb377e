"""Builds kg/register/units.tsv.gz: every unit of four dated lists as its versions, and which followed which.

    python scripts/build_register.py [--sources FOLDER]

The lists come from registry packages (register_sources.py); what they lack, dates above all, from
register_supplement.tsv. The result is the same to the byte for the same input.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from register_sources import COMMUNE, DISTRICT, LIST_DATES, PROVINCE, Lists, Row, download, read
from register_supplement import REFORM, Supplement
from register_versions import DISTRICT_KINDS, SIMILAR, Edge, Version, make_id, same_name

from kg.text import key, slug

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "kg" / "register" / "units.tsv.gz"


class Builder:
    def __init__(self, lists: Lists, supplement: Supplement) -> None:
        self.lists, self.supplement = lists, supplement
        self.versions: list[Version] = []
        self.edges: list[Edge] = []
        self._from: dict[Version, list[Edge]] = defaultdict(list)
        self.at: list[list[dict[str, Version]]] = [[{}, {}, {}] for _ in LIST_DATES]
        self.unresolved: list[str] = list(lists.unresolved)
        self.childless: list[tuple[Version, str]] = []

    def build(self) -> None:
        for level in (PROVINCE, DISTRICT, COMMUNE):
            for row in sorted(self.lists.rows[0][level].values(), key=lambda r: r.code):
                self._begin(row, 0)
            for gap in (0, 1, 2):
                self._step(level, gap)
        self._parents()
        for level in (PROVINCE, DISTRICT, COMMUNE):
            self._former_names(level)
        self._former_parents()
        self._reform_edges()
        self._supplement()
        self._ids()
        self.unresolved += [f"successor of {text}" for unit, text in self.childless if not self._from[unit]]

    # -- versions ------------------------------------------------------------------------------------------------

    def _begin(self, row: Row, index: int) -> Version:
        version = Version(row.level, row.kind, row.name, [row.code], row.province, index, index, rows={index: row})
        if index:
            version.since = self.supplement.date(row.code, row.province, index - 1)
        self.versions.append(version)
        self.at[index][row.level][row.code] = version
        return version

    def _continue(self, version: Version, row: Row, index: int) -> None:
        version.last, version.rows[index] = index, row
        if row.code not in version.codes:
            version.codes.append(row.code)
        if key(row.name) != key(version.name):  # the later list corrects the spelling
            version.spellings.append(version.name)
            version.name = row.name
        self.at[index][row.level][row.code] = version

    def _step(self, level: int, gap: int) -> None:
        old = dict(self.at[gap][level])
        new = dict(self.lists.rows[gap + 1][level])
        for code, version in self._same(level, gap, old, new):
            self._continue(version, new.pop(code), gap + 1)
            old = {c: v for c, v in old.items() if v is not version}
        for version in old.values():
            if changed := self.supplement.date(version.rows[gap].code, version.province, gap):
                version.until = changed - timedelta(days=1)
        for _, row in sorted(new.items()):
            self._begin(row, gap + 1)

    def _same(
        self, level: int, gap: int, old: dict[str, Version], new: dict[str, Row]
    ) -> Iterator[tuple[str, Version]]:
        """(code in the new list, version that goes on): the same code and name, or the same name and parent."""
        moved: dict[tuple[str, str | None, str], list[Version]] = defaultdict(list)
        kept = set()
        reform = self._reform(level) if gap == 2 else None
        for code, version in sorted(old.items()):
            row = new.get(code)
            if row and row.kind == version.kind and same_name(version.name, row.name):
                if reform is None or code in reform:
                    kept.add(code)
                    yield code, version
            elif row and row.kind == version.kind and gap < 2 and self._misspelt(version.rows[gap], row):
                kept.add(code)
                yield code, version
            elif gap < 2:
                moved[version.kind + key(version.name), version.rows[gap].parent, version.province].append(version)
        arrived = Counter((r.kind + key(r.name), r.parent, r.province) for c, r in new.items() if c not in kept)
        for code, row in sorted(new.items()):
            where = (row.kind + key(row.name), row.parent, row.province)
            if code not in kept and arrived[where] == 1 and len(moved.get(where, ())) == 1:
                yield code, moved[where][0]

    def _misspelt(self, old: Row, new: Row) -> bool:
        """Whether a name almost the same is the same: it has as many words, and is no former name of a merger."""
        if new.code in self.supplement.respelt:
            return True
        alike = SequenceMatcher(None, old.fold, new.fold).ratio() >= SIMILAR
        merged = old.fold in self.lists.aliases.get(new.code, ())
        return alike and not merged and len(old.name.split()) == len(new.name.split())

    def _reform(self, level: int) -> set[str]:
        """The codes of the units that 1 July 2025 left as they were: one whole predecessor, of the same code."""
        sources: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        pairs = [(o, n, True) for o, n in self.lists.provinces_2025] if level == PROVINCE else self.lists.communes_2025
        for old, new, whole in pairs:
            sources[new].add((old, whole))
        return {new for new, olds in sources.items() if olds == {(new, True)}}

    def _parents(self) -> None:
        for version in self.versions:
            for index in range(version.first, version.last + 1):
                row = version.rows[index]
                if row.parent is None:
                    continue
                level = PROVINCE if row.level == DISTRICT or index == 3 else DISTRICT
                parent = self.at[index][level][row.parent]
                if not version.parents:
                    version.parents.append((None, parent))
                elif version.parents[-1][1] is not parent:
                    version.parents.append((self._parent_date(version, parent, index), parent))

    def _parent_date(self, version: Version, parent: Version, index: int) -> date:
        """When a unit came under another parent: with the parent's own beginning, or the former one's end."""
        if parent.first == index and parent.since:
            return parent.since
        former = version.parents[-1][1]
        if former.last == index - 1 and former.until:
            return former.until + timedelta(days=1)
        row = version.rows[index]
        found = self.supplement.date(row.code, row.province, index - 1)
        if found is None:
            self.unresolved.append(f"day of the change of parent: {version.name} ({row.code}) to {parent.name}")
        return found or LIST_DATES[index]

    def _former_parents(self) -> None:
        """A unit older than its parent lay before in what the units that it was made of had lain in."""
        into: dict[Version, set[Version]] = defaultdict(set)
        for edge in self.edges:
            if edge.old.parents:
                into[edge.new].add(edge.old.parents[-1][1])
        for unit in self.versions:
            if not unit.parents or not unit.since:
                continue
            (_, parent), *later = unit.parents
            if parent.since and parent.since > unit.since:
                if len(into[unit]) == 1:
                    unit.parents = [(None, next(iter(into[unit]))), (parent.since, parent), *later]
                else:
                    self.unresolved.append(f"parent of {unit.name} ({unit.codes[0]}) before {parent.since}")

    # -- edges ---------------------------------------------------------------------------------------------------

    def _edge(self, old: Version, new: Version, when: date | None, whole: bool) -> None:
        if old is not new and not any(e.old is old and e.new is new for e in self._from[old]):
            edge = Edge(old, new, when, whole)
            self._from[old].append(edge)
            self.edges.append(edge)

    def _forget(self, old: Version, new: Version) -> None:
        kept = [e for e in self._from[old] if e.new is not new]
        self.edges = [e for e in self.edges if e.old is not old or e.new is not new]
        self._from[old] = kept

    def _former_names(self, level: int) -> None:
        """Edges of 2019–25: the third list names, without tones, what each unit took in since 2018."""
        takers: dict[tuple[str, str], list[Version]] = defaultdict(list)
        for code, version in sorted(self.at[2][level].items()):
            for alias in dict.fromkeys(self.lists.aliases.get(code, ())):
                takers[version.province, alias].append(version)
        for gap in (0, 1):
            for code, old in sorted(self.at[gap][level].items()):
                if old.last == gap:
                    self._successors(level, gap, code, old, takers)

    def _successors(
        self, level: int, gap: int, code: str, old: Version, takers: dict[tuple[str, str], list[Version]]
    ) -> None:
        found = [v for v in takers.get((old.province, old.rows[gap].fold), ()) if self._near(old, v, gap)]
        heir = self.at[gap + 1][level].get(code)
        retyped = heir and heir.first == gap + 1 and same_name(heir.name, old.name)
        if retyped and heir:
            targets = [heir]
        elif gap == 1:
            targets = found
        else:
            targets = list(dict.fromkeys(t for v in found if (t := self._at_once(v, heir, level))))
        if not targets:
            known = heir and heir.first == gap + 1 and level != COMMUNE
            if known and heir:
                targets = [heir]
            else:
                self.childless.append((old, f"{old.kind} {old.name} ({code}), ended by {LIST_DATES[gap + 1]}"))
        for new in targets:
            began = new.since if new.first == gap + 1 else None
            ended = old.until + timedelta(days=1) if old.until else None
            # two different days: a unit that no list has came between
            when = None if began and ended and began != ended else began or ended
            self._edge(old, new, when, len(targets) == 1)
            if when and not old.until:
                old.until = when - timedelta(days=1)

    def _near(self, old: Version, new: Version, gap: int) -> bool:
        """Whether the two lie in one district, or in districts of which one took in the other."""
        if old.level != COMMUNE:
            return True
        first, last = old.parents[-1][1], new.rows[2].parent
        reached, todo = {first}, [first]
        while todo:
            for edge in self._from[todo.pop()]:
                if edge.new not in reached:
                    reached.add(edge.new)
                    todo.append(edge.new)
        return any(last in v.codes for v in reached)

    def _at_once(self, taker: Version, heir: Version | None, level: int) -> Version | None:
        """The unit of the second list that took in one of the first, given the one of the third that names it."""
        if taker.first <= 1:
            return taker
        names = set(self.lists.aliases.get(taker.rows[2].code, ()))
        if heir and heir.first == 1 and heir.rows[1].fold in names:
            return heir
        between = [v for v in self.at[1][level].values() if v.province == taker.province and v.rows[1].fold in names]
        fresh = [v for v in between if v.rows[1].code == taker.rows[2].code or v.first == 1]
        return fresh[0] if len(fresh) == 1 else None

    def _reform_edges(self) -> None:
        for old, new in self.lists.provinces_2025:
            self._edge(self.at[2][PROVINCE][old], self.at[3][PROVINCE][new], REFORM, True)
        whole: dict[str, int] = Counter(old for old, _, _ in self.lists.communes_2025)
        for code, new, entire in self.lists.communes_2025:
            level = DISTRICT if len(code) == 3 else COMMUNE
            unit = self.at[2][level][code]
            if unit.until is None and unit.last < 3:
                unit.until = REFORM - timedelta(days=1)
            self._edge(unit, self.at[3][COMMUNE][new], REFORM, entire and whole[code] == 1)

    # -- supplement and identity -----------------------------------------------------------------------------------

    def _supplement(self) -> None:
        lines = self.supplement.lines
        for day, ident, *_ in lines["since"]:
            self._find(ident).since = date.fromisoformat(day)
        for since, until, kind, name, code, *_ in lines["unit"]:
            self._add(kind, name, [code] if code else [], since, until)
        for kind, ident, until, *_ in lines["earlier"]:
            later = self._find(ident)
            unit = self._add(kind, later.name, later.codes, "", until, later)
            unit.parents = list(later.parents[:1])
            self._edge(unit, later, None, True)
        for day, idents, former, *_ in lines["parent"]:
            for unit in map(self._find, idents.split()):
                (_, parent), *rest = unit.parents
                unit.parents = [(None, self._find(former)), (date.fromisoformat(day), parent), *rest]
        for day, codes, kind, *_ in lines["retype"]:
            for code in codes.split():
                self._retype(date.fromisoformat(day), code, kind)
        for day, old, new, whole, *_ in lines["edge"]:
            self._forget(self._find(old), self._find(new))
            self._edge(self._find(old), self._find(new), date.fromisoformat(day) if day else None, whole == "whole")
        for ident, *spellings in lines["alias"]:
            self._find(ident).spellings += [s for s in spellings if s]

    def _add(
        self, kind: str, name: str, codes: list[str], since: str, until: str, later: Version | None = None
    ) -> Version:
        level = PROVINCE if kind in ("tinh", "tp-tw") else DISTRICT if kind in DISTRICT_KINDS else COMMUNE
        unit = Version(level, kind, name, list(codes), "", 0, 0)
        unit.since = date.fromisoformat(since) if since else None
        unit.until = date.fromisoformat(until.lstrip("?")) if until else None
        unit.bound_only = until.startswith("?")
        # what tells it from a later unit of the name: code and kind, or the first day, or the year of the end
        marks = [codes[0], kind if later else ""] if codes else [since.replace("-", "") or until.lstrip("?")[:4]]
        unit.fixed_id = "-".join(filter(None, (slug(name), *marks)))
        self.versions.append(unit)
        return unit

    def _retype(self, day: date, code: str, kind: str) -> None:
        """A unit of the newest list ends, and one of another kind follows; what lies in it goes along."""
        old = self.at[3][PROVINCE if len(code) == 2 else COMMUNE][code]
        new = Version(old.level, kind, old.name, [code], old.province, 3, 3, since=day, rows=dict(old.rows))
        new.parents = [(None, old.parents[-1][1])] if old.parents else []
        old.until, self.at[3][old.level][code] = day - timedelta(days=1), new
        for inside in self.versions:
            if inside.parents and inside.parents[-1][1] is old and not inside.until:
                inside.parents.append((day, new))
        self.versions.append(new)
        self._edge(old, new, day, True)

    def _find(self, ident: str) -> Version:
        """A version by the id that it has or will have."""
        found = [v for v in self.versions if (v.fixed_id or make_id(v)) == ident]
        if len(found) != 1:
            raise SystemExit(f"register_supplement.tsv: {ident} names {len(found)} units")
        return found[0]

    def _ids(self) -> None:
        taken: set[str] = set()
        order = sorted(self.versions, key=lambda v: (v.level, v.first, v.codes, v.since or date.min, v.kind, v.name))
        for version in order:
            version.id = version.fixed_id or make_id(version)
            if version.id in taken:  # two units of one code and name, the later without a known date
                version.id += "-" + version.kind
            if version.id in taken:
                raise SystemExit(f"two units with the id {version.id}")
            taken.add(version.id)
        self.versions = order


def write(builder: Builder, path: Path) -> bytes:
    number = {v: i for i, v in enumerate(builder.versions)}
    out = io.StringIO()
    out.write("lists\t" + "\t".join(d.isoformat() for d in LIST_DATES) + "\n")
    for v in builder.versions:
        parents = " ".join(f"{number[p]}@{d}" if d else str(number[p]) for d, p in v.parents)
        codes = ",".join(v.codes)
        dates = [d.isoformat() if d else "" for d in (v.since, v.until)]
        dates[1] = "?" + dates[1] if v.bound_only else dates[1]
        spans = f"{v.first}{v.last}" if v.rows else ""
        names = "|".join([v.name, *sorted(set(v.spellings))])
        out.write("\t".join((v.id, v.kind, codes, names, *dates, spans, parents)) + "\n")
    out.write("\n")
    for e in sorted(builder.edges, key=lambda e: (number[e.old], number[e.new])):
        day = e.date.isoformat() if e.date else ""
        out.write(f"{number[e.old]}\t{number[e.new]}\t{day}\t{'' if e.whole else 'part'}\n")
    packed = gzip.compress(out.getvalue().encode("utf-8"), compresslevel=9, mtime=0)
    path.write_bytes(packed)
    return packed


def report(builder: Builder, packed: bytes) -> Iterable[str]:
    versions, edges = builder.versions, builder.edges
    yield f"{len(versions)} versions, {len(edges)} edges, {len(packed) / 1000:.0f} kB"
    for level, name in enumerate(("provinces", "districts", "communes")):
        for index, day in enumerate(LIST_DATES):
            if units := builder.at[index][level]:
                yield f"  {name} on {day}: {len(units)}"
    for gap in (0, 1, 2):
        ended = [v for v in versions if v.rows and v.last == gap and v.level == COMMUNE]
        followed = sum(bool(builder._from[v]) for v in ended)
        begun = [v for v in versions if v.rows and v.first == gap + 1 and v.level == COMMUNE]
        yield f"  communes ended {LIST_DATES[gap]}–{LIST_DATES[gap + 1]}: {len(ended)}, with a successor {followed}, "
        yield f"    with a day {sum(bool(v.until) for v in ended)}; begun {len(begun)}, with a day "
        yield f"    {sum(bool(v.since) for v in begun)}, with a predecessor {sum(v in _targets(edges) for v in begun)}"
    yield f"unresolved: {len(builder.unresolved)}"
    yield from (f"  {line}" for line in builder.unresolved)


def _targets(edges: list[Edge]) -> set[Version]:
    return {e.new for e in edges}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sources", type=Path, help="folder with the packages, or to download them to")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.sources or Path(temporary)
        download(folder)
        builder = Builder(read(folder), Supplement(HERE / "register_supplement.tsv"))
    builder.build()
    packed = write(builder, options.output)
    sys.stdout.write("\n".join(report(builder, packed)) + "\n")


if __name__ == "__main__":
    main()
