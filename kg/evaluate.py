"""How far extracted facts agree with gold: precision, recall and F1 by kind, and what confidence is worth.

Gold has the form of `kg extract`, one JSON object an article. It may also carry second right answers (`alt_status`,
`alt_kind`, `alt_modality`, `alt_effective`, `alt_legal`), changes marked `optional` (neither asked for nor
punished), and entities marked `byline` or `other` (likewise). Articles are paired by `id`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.lexicon import rows
from kg.text import key

Record = Mapping[str, Any]
Keyed = dict[Hashable, str]  # what is compared → how it is shown

# The office of a body is the body ("Văn phòng UBND …"), and a province is named with its type word or without.
_INK = re.compile(r"\S")
_OFFICE = re.compile(r"^văn phòng ")
_PROVINCE = re.compile(r"\b(?:tỉnh|thành phố) (?=\w)")
_DELEGATE = re.compile(r"^đại biểu (?:quốc hội|hội đồng nhân dân)$")
# Lower edges of the bands of confidence in the table of calibration; below DOUBTFUL facts are not asserted.
BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.5, 0.0)


@dataclass(slots=True)
class Tally:
    """One kind of fact over all articles; `missed` and `extra` are (article's id, the fact as shown)."""

    hits: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def add(self, article: str, gold: Keyed, found: Keyed) -> None:
        self.hits += len(gold.keys() & found.keys())
        self.missed += [(article, shown) for k, shown in gold.items() if k not in found]
        self.extra += [(article, shown) for k, shown in found.items() if k not in gold]

    def shares(self) -> dict[str, float | None]:
        """Precision, recall and F1, 0 to 1; None for the share of nothing."""
        given, asked = self.hits + len(self.extra), self.hits + len(self.missed)
        return {
            "precision": self.precision if given else None,
            "recall": self.recall if asked else None,
            "f1": self.f1 if given or asked else None,
        }

    @property
    def precision(self) -> float:
        return _share(self.hits, self.hits + len(self.extra))

    @property
    def recall(self) -> float:
        return _share(self.hits, self.hits + len(self.missed))

    @property
    def f1(self) -> float:
        return _share(2 * self.hits, 2 * self.hits + len(self.missed) + len(self.extra))


@dataclass(slots=True)
class Detail:
    """How often one field is right where the fact itself is; `wrong` is (article's id, the fact with both values)."""

    right: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def of(self) -> int:
        return self.right + len(self.wrong)

    @property
    def accuracy(self) -> float:
        return _share(self.right, self.of)


@dataclass(slots=True)
class Scores:
    """What a comparison found.

    `articles`: how many of the gold were read; `kinds`: tallies of entities and facts; `details`: fields of facts;
    `bands`: (lower edge of confidence, facts at it or above it up to the next edge, those of them that are right).
    """

    articles: int = 0
    kinds: dict[str, Tally] = field(default_factory=dict)
    details: dict[str, Detail] = field(default_factory=dict)
    bands: list[tuple[float, int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        kinds = {
            name: {what: None if share is None else round(share, 4) for what, share in t.shares().items()}
            | {"hits": t.hits, "missed": len(t.missed), "extra": len(t.extra)}
            for name, t in self.kinds.items()
        }
        details = {name: {"accuracy": round(d.accuracy, 4), "of": d.of} for name, d in self.details.items()}
        bands = [{"from": low, "facts": n, "right": right} for low, n, right in self.bands]
        return {"articles": self.articles, "kinds": kinds, "fields": details, "calibration": bands}


def evaluate(gold: Mapping[str, Record], found: Mapping[str, Record]) -> Scores:
    """Scores what was `found` (records of Extraction.to_json by id) against `gold`; an article that was not read
    counts as all missed."""
    scores = Scores(sum(article in found for article in gold))
    counts = {low: [0, 0] for low in BANDS}
    for article, asked in sorted(gold.items()):
        given = found.get(article, {})
        for name, compare in _KINDS.items():
            scores.kinds.setdefault(name, Tally()).add(article, *compare(asked, given))
        for name, wrong in _fields(asked, given):
            detail = scores.details.setdefault(name, Detail())
            detail.right += not wrong
            detail.wrong += [(article, wrong)] if wrong else []
        for confidence, right in _judged(asked, given):
            band = counts[next(low for low in BANDS if confidence >= low)]
            band[0] += 1
            band[1] += right
    scores.bands = [(low, n, right) for low, (n, right) in counts.items() if n]
    return scores


def read_gold(path: Path) -> dict[str, Record]:
    """Gold by article: a .jsonl or .json file, or a folder with files NAME.gold.json. Raises InputError."""
    files = sorted(path.glob("*.gold.json")) if path.is_dir() else [path]
    if not files:
        raise InputError("no gold here", where=str(path), remedy="expected files named like article.gold.json")
    gold: dict[str, Record] = {}
    for file in files:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except FileNotFoundError as e:
            raise InputError("no such file or folder of gold", where=str(file), remedy="check the path") from e
        except UnicodeDecodeError as e:
            raise InputError("the gold is not UTF-8", where=str(file)) from e
        except OSError as e:
            raise InputError(f"cannot be read: {e.strerror}", where=str(file)) from e
        for record in _records(text, str(file)):
            gold[str(record["id"])] = record
    if not gold:
        raise InputError("the gold is empty", where=str(path), remedy="gold is one JSON object an article")
    return gold


def _records(text: str, file: str) -> Iterator[Record]:
    """JSON objects one after another, on a line each or not."""
    decoder, at = json.JSONDecoder(), 0
    while more := _INK.search(text, at):
        where = f"{file}:{text.count(chr(10), 0, more.start()) + 1}"
        try:
            record, at = decoder.raw_decode(text, more.start())
        except json.JSONDecodeError as e:
            raise InputError(f"no JSON: {e.msg}", where=where, remedy="gold is one JSON object an article") from e
        if not isinstance(record, dict) or "id" not in record:
            raise InputError("gold without an id", where=where, remedy='it begins {"id": "…", "entities": […]')
        yield record


def _share(part: int, whole: int) -> float:
    """Of nothing asked and nothing given, all is right."""
    return part / whole if whole else 1.0


# -- names made alike ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _short_forms() -> list[tuple[re.Pattern[str], str]]:
    """Short forms of bodies' names and of unit types → their long forms, the longest first."""
    pairs = [(row[0], row[1] if len(row) > 1 else "") for row in rows("gold_abbreviations.tsv")]
    pairs += [(row[0], row[1]) for row in rows("abbreviations.tsv")]
    pairs.sort(key=lambda pair: -len(pair[0]))
    tail = {True: r"(?!\w)", False: " *"}
    return [(re.compile(rf"(?<!\w){re.escape(a)}{tail[a[-1].isalnum()]}"), f"{b} ") for a, b in pairs]


@lru_cache(maxsize=100_000)
def _name(text: str | None) -> str:
    """Two spellings that read alike: case, tones' places, spaces, abbreviations."""
    s = (text or "").lower()
    for short, full in _short_forms():
        s = short.sub(full, s)
    return key(s).strip(" .,;:-\"'“”()")


def _unit(text: str) -> str:
    return _PROVINCE.sub("", _name(text)) if _PROVINCE.match(_name(text)) else _name(text)


def _body(text: str | None) -> str:
    return " ".join(_PROVINCE.sub("", _OFFICE.sub("", _name(text))).replace(",", " ").split())


def _role(text: str) -> str:
    return _DELEGATE.sub("đại biểu", _name(text))


# -- what is compared ------------------------------------------------------------------------------------------------

Compare = Callable[[Record, Record], tuple[Keyed, Keyed]]


def _entities(kind: str) -> Compare:
    """One gold entity is hit by whatever bears its name or an alias."""
    made = _unit if kind == "LOC" else _name

    def forms(entity: Record) -> list[str]:
        return [entity["name"], *entity.get("aliases", ())]

    def compare(gold: Record, found: Record) -> tuple[Keyed, Keyed]:
        entities = gold.get("entities", [])
        soft = {_name(f) for e in entities if e.get("byline") or e.get("other") for f in forms(e)}
        asked = [e for e in entities if e["type"] == kind and not (e.get("byline") or e.get("other"))]
        first: dict[str, int] = {}
        for number, entity in enumerate(asked):
            for form in forms(entity):
                first.setdefault(made(form), number)
        given: Keyed = {}
        for entity in found.get("entities", []):
            if entity["type"] == kind and _name(entity["name"]) not in soft:
                names = [made(f) for f in forms(entity)]
                given[next((first[n] for n in names if n in first), names[0])] = entity["name"]
        return dict(enumerate(e["name"] for e in asked)), given

    return compare


def _post(p: Record) -> tuple[str, ...]:
    return _name(p["person"]), _role(p["role"]), _body(p.get("body"))


def _shown_post(p: Record) -> str:
    return f"{p['person']} | {p['role']} | {p.get('body')}"


def _positions(gold: Record, found: Record, fields: int = 3) -> tuple[Keyed, Keyed]:
    def keyed(record: Record) -> Keyed:
        return {_post(p)[:fields]: f"{_shown_post(p)} | {p.get('status')}" for p in record.get("positions", [])}

    return keyed(gold), keyed(found)


def _single(changes: Iterable[Record]) -> Iterator[Record]:
    """Boundary changes donor by donor and upgrades unit by unit: one record or several is the same."""
    for c in changes:
        old, new = c.get("from") or [], c.get("to") or []
        if c["kind"] == "boundary" and len(old) > 1 and len(new) == 1:
            yield from ({**c, "from": [donor]} for donor in old)
        elif c["kind"] == "upgrade" and len(old) == len(new) > 1:
            yield from ({**c, "from": [a], "to": [b]} for a, b in zip(old, new, strict=True))
        elif old or new:
            yield c


def _change_key(c: Record) -> Hashable:
    return frozenset(map(_unit, c.get("from") or ())), frozenset(map(_unit, c.get("to") or ()))


def _by_key(record: Record) -> dict[Hashable, Record]:
    return {_change_key(c): c for c in _single(record.get("changes", []))}


def _is_done_merger(c: Record) -> bool:
    return c["kind"] == "merge" and (c.get("modality") or "done") == "done"


def _shown_change(c: Record) -> str:
    old, new = (" + ".join(c.get(side) or ()) for side in ("from", "to"))
    return f"{c['kind']}/{c.get('modality') or 'done'}: {old} → {new}"


def _changes(gold: Record, found: Record, counts: Callable[[Record], bool] = lambda c: True) -> tuple[Keyed, Keyed]:
    known = _by_key(gold)
    asked = {k: _shown_change(c) for k, c in known.items() if counts(c) and not c.get("optional")}
    given = {k: _shown_change(c) for k, c in _by_key(found).items() if counts(c) and (k in asked or k not in known)}
    return asked, given


def _containments(gold: Record, found: Record) -> tuple[Keyed, Keyed]:
    """Any form of a unit stands for it."""
    places = [e for e in gold.get("entities", []) if e["type"] == "LOC"]
    forms = {_unit(form): _unit(e["name"]) for e in places for form in e.get("aliases", ())}

    def keyed(pairs: Sequence[Sequence[str]]) -> Keyed:
        return {tuple(forms.get(_unit(name), _unit(name)) for name in pair): " < ".join(pair) for pair in pairs}

    return keyed(gold.get("part_of", [])), keyed(found.get("part_of", []))


_KINDS: dict[str, Compare] = {
    "person": _entities("PER"),
    "place": _entities("LOC"),
    "organization": _entities("ORG"),
    "position": _positions,
    "person and role": lambda gold, found: _positions(gold, found, 2),
    "change": _changes,
    "merger done": lambda gold, found: _changes(gold, found, _is_done_merger),
    "part of": _containments,
}


def _fields(gold: Record, found: Record) -> Iterator[tuple[str, str]]:
    """For the facts that were found, each of their fields with what is wrong with it, "" if it is right.

    Dates and acts are compared only where gold has them.
    """
    status = {_post(p): p.get("status") for p in found.get("positions", [])}
    for p in gold.get("positions", []):
        if _post(p) in status:
            either = (p.get("status") or "current", p.get("alt_status"))
            yield "position: status", _wrong(_shown_post(p), status[_post(p)], either)
    given = _by_key(found)
    for k, c in _by_key(gold).items():
        for name in ("kind", "modality", "effective", "legal") if k in given else ():
            default = "done" if name == "modality" else None
            if right := c.get(name) or default:
                value = given[k].get(name) or default
                yield f"change: {name}", _wrong(_shown_change(c), value, (right, c.get(f"alt_{name}")))


def _wrong(fact: str, value: str | None, right: tuple[str | None, ...]) -> str:
    """The fact with a value that is none of the right ones, and those; "" if it is one of them."""
    return "" if value in right else f"{fact}: {value or 'nothing'}, not {' or '.join(filter(None, right))}"


def _judged(gold: Record, found: Record) -> Iterator[tuple[float, bool]]:
    """Confidence of each fact found, the doubtful ones too, and whether gold has it."""
    doubtful = found.get("doubtful", {})

    def both(name: str) -> list[Record]:
        return [*found.get(name, ()), *doubtful.get(name, ())]

    posts = {_post(p) for p in gold.get("positions", [])}
    for p in both("positions"):
        yield p["confidence"], _post(p) in posts
    known = _by_key(gold)
    for c in both("changes"):
        if keys := [_change_key(s) for s in _single([c])]:
            yield c["confidence"], all(k in known for k in keys)
    for c in both("containments"):
        asked, given = _containments(gold, {"part_of": [[c["child"], c["parent"]]]})
        yield c["confidence"], given.keys() <= asked.keys()
