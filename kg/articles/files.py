"""Finds the files of an input and opens them: folders, gzip, standard input, lines of bounded length."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import BinaryIO, Literal, cast

from kg.errors import InputError
from kg.text import clean

from .encoding import is_binary
from .limits import Limits, size

Kind = Literal["text", "html", "jsonl"]
KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl", ".ndjson": "jsonl"}
STDIN = "standard input"
_GZIP = b"\x1f\x8b"
_SKIP = 1 << 16
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: `name` for messages, `id` for an article that is the whole file, `kind` if its name says it.

    `path` is None for standard input. `inside` is the path within the folder that was asked for.
    """

    path: Path | None
    name: str
    inside: str
    kind: Kind | None
    id: str = "stdin"


def find_files(inputs: Sequence[str | Path]) -> list[File | InputError]:
    """The files of the inputs in their order, folders in order of path; what is missing as an error in its place.

    A file that is named twice is read once. Hidden files and folders inside a folder are passed over.
    """
    found: list[File | InputError] = []
    seen: set[str] = set()
    for given in inputs:
        for item in _expand(given):
            if isinstance(item, File):
                real = os.path.realpath(item.path) if item.path else "-"
                if real in seen:
                    continue
                seen.add(real)
            found.append(item)
    return _with_ids(found)


def _expand(given: str | Path) -> Iterator[File | InputError]:
    if str(given) == "-":
        yield File(None, STDIN, "stdin", None)
        return
    path = Path(given)
    try:
        if path.is_dir():
            yield from _walk(path)
        elif path.exists():
            yield File(path, shown(path), path.name, kind_of(path.name))
        else:
            yield InputError("no such file or folder", where=shown(path), remedy="check the path")
    except (OSError, ValueError) as e:  # ValueError: a zero byte in the name
        yield InputError(f"cannot be read: {_reason(e)}", where=shown(path))


def _walk(folder: Path) -> Iterator[File | InputError]:
    errors: list[InputError] = []

    def refused(e: OSError) -> None:
        errors.append(InputError(f"cannot be read: {_reason(e)}", where=shown(Path(e.filename or folder))))

    paths: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [f for f in folders if not f.startswith(".")]
        paths += [Path(root, n) for n in names if not n.startswith(".") and kind_of(n)]
    files = sorted((p for p in paths if p.is_file()), key=lambda p: p.parts)
    yield from (File(p, shown(p), shown(p.relative_to(folder)), kind_of(p.name)) for p in files)
    yield from sorted(errors, key=str)
    if not files and not errors:
        endings = ", ".join(KINDS)
        yield InputError("no articles in this folder", where=shown(folder), remedy=f"articles end in {endings} or .gz")


def kind_of(name: str) -> Kind | None:
    """What the ending of a file name says, seen through ".gz"."""
    return KINDS.get(PurePath(name.lower().removesuffix(".gz")).suffix)


def shown(path: PurePath) -> str:
    """The path for messages, with what is not UTF-8 in it replaced."""
    return clean(os.fsencode(path).decode("utf-8", "replace"))


def _with_ids(found: list[File | InputError]) -> list[File | InputError]:
    """Give each file the shortest id that no other of the batch has: stem, path without ending, path, full path."""
    ids: dict[int, str] = {}
    waiting = {i: f for i, f in enumerate(found) if isinstance(f, File) and f.path}
    for form in (_stem, _bare, lambda f: f.inside, lambda f: f.name):
        names = {i: form(f) for i, f in waiting.items()}
        counts = Counter(names.values())
        taken = set(ids.values())
        for i, name in names.items():
            if counts[name] == 1 and name not in taken:
                ids[i] = name
                del waiting[i]
    ids |= {i: f.name for i, f in waiting.items()}
    return [replace(f, id=ids[i]) if isinstance(f, File) and i in ids else f for i, f in enumerate(found)]


def _bare(file: File) -> str:
    """The path without the ending that tells its kind: "2021/dai-hoi.html.gz" is "2021/dai-hoi"."""
    inside = file.inside[:-3] if file.inside.lower().endswith(".gz") else file.inside
    return inside[: -len(PurePath(inside).suffix)] if kind_of(inside) else inside


def _stem(file: File) -> str:
    return PurePath(_bare(file)).name


@contextmanager
def opened(file: File, limits: Limits, stdin: BinaryIO | None = None) -> Iterator[io.BufferedReader]:
    """The file's bytes, unpacked if they are gzip; standard input stays open.

    Raises InputError, on opening or while reading, for what cannot be read, for broken gzip and for a gzip bomb.
    """
    if file.path is None:
        source = stdin or sys.stdin.buffer
        buffered = source if isinstance(source, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, source))
        yield _unpacked(buffered, limits)
        return
    try:
        stream = file.path.open("rb")
    except OSError as e:
        raise InputError(f"cannot be read: {_reason(e)}") from e
    with stream:
        head = stream.peek(_HEAD)[:_HEAD]
        if file.name.lower().endswith(".gz") and not head.startswith(_GZIP) and is_binary(head):
            raise InputError("its name ends in .gz, but it is no gzip file", remedy="fetch or pack it again")
        yield _unpacked(stream, limits)


def _unpacked(stream: io.BufferedReader, limits: Limits) -> io.BufferedReader:
    if not stream.peek(2).startswith(_GZIP):
        return stream
    return io.BufferedReader(_Unpacked(stream, limits), 1 << 16)


class _Counted(io.RawIOBase):
    """Passes bytes on and counts them."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def read(self, n: int = -1) -> bytes:
        data = self.stream.read(n)
        self.count += len(data)
        return data


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops a bomb: it grows to at most `unpack_ratio` times its packed size."""

    def __init__(self, stream: io.BufferedReader, limits: Limits) -> None:
        self.packed, self.limits, self.count = _Counted(stream), limits, 0
        self.gzip = gzip.GzipFile(fileobj=self.packed, mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        try:
            data = self.gzip.read1(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error) as e:
            raise InputError("broken gzip file", remedy="fetch or pack it again") from e
        self.count += len(data)
        if self.count > max(self.limits.article_bytes, self.limits.unpack_ratio * self.packed.count):
            what = f"unpacks to more than {self.limits.unpack_ratio} times its size"
            raise InputError(what, remedy="unpack it by hand if you trust it")
        buffer[: len(data)] = data
        return len(data)


def whole(stream: io.BufferedReader, limits: Limits) -> bytes:
    """All bytes of a file that is one article."""
    data = stream.read(limits.article_bytes + 1)
    if len(data) > limits.article_bytes:
        raise InputError(f"larger than {size(limits.article_bytes)}, too large for one article", remedy="split it")
    return data


def lines(stream: io.BufferedReader, limits: Limits) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long, which is passed over without being held."""
    longest = limits.article_bytes
    while line := stream.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        yield None
        while rest := stream.readline(_SKIP):
            if rest.endswith(b"\n"):
                break


def _reason(e: Exception) -> str:
    return (e.strerror if isinstance(e, OSError) else None) or str(e)
