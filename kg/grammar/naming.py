"""The self-contained names of bodies: a unit's committee and government, a body whose unit the context gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.grammar.units import Place
from kg.text import capital, key

if TYPE_CHECKING:
    from kg.grammar.body import Body


COMMITTEE_WORDS = {
    "tinh": "Tỉnh ủy", "tp-tw": "Thành ủy", "thanh-pho": "Thành ủy", "huyen": "Huyện ủy", "quan": "Quận ủy",
    "thi-xa": "Thị ủy",
}  # fmt: skip


CENTRAL = "Ban Chấp hành Trung ương Đảng"


def name_central(body: Body) -> None:
    """The Central Committee by its name in full, however a post has it short."""
    if body.parent is None and body.head in _CENTRAL_HEADS:
        body.text = CENTRAL


_CENTRAL_HEADS = frozenset({"trung ương đảng", "bch trung ương đảng", "ban chấp hành trung ương", "bch trung ương"})


def committee_of(place: Place) -> tuple[str, str]:
    """(text, kind) of the Party committee of a unit: "Huyện ủy Hải Lăng", "Đảng ủy xã Hải Hưng".

    >>> committee_of(Place(0, 3, "huyen", "huyện", "Hải Lăng"))
    ('Huyện ủy Hải Lăng', 'cap-uy')
    """
    if place.kind == "thon":
        return f"Chi bộ {place.full}", "chi-bo"
    if place.kind in COMMITTEE_WORDS:
        name = place.full if place.name.isdigit() else place.name
        return f"{COMMITTEE_WORDS[place.kind]} {name}", "cap-uy"
    return f"Đảng ủy {place.full}", "cap-uy"


def government_of(place: Place) -> tuple[str, str]:
    """(text, kind) of the People's Committee of a unit; a bare province gets its type word."""
    word = place.word or ("tỉnh" if place.kind == "tinh" else "")
    return " ".join(f"UBND {word} {place.name}".split()), "ubnd"


_OWN_KINDS = frozenset({"tinh", "tp-tw", "thanh-pho", "huyen", "quan", "thi-xa", "xa", "phuong", "thi-tran", "dac-khu"})


_PROVINCE_WORDS = {"tinh": "tỉnh", "tp-tw": "thành phố"}


def completed(body: Body, place: Place) -> str:
    """The self-contained name of a body that lacks its unit.

    >>> completed(Body(0, 2, "ubnd", "UBND huyện", lacks="huyen"), Place(0, 3, "huyen", "huyện", "Hải Lăng"))
    'UBND huyện Hải Lăng'
    """
    if key(place.name) in key(body.text):
        return capital(body.text)
    if place.name.isupper() and place.word and body.text.lower().endswith(" thành phố"):
        return capital(f"{body.text[: -len(' thành phố')]} {place.full}")  # "UBND TP HCM", not "UBND thành phố HCM"
    own = body.text.split()[-1].lower() in {"ủy", "uỷ", "đoàn"}  # "Quận ủy quận 2", "Thành ủy TP HCM"
    short = place.name.isdigit() or (place.name.isupper() and not place.name.startswith("TP"))
    if body.lacks in _OWN_KINDS and not (own and short):
        name = place.name
    else:
        name = place.full if place.word else f"{_PROVINCE_WORDS.get(place.kind or '', '')} {place.name}".strip()
    return capital(f"{body.text} {name}")


_LONG_WORDS = {
    "tp": "thành phố", "tp.": "thành phố", "tx": "thị xã", "tx.": "thị xã", "tt": "thị trấn", "tt.": "thị trấn",
}  # fmt: skip


def unit_key(name: str) -> str:
    """The match key of a unit's name with its type word written out.

    >>> unit_key("TP Thủ Đức") == unit_key("thành phố Thủ Đức")
    True
    """
    first, _, rest = key(name).partition(" ")
    return f"{_LONG_WORDS.get(first, first)} {rest}".strip()


def written_out(body: str, unit: str | None, place: Place | None) -> str:
    """A body's name as it stands, without what only the writer's hand has short.

    "UBKT Tỉnh ủy" in full; "UBND H.Phú Tân" with the type word, and so "Quận ủy 8"; a committee of all is that of the
    Party's organization, not of the smaller committee.
    """
    if unit and key(body).startswith(_ALL_OF_PARTY):
        rest = body.split()[5:]  # "Ban Chấp hành Đảng ủy | UBND TP.HCM"
        of_unit = not key(body).startswith(_ALL_OF_PARTY[-1]) or not rest
        return f"Ban Chấp hành Đảng bộ {unit if of_unit else ' '.join(rest)}"
    if unit is None and key(body).startswith(_ALL_OF_PARTY[-1]):
        return f"Ban Chấp hành Đảng bộ {' '.join(body.split()[5:])}"  # "… Đảng ủy | Khối doanh nghiệp trung ương"
    if place is not None and place.word and (word := _INITIALS.get(place.word.lower())):
        body = body.replace(place.full, f"{word} {place.name}")
    if place is not None and place.name.isdigit() and body.endswith((f"ủy {place.name}", f"uỷ {place.name}")):
        body = f"{body.removesuffix(place.name)}{place.word or 'quận'} {place.name}"
    body = _ABBREVIATED.sub("", body)
    body = _CENTRAL.sub("Trung ương", body.replace("UBKT", "Ủy ban Kiểm tra").replace("UBTW", "Ủy ban Trung ương"))
    return _COUNTRY.sub(" Việt Nam", body)


# "Ban quản lý | (BQL) | Khu kinh tế A"
_ABBREVIATED = re.compile(r" \([A-ZĐƯ&-]{2,8}\)(?= )")
_COUNTRY = re.compile(r"(?<=MTTQ) VN\b|(?<=LĐLĐ) ?VN\b")
_CENTRAL = re.compile(r"\bT(?:\. ?[ƯW]|[ƯW])\b")


_ALL_OF_PARTY = tuple(f"{key(f'ban chấp hành {w} ủy')} " for w in ("tỉnh", "thành", "huyện", "quận", "thị", "đảng"))
# type words of one letter
_INITIALS = {"h.": "huyện", "q.": "quận", "x.": "xã", "p.": "phường"}
