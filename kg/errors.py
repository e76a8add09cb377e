"""Everything that `kg` raises on purpose.

KgError
├── InputError      a file, folder, line or article that cannot be read
├── SettingsError   a flag, environment variable or settings file that makes no sense
├── StoreError      a store that is missing, foreign, locked or damaged
├── QueryError      a query that cannot be parsed or answered
└── NotFoundError   a name, code or IRI that the graph or the register does not know
"""

from __future__ import annotations

from functools import partial
from typing import Any


class KgError(Exception):
    """One line for people: what is wrong, where, and what to do about it.

    `where` names the file and place ("news.jsonl:12"); `remedy` says what to do next. Both may be empty.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what, where, remedy)

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel between processes."""
        return partial(type(self), where=self.where, remedy=self.remedy), (self.what,)

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}; {self.remedy}" if self.remedy else line


class InputError(KgError):
    """A file, folder, line or article that cannot be read."""


class SettingsError(KgError):
    """A flag, environment variable or settings file that makes no sense."""


class StoreError(KgError):
    """A store that is missing, foreign, locked or damaged."""


class QueryError(KgError):
    """A query that cannot be parsed or answered."""


class NotFoundError(KgError):
    """A name, code or IRI that the graph or the register does not know."""
