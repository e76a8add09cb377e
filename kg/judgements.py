"""The user's own judgements: who is one and who is not, which facts count; a plain file, replayed on every build.

# verdict  subject             other               author  time                  why
same       person:le-a-1a2b3c  person:le-a-4d5e6f  lan     2026-01-31T08:00:00Z  moved there in 2021

Columns are parted by tabs; "-" stands for no other. Lines that begin with # and empty lines say nothing.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, cast, get_args

from kg.errors import SettingsError

Verdict = Literal["same", "different", "accept", "reject"]
PAIRS, THINGS, FACTS = ("same", "different"), ("person", "unit", "body"), ("tenure", "change", "link")
# Its name in the folder of a store.
FILE = "judgements.tsv"
HEAD = "# verdict\tsubject\tother\tauthor\ttime\twhy\n"
_TAKE_BACK = "take one of them back with `kg undo`, or its line out of the file"
_NAME = re.compile(r"(?:<?https?://\S*/id/)?([a-z]+)[:/]([a-z][a-z0-9-]*)>?")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line. `subject` and `other` are prefixed names ("person:le-a-1a2b3c"); `time` is ISO 8601.

    `where` is file and line; it does not count in comparisons.
    """

    verdict: Verdict
    subject: str
    other: str | None
    author: str
    time: str
    why: str = ""
    where: str = ""

    @property
    def about(self) -> tuple[str, ...]:
        """What it judges; the order of a pair means nothing."""
        return (self.subject,) if self.other is None else tuple(sorted((self.subject, self.other)))

    def line(self) -> str:
        fields = (self.verdict, self.subject, self.other or "-", self.author, self.time, self.why)
        return "\t".join(" ".join(f.split()) for f in fields).rstrip("\t") + "\n"

    def __str__(self) -> str:
        return f"{self.verdict} {' '.join(self.about)}"


def prefixed(name: str) -> str | None:
    """A thing's or fact's IRI, full or prefixed, as "kind:local"; None for anything else."""
    found = _NAME.fullmatch(name.strip())
    return f"{found[1]}:{found[2]}" if found and found[1] in THINGS + FACTS else None


def parse(text: str, name: str = FILE) -> list[Judgement]:
    """The judgements of a file's text in their order. Raises SettingsError, with `name` and the number of the line."""
    lines = enumerate(text.split("\n"), start=1)
    return [_parsed(line, f"{name}:{n}") for n, line in lines if line.strip() and not line.startswith("#")]


def _parsed(line: str, where: str) -> Judgement:
    fields = [f.strip() for f in line.split("\t")]
    wrong = _wrong(fields)
    if wrong:
        remedy = "a line is: verdict, subject, other or -, author, time, why; parted by tabs"
        raise SettingsError(f"no judgement: {wrong}", where=where, remedy=remedy)
    verdict, subject, other, author, time, *why = fields
    one, two = prefixed(subject), prefixed(other)
    return Judgement(cast(Verdict, verdict), cast(str, one), two, author, time, " ".join(why), where)


def _wrong(fields: Sequence[str]) -> str | None:
    """What is wrong with a line's fields, if anything."""
    if len(fields) not in (5, 6):
        return f"{len(fields)} columns, not 5 or 6"
    verdict, subject, other, author, time = fields[:5]
    if verdict not in get_args(Verdict):
        return f"“{verdict}” is none of {', '.join(get_args(Verdict))}"
    if not author:
        return "it has no author"
    try:
        datetime.fromisoformat(time)
    except ValueError:
        return f"“{time}” is no time such as 2026-01-31T08:00:00Z"
    return _wrong_subjects(verdict, subject, other)


def _wrong_subjects(verdict: str, subject: str, other: str) -> str | None:
    one = prefixed(subject)
    kinds = THINGS if verdict in PAIRS else FACTS
    if one is None or one.partition(":")[0] not in kinds:
        return f"“{subject}” is no {' or '.join(kinds)}"
    if verdict not in PAIRS:
        return None if other == "-" else f"“{other}” should be -"
    two = prefixed(other)
    if two is None or two.partition(":")[0] != one.partition(":")[0]:
        return f"“{other}” is not of the kind of “{subject}”"
    return "a thing is always the same as itself" if one == two else None


