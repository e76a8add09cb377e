"""Where results go: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import SettingsError


@contextmanager
def output(path: str) -> Iterator[BinaryIO]:
    """A file to write bytes to; "-" is standard output.

    Until the end of the `with` a file keeps its former content, and an error inside leaves it so. Raises
    SettingsError for a path that cannot be written.
    """
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    if target.exists() and not target.is_file():  # a pipe or device has no former content; a folder is refused
        with _opened(target, "wb") as file:
            yield file
        return
    target = target.resolve()  # so that a link stays a link
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with _opened(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        with suppress(OSError):
            temporary.unlink()


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[BinaryIO]:
    try:
        file = path.open(mode)
    except OSError as e:
        shown = path.name.removeprefix(".").removesuffix(f".{os.getpid()}.tmp")
        where = str(path.with_name(shown))
        raise SettingsError(f"cannot be written: {e.strerror or e}", where=where, remedy="choose another -o") from e
    with file:
        yield file  # type: ignore[misc]
