"""Statistical second opinions on names: what a tagger is, how one is chosen, and a guard around those of others."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol

from ..errors import KgError, SettingsError

GROUP = "kg.taggers"
LABELS = frozenset({"PER", "LOC", "ORG"})
# What is always there, entry points installed or not.
BUILT_IN = {
    "rules": "kg.language.tagger:NoTagger",
    "underthesea": "kg.language.underthesea_tagger:UndertheseaTagger",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A name: text[start:end] (NFC code points), PER, LOC or ORG, a score from 0 to 1, the tagger that says so."""

    start: int
    end: int
    label: str
    score: float
    source: str


class Tagger(Protocol):
    """Anything that finds names in a text. `text` is in the stored form (kg.text.clean); spans refer to it."""

    name: str

    def tag(self, text: str) -> list[Span]: ...


class NoTagger:
    """The choice `rules`: no second opinion."""

    name = "rules"

    def tag(self, text: str) -> list[Span]:
        return []


class GuardedTagger:
    """A tagger of someone else, whose failures and bad spans become warnings instead of crashes."""

    def __init__(self, tagger: Tagger, name: str) -> None:
        self._tagger = tagger
        self.name = name

    def tag(self, text: str) -> list[Span]:
        """The good spans in order of place; what was dropped is told by `warnings.warn`."""
        spans, complaints = self.checked(text)
        for complaint in complaints:
            warnings.warn(complaint, stacklevel=2)
        return spans

    def checked(self, text: str) -> tuple[list[Span], tuple[str, ...]]:
        """The good spans in order of place, and one line for each thing that went wrong."""
        try:
            given = list(self._tagger.tag(text))
        except Exception as error:
            return [], (f"tagger {self.name} failed and was left out: {_one_line(error)}",)
        good = sorted({span for span in given if _sound(span, text)}, key=_place)
        bad = [span for span in given if not _sound(span, text)]
        if not bad:
            return good, ()
        return good, (f"tagger {self.name}: {len(bad)} spans make no sense and were dropped, first {bad[0]!r:.120}",)


def load_tagger(spec: str) -> Tagger:
    """The tagger that `spec` names: `rules`, `underthesea`, an entry point of group kg.taggers, `module:attribute`.

    An attribute may be a tagger or something that makes one when called without arguments. All taggers but `rules`
    come guarded. SettingsError for a name that nobody knows and for a tagger that cannot be loaded.
    """
    if spec == "rules":
        return NoTagger()
    target = BUILT_IN.get(spec) or _installed().get(spec) or spec
    if not all(target.partition(":")):
        known = ", ".join(sorted({*BUILT_IN, *_installed()}))
        raise SettingsError(f"there is no tagger {spec!r}", remedy=f"choose one of {known} or give module:attribute")
    return GuardedTagger(_made(_resolved(target, spec), spec), spec)


def _installed() -> dict[str, str]:
    """The entry points that packages declare, name to module:attribute."""
    return {point.name: point.value for point in entry_points(group=GROUP)}


def _resolved(target: str, spec: str) -> Any:
    module, _, attribute = target.partition(":")
    try:
        found: Any = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:
        raise SettingsError(
            f"the tagger {spec!r} cannot be imported: {_one_line(error)}", remedy="check that its package is installed"
        ) from error
    return found


def _made(found: Any, spec: str) -> Tagger:
    try:
        tagger = found() if isinstance(found, type) or not hasattr(found, "tag") else found
    except KgError:
        raise
    except Exception as error:
        raise SettingsError(f"the tagger {spec!r} cannot be started: {_one_line(error)}") from error
    if not callable(getattr(tagger, "tag", None)):
        raise SettingsError(f"{spec!r} is no tagger", remedy="it must have a method tag(text) that returns spans")
    made: Tagger = tagger
    return made


def _sound(span: Any, text: str) -> bool:
    """Whether a span is one and lies in the text; `span` may be anything that a stranger returns."""
    if not isinstance(span, Span) or not isinstance(span.source, str) or not isinstance(span.label, str):
        return False
    if span.label not in LABELS or not isinstance(span.score, int | float) or not math.isfinite(span.score):
        return False
    if not _whole(span.start, span.end) or not 0 <= span.score <= 1:
        return False
    return 0 <= span.start < span.end <= len(text) and bool(text[span.start : span.end].strip())


def _place(span: Span) -> tuple[int, int, str, str, float]:
    return span.start, span.end, span.label, span.source, span.score


def _whole(*numbers: Any) -> bool:
    return all(isinstance(n, int) and not isinstance(n, bool) for n in numbers)


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
