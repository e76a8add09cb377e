"""A story told along a page: steps with a title, a text and a state of the page, from a TOML or JSON file.

    title = "Ba xã thành một"

    [[step]]
    title = "Trước năm 2020"
    text = "Hải Vĩnh và Hải Xuân còn là hai xã."
    focus = "xã Hải Vĩnh"
    year = 2019

A step may have `focus` (a name or IRI), with `around` (1 or 2 steps around it alone) or `to` (the path to another
name), `year`, `kinds` (those shown) and `view` ("map", "lineage", "list").
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.errors import NotFoundError, SettingsError
from kg.view import select
from kg.view.data import KINDS, PageModel
from kg.view.page import short_id

VIEWS = ("map", "lineage", "list")
_KEYS = ("title", "text", "focus", "around", "to", "year", "kinds", "view")
_EXAMPLE = 'begin each step with [[step]] and give it title = "…" and text = "…"'


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is what stands after the # of the page's address in this step."""

    title: str
    text: str
    state: str


def load(file: Path, model: PageModel) -> tuple[Step, ...]:
    """The steps of a story on this page. Raises SettingsError that names the file, the step, the key, and a remedy."""
    data = _read(file)
    unknown = [k for k in data if k not in ("title", "step")]
    steps = data.get("step")
    if unknown:
        raise SettingsError(f"there is no “{unknown[0]}”", where=str(file), remedy=_EXAMPLE)
    if not isinstance(steps, list) or not steps:
        raise SettingsError("has no steps", where=str(file), remedy=_EXAMPLE)
    return tuple(_step(step, model, f"{file}: step {number}") for number, step in enumerate(steps, start=1))


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as e:
        raise SettingsError("is not UTF-8", where=str(file), remedy="save it as UTF-8") from e
    except OSError as e:
        raise SettingsError(f"cannot be read: {e.strerror or e}", where=str(file), remedy="give another file") from e
    try:
        data = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except json.JSONDecodeError as e:
        where = f"{file}:{e.lineno}:{e.colno}"
        raise SettingsError(f"is no JSON: {e.msg}", where=where, remedy="mend it there") from e
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(f"is no TOML: {e}", where=str(file), remedy="mend it there, or name it .json") from e
    if not isinstance(data, dict):
        raise SettingsError("has no steps", where=str(file), remedy='give an object: {"step": [{"title": "…", …}]}')
    return data


def _step(step: Any, model: PageModel, where: str) -> Step:
    if not isinstance(step, dict):
        raise SettingsError("is no table", where=where, remedy=_EXAMPLE)
    if unknown := [k for k in step if k not in _KEYS]:
        raise SettingsError(f"there is no “{unknown[0]}”", where=where, remedy=f"choose from {', '.join(_KEYS)}")
    for key in ("title", "text"):
        if not isinstance(step.get(key), str) or not step[key].strip():
            raise SettingsError(f"has no {key}", where=where, remedy=f'give {key} = "…"')
    return Step(step["title"].strip(), step["text"].strip(), "&".join(_state(step, model, where)))


def _state(step: Mapping[str, Any], model: PageModel, where: str) -> Iterable[str]:
    """The parts of the address, in the order in which the page writes them."""
    for key in ("around", "to"):
        if key in step and "focus" not in step:
            raise SettingsError(f"{key} needs a focus", where=where, remedy='give focus = "NAME"')
    if _among(step, "view", VIEWS, where) not in (None, "map"):
        yield f"v={step['view']}"
    if "focus" in step:
        yield f"s={_node(step, 'focus', model, where)}"
    if _among(step, "around", (1, 2), where):
        yield f"e={step['around']}"
    if "to" in step:
        yield f"t={_node(step, 'to', model, where)}"
    if _among(step, "year", range(*_years(model)), where):
        yield f"y={step['year']}"
    if "kinds" in step:
        kinds = step["kinds"] if isinstance(step["kinds"], list) else [step["kinds"]]
        for kind in kinds:
            _among({"kinds": kind}, "kinds", KINDS, where)
        yield f"k={'.'.join(sorted(set(KINDS) - set(kinds)))}"


def _among(step: Mapping[str, Any], key: str, allowed: Iterable[Any], where: str) -> Any:
    value = step.get(key)
    known = tuple(allowed)
    if key in step and (isinstance(value, bool) or value not in known):
        choice = f"one of {known[0]} to {known[-1]}" if len(known) > 4 else " or ".join(map(str, known))
        raise SettingsError(f"{key} cannot be {value!r}", where=where, remedy=f"give {choice or 'none'}")
    return value


def _node(step: Mapping[str, Any], key: str, model: PageModel, where: str) -> str:
    if not isinstance(step[key], str):
        raise SettingsError(f"{key} cannot be {step[key]!r}", where=where, remedy=f'give {key} = "NAME"')
    try:
        return quote(short_id(select.find(model.nodes, step[key])), safe="")
    except NotFoundError as e:
        raise SettingsError(f"{key}: {e.what} on this page", where=where, remedy=e.remedy) from e


def _years(model: PageModel) -> tuple[int, int]:
    """The first year that the page's slider has, and the one after its last; (0, 0) where it has none."""
    told = [f for f in model.facts if f.status != "planned" and f.kind != "link"]
    days = [d for f in told for d in (f.window.known_from, f.window.known_until, f.date, f.start) if d]
    days += [s.issued for s in model.sources if s.issued] if days else []
    years = [int(d[:4]) for d in days]
    return (min(years), max(years) + 1) if years else (0, 0)
