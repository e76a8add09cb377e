"""The saved questions of ontology/queries: what they ask, and other values for what they ask about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import QueryError
from kg.vocabulary import folder, read

# "# param ?day date "2022-01-28"^^xsd:date": name, kind of thing, the literal that stands in the query.
_PARAMETER = re.compile(r"^# param \?(\w+) (\w+) (\"(?:[^\"\\]|\\.)*\"\S*)\s*$", re.MULTILINE)
_HEADING = re.compile(r"^# (vi|en): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its wording in Vietnamese and English; `parameters` maps names to the literals in the text."""

    name: str
    text: str
    vi: str
    en: str
    parameters: Mapping[str, str]

    def asked(self, values: Mapping[str, str]) -> str:
        """The query with other values in place of those that stand in it. Raises QueryError for an unknown name."""
        text = self.text
        for name, value in values.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise QueryError(f"the question has no {name!r}", where=self.name, remedy=f"it has: {known}")
            former = self.parameters[name]
            kind = former[former.rindex('"') + 1 :]
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            text = text.replace(former, f'"{escaped}"{kind}')
        return text


def question(name: str, text: str) -> Question:
    """What the comments at the head of a query say of it."""
    headings = dict(_HEADING.findall(text))
    parameters = {match[1]: match[3] for match in _PARAMETER.finditer(text)}
    return Question(name, text, headings.get("vi", ""), headings.get("en", ""), parameters)


def saved() -> list[Question]:
    """All saved questions, by name."""
    names = sorted(path.stem for path in (folder() / "queries").glob("*.rq"))
    return [question(name, read(f"queries/{name}.rq")) for name in names]


def find(name: str) -> Question:
    """The query of a file, or the saved question of that name if there is no such file. Raises QueryError."""
    path = Path(name)
    if not path.exists():
        known = {q.name: q for q in saved()}
        if name in known:
            return known[name]
        raise QueryError(
            "no such file, nor a saved question", where=name, remedy=f"the saved questions are: {', '.join(known)}"
        )
    try:
        return question(name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as e:
        raise QueryError("the query file is not UTF-8", where=name) from e
    except OSError as e:
        raise QueryError(f"cannot be read: {e.strerror}", where=name) from e