def load(path: Path, *, must: bool = False) -> list[Judgement]:
    """The judgements of a file; none where it is missing, unless it `must` be there.

    Raises SettingsError for a line that is none, and for judgements that contradict one another.
    """
    found = parse(read(path, must=must), str(path))
    check(found)
    return found


def read(path: Path, *, must: bool = False) -> str:
    """The text of a file of judgements; empty where it is missing, unless it `must` be there. Raises SettingsError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError) as e:
        if must:
            raise SettingsError("there is no such file of judgements", where=str(path)) from e
        return ""
    except UnicodeDecodeError as e:
        line = path.read_bytes()[: e.start].count(b"\n") + 1
        raise SettingsError("this is not UTF-8", where=f"{path}:{line}") from e
    except OSError as e:
        raise SettingsError(f"cannot be read: {e.strerror}", where=str(path)) from e
    return text.replace("\r\n", "\n")


def without(text: str, gone: Iterable[Judgement]) -> str:
    """The text of a file of judgements without the lines of some that were parsed from it; all else stays as it is."""
    numbers = {int(j.where.rpartition(":")[2]) for j in gone}
    return "\n".join(line for n, line in enumerate(text.split("\n"), start=1) if n not in numbers)


def add(path: Path, judgement: Judgement) -> bool:
    """Writes a judgement at the end of a file, which is made if missing; False if it says so already.

    Raises SettingsError where it contradicts what is there, or could not be read again; then nothing is written.
    """
    _parsed(judgement.line().rstrip("\n"), "")  # what could not be read again is not written
    known = load(path)
    if any((k.verdict, k.about) == (judgement.verdict, judgement.about) for k in known):
        return False
    check([*known, judgement])
    try:
        before = path.read_bytes() if path.exists() else b""
        text = HEAD if not before else "" if before.endswith(b"\n") else "\n"
        with path.open("ab") as file:  # one write, so that two who judge at once do not tear each other's lines
            file.write((text + judgement.line()).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as e:
        raise SettingsError(f"cannot be written: {e.strerror}", where=str(path)) from e
    return True


# -- contradictions ----------------------------------------------------------------------------------------------------


def check(judgements: Iterable[Judgement]) -> None:
    """Raises SettingsError, which names both sides, if things said to be different are the same by others, or one
    fact is accepted and rejected."""
    judged = list(judgements)
    _check_facts(judged)
    same: dict[str, list[tuple[str, Judgement]]] = defaultdict(list)
    for j in judged:
        if j.verdict == "same" and j.other:
            same[j.subject].append((j.other, j))
            same[j.other].append((j.subject, j))
    for j in judged:
        if j.verdict == "different" and (chain := _chain(same, j)):
            told = ", ".join(_told(s) for s in chain)
            what = f"judgements contradict one another: {_told(j)}, but {told}"
            raise SettingsError(what, remedy=_TAKE_BACK)


def _check_facts(judged: Iterable[Judgement]) -> None:
    first: dict[str, Judgement] = {}
    for j in judged:
        if j.other is None and (known := first.setdefault(j.subject, j)).verdict != j.verdict:
            what = f"judgements contradict one another: {_told(known)}, but {_told(j)}"
            raise SettingsError(what, remedy=_TAKE_BACK)


def _told(j: Judgement) -> str:
    return f"{j} ({j.where or 'the new one'})"


def _chain(same: dict[str, list[tuple[str, Judgement]]], j: Judgement) -> list[Judgement]:
    """The fewest judgements by which the two things of `j` are the same; none if they are not."""
    came: dict[str, tuple[str, Judgement]] = {}
    todo = deque([j.subject])
    while todo:
        here = todo.popleft()
        for there, by in same.get(here, ()):
            if there not in came and there != j.subject:
                came[there] = here, by
                todo.append(there)
    return list(_back(came, j.other or "")) if j.other in came else []


def _back(came: dict[str, tuple[str, Judgement]], there: str) -> Iterator[Judgement]:
    while there in came:
        there, by = came[there]
        yield by
