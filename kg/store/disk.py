"""Files that are there whole or not at all, and the locks of writers and readers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kg.errors import StoreError

TEMPORARY = ".tmp"

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _lock(file: IO[bytes], *, shared: bool) -> bool:
        if shared:  # Windows moves no folder in which a file is open, so that a reader needs no lock
            return True
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        """Closing is enough."""

    def sync_folder(folder: Path) -> None:
        """Windows has no such call."""

else:
    import fcntl

    def _lock(file: IO[bytes], *, shared: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        # Said aloud, for a forked child may still hold the file open.
        fcntl.flock(file, fcntl.LOCK_UN)

    def sync_folder(folder: Path) -> None:
        """Makes the names in a folder outlive a power cut."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Lock:
    """A lock on a file, held until `release` or the end of the process, however that ends."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def shared(cls, path: Path) -> Lock | None:
        """One of many readers' locks; None if the file is gone or going. Needs no right to write."""
        return cls._take(path, "rb", shared=True)

    @classmethod
    def exclusive(cls, path: Path, *, create: bool = False) -> Lock | None:
        """The only lock; None if anybody holds one or, unless `create`, there is no file."""
        return cls._take(path, "ab" if create else "rb", shared=False)

    @classmethod
    def _take(cls, path: Path, mode: str, *, shared: bool) -> Lock | None:
        with suppress(FileNotFoundError):
            file = path.open(mode)
            # A file that was moved away between opening and locking locks nothing.
            with suppress(FileNotFoundError):
                if _lock(file, shared=shared) and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                    return cls(file)
            file.close()
        return None

    def release(self) -> None:
        if not self._file.closed:
            _unlock(self._file)
            self._file.close()


@contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Failures of the system become a StoreError that says where."""
    try:
        yield
    except OSError as e:
        reason = e.strerror or str(e)
        raise StoreError(f"the store cannot be used: {reason}", where=str(e.filename or where)) from e


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside the file and puts it in place in one step; its former content stays whole until then."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sync_tree(folder: Path) -> None:
    """Makes the files in a folder, and their names, outlive a power cut."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def remove_tree(folder: Path) -> None:
    """Moves a folder aside in one step, then deletes it; one that the system holds fast stays."""
    aside = folder.with_name(f"{folder.name}{TEMPORARY}")
    with suppress(OSError):
        if not folder.name.endswith(TEMPORARY):
            shutil.rmtree(aside, ignore_errors=True)
            folder.rename(aside)
        shutil.rmtree(aside if aside.exists() else folder, ignore_errors=True)
