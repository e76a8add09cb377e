"""The saved questions: what they ask, what they ask it about, and other values for that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.errors import QueryError, SettingsError
from kg.vocabulary import folder, read

# "# param ?asOf date "2022-01-28"^^xsd:date": name, kind, the literal that stands in the query.
_PARAMETER = re.compile(r"^# param \?(\w+) (\w+) (\"(?:[^\"\\]|\\.)*\"\S*)\s*$", re.MULTILINE)
_HEADING = re.compile(r"^# (vi|en): (.*)$", re.MULTILINE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]*")
# Kinds of parameters that stand for a thing of the graph. In the query such a thing is the one that bears a name,
# `?unit rdfs:label "Xã Hải Hưng"@vi .`, which gives way to its IRI when that is known.
THINGS = ("unit", "person", "body", "post", "thing")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks about: a variable of the query, its kind and the literal that stands in the query.

    Kinds are those of THINGS, "date" (YYYY-MM-DD), and any other word for a plain value.
    """

    name: str
    kind: str
    literal: str

    @property
    def option(self) -> str:
        """Its name on the command line: asOf → as-of."""
        return re.sub(r"[A-Z_]", lambda m: "-" + m[0].lower().strip("_"), self.name)

    @property
    def default(self) -> str:
        """The value that stands in the query, as a person would write it."""
        return re.sub(r"\\(.)", r"\1", self.literal[1 : self.literal.rindex('"')])

    def put(self, text: str, value: str) -> str:
        """The query with another value in place of the default: an IRI for a thing, else a name or plain value."""
        if self.kind in THINGS and _IRI.fullmatch(value):
            named = re.compile(rf"\?{self.name} rdfs:label {re.escape(self.literal)} \.")
            if not named.search(text):
                raise QueryError(f"the query has no line “?{self.name} rdfs:label {self.literal} .” for its parameter")
            return named.sub(f"VALUES ?{self.name} {{ <{value}> }}", text)
        if self.kind == "date":
            value = _day(value, self.option)
        kind = self.literal[self.literal.rindex('"') + 1 :]
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return text.replace(self.literal, f'"{escaped}"{kind}')


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its wording in Vietnamese and English; `parameters` by the names of their variables."""

    name: str
    text: str
    vi: str
    en: str
    parameters: Mapping[str, Parameter]

    def parameter(self, name: str) -> Parameter:
        """The parameter of a name, as in the query (asOf) or on the command line (as-of). Raises QueryError."""
        for parameter in self.parameters.values():
            if name in (parameter.name, parameter.option, parameter.option.replace("-", "_")):
                return parameter
        known = ", ".join(p.option for p in self.parameters.values()) or "none"
        raise QueryError(f"the question has no {name!r}", where=self.name, remedy=f"it has: {known}")

    def asked(self, values: Mapping[str, str]) -> str:
        """The query with other values in place of those that stand in it. Raises QueryError for a wrong one."""
        text = self.text
        for name, value in values.items():
            text = self.parameter(name).put(text, value)
        return text


def question(name: str, text: str) -> Question:
    """What the comments at the head of a query say of it."""
    headings = dict(_HEADING.findall(text))
    parameters = {match[1]: Parameter(match[1], match[2], match[3]) for match in _PARAMETER.finditer(text)}
    return Question(name, text, headings.get("vi", ""), headings.get("en", ""), parameters)


def saved(own: str | Path = "") -> list[Question]:
    """All saved questions, by name, those of the folder `own` among them; they go before ours of the same name.

    Raises SettingsError for a folder that is none, QueryError for a file that cannot be read.
    """
    names = sorted(path.stem for path in (folder() / "queries").glob("*.rq"))
    found = {name: question(name, read(f"queries/{name}.rq")) for name in names}
    if own:
        if not Path(own).is_dir():
            raise SettingsError("no such folder of questions", where=str(own), remedy="give a folder of .rq files")
        found |= {path.stem: _of_file(path, path.stem) for path in sorted(Path(own).glob("*.rq"))}
    return [found[name] for name in sorted(found)]


def named(name: str, own: str | Path = "") -> Question:
    """The saved question of a name. Raises QueryError, which lists those that there are."""
    known = {q.name: q for q in saved(own)}
    if name in known:
        return known[name]
    raise QueryError("no such saved question", where=name, remedy=f"the saved questions are: {', '.join(known)}")


def find(name: str, own: str | Path = "") -> Question:
    """The query of a file, or the saved question of that name if there is no such file. Raises QueryError."""
    path = Path(name)
    if path.exists():
        return _of_file(path, name)
    try:
        return named(name, own)
    except QueryError as e:
        raise QueryError("no such file, nor a saved question", where=name, remedy=e.remedy) from None


def _of_file(path: Path, name: str) -> Question:
    try:
        return question(name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as e:
        raise QueryError("the query file is not UTF-8", where=str(path)) from e
    except OSError as e:
        raise QueryError(f"cannot be read: {e.strerror}", where=str(path)) from e


def _day(value: str, option: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as e:
        raise QueryError(f"{value!r} is no day for {option}", remedy="give it as 2022-01-28") from e
