"""Reads register_supplement.tsv: days of effect, older units, later changes that the packaged lists lack."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from register_sources import LIST_DATES

REFORM = LIST_DATES[3]  # 1 July 2025: no more districts, new communes and provinces


class Supplement:
    """register_supplement.tsv by kind of record; the file says what each holds."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[str, list[list[str]]] = defaultdict(list)
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, *fields = line.split("\t")
                self.lines[kind].append([*fields, *[""] * (6 - len(fields))])
        self._by_code: dict[tuple[str, int], date] = {}
        self._by_province: dict[tuple[str, int], date] = {}
        self.respelt = {code for f in self.lines["respelt"] for code in f[0].split()}
        self._undated = {code for f in self.lines["undated"] for code in f[2].split()}
        for day, province, codes, *_ in self.lines["act"]:
            when = date.fromisoformat(day)
            gap = sum(d < when for d in LIST_DATES[1:])
            if codes == "*":
                self._by_province[province, gap] = when
            for code in codes.split() if codes != "*" else ():
                self._by_code[code, gap] = when

    def date(self, code: str, province: str, gap: int) -> date | None:
        """The day on which a change between list `gap` and the next took effect, if known."""
        if gap == 2:
            return REFORM
        if code in self._undated:
            return None
        return self._by_code.get((code, gap)) or self._by_province.get((province, gap))
