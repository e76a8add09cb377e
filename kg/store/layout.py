"""What lies where in a store's folder, and which generation of it is the current one.

kg-store.json            marks the folder as a store and names the version of this layout
current                  the number of the generation in force; replacing this file is what commits a write
articles/ab.<hash>.jsonl the records of the articles whose id hashes to ab; a file never changes
generations/<number>/    manifest.json (which files of articles/, which graph), graph/ (RocksDB), lock (readers)
lock                     held by the one writer
judgements.tsv           the user's own, never written by the store
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from kg import judgements
from kg.errors import StoreError
from kg.store.disk import TEMPORARY, Lock, remove_tree, sync_folder, write_whole

VERSION = 1
_FORMAT = "kg-store"
_BUILD_AGAIN = "build the store again from the articles in another folder"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: `shards` maps a shard to the hash of its file, `graph` is the hash of the sorted N-Quads."""

    generation: int = 0
    shards: dict[str, str] = field(default_factory=dict)
    graph: str = ""
    quads: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The folder of a store."""

    root: Path

    @property
    def marker(self) -> Path:
        return self.root / "kg-store.json"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def articles(self) -> Path:
        return self.root / "articles"

    @property
    def generations(self) -> Path:
        return self.root / "generations"

    def generation(self, number: int) -> Path:
        return self.generations / f"{number:06}"

    def reader_lock(self, number: int) -> Path:
        return self.generation(number) / "lock"

    def graph(self, number: int) -> Path:
        return self.generation(number) / "graph"

    def shard(self, name: str, digest: str) -> Path:
        return self.articles / f"{name}.{digest}.jsonl"

    def free(self) -> None:
        """Raises StoreError unless a store may be made here: the folder is missing or empty."""
        if file := next((p for p in (self.root, *self.root.parents) if p.exists() and not p.is_dir()), None):
            raise StoreError("this is a file, no folder for a store", where=str(file), remedy="choose a new folder")
        # What a creation that was interrupted left behind is no one else's, and judgements may be there before it.
        own = {self.current.name, judgements.FILE}
        there = self.root.iterdir() if self.root.exists() else ()
        if any(p.name not in own and not p.name.endswith(TEMPORARY) for p in there):
            raise StoreError(
                "the folder is not empty and no store; nothing was written",
                where=str(self.root),
                remedy="choose a new folder",
            )

    def create(self) -> None:
        """Marks an empty or missing folder as a store without articles. Raises StoreError for any other."""
        self.free()
        self.root.mkdir(parents=True, exist_ok=True)
        self.commit(0)
        write_whole(self.marker, json.dumps({"format": _FORMAT, "version": VERSION}).encode("ascii") + b"\n")
        sync_folder(self.root)

    def check(self) -> None:
        """Raises StoreError unless the folder is a store of this version."""
        where = str(self.root)
        if not self.root.is_dir():
            what = "this is a file, no store" if self.root.exists() else "there is no store"
            raise StoreError(what, where=where, remedy="make one with `kg build`")
        if not self.marker.exists():
            raise StoreError("this folder is no store", where=where, remedy="make one with `kg build` in a new folder")
        marker = _json(self.marker)
        if not isinstance(marker, dict) or marker.get("format") != _FORMAT:
            raise StoreError("this is not a store's marker", where=str(self.marker), remedy=_BUILD_AGAIN)
        if (version := marker.get("version")) != VERSION:
            raise StoreError(
                f"the store has layout {version!r}, this program knows layout {VERSION}",
                where=where,
                remedy="use the program that wrote it, or " + _BUILD_AGAIN,
            )

    def read_current(self) -> int:
        """The number of the generation in force; 0 is the empty one. Raises StoreError if that is damaged."""
        try:
            text = self.current.read_text(encoding="ascii").strip()
        except FileNotFoundError as e:
            raise StoreError("the store has lost this file", where=str(self.current), remedy=_BUILD_AGAIN) from e
        except UnicodeDecodeError:
            text = ""
        if not (text.isascii() and text.isdigit()):
            raise StoreError("this should be the number of a generation", where=str(self.current), remedy=_BUILD_AGAIN)
        return int(text)

    def read_manifest(self, number: int) -> Manifest:
        """Raises StoreError if the generation is missing or damaged."""
        if number == 0:
            return Manifest()
        path = self.generation(number) / "manifest.json"
        if not path.exists():
            raise StoreError(f"the store has lost its generation {number}", where=str(path), remedy=_BUILD_AGAIN)
        written = _json(path)
        names = {f.name for f in fields(Manifest)}
        if not isinstance(written, dict) or set(written) != names or written["generation"] != number:
            raise StoreError("this manifest is damaged", where=str(path), remedy=_BUILD_AGAIN)
        return Manifest(**written)

    def write_manifest(self, manifest: Manifest) -> None:
        content = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode("ascii") + b"\n"
        write_whole(self.generation(manifest.generation) / "manifest.json", content)

    def commit(self, number: int) -> None:
        """Makes a generation the one in force, in one step."""
        write_whole(self.current, f"{number}\n".encode("ascii"))
        sync_folder(self.root)

    def pin(self) -> tuple[Manifest, Lock | None]:
        """The generation in force and a reader's lock on it, without which the next writer may remove it."""
        number = self.read_current()
        while number:
            if lock := Lock.shared(self.reader_lock(number)):
                try:
                    return self.read_manifest(number), lock
                except StoreError:
                    lock.release()
                    raise
            # Either a writer has gone on and removed it just now, or it never was whole.
            if (newer := self.read_current()) == number:
                self.read_manifest(number)
                raise StoreError(f"the store has lost its generation {number}", where=str(self.root))
            number = newer
        return Manifest(), None

    def sweep(self, current: int) -> None:
        """Removes what no one needs any more: dead writers' leavings, generations without readers, their records.

        To be called by the writer, who alone removes anything.
        """
        kept = self.read_manifest(current)
        needed = {self.shard(*item).name for item in kept.shards.items()}
        folders = sorted(self.generations.iterdir()) if self.generations.exists() else []
        for folder in folders:
            if folder == self.generation(current):
                continue
            lock = Lock.exclusive(folder / "lock")
            if not lock and (folder / "lock").exists():
                in_use = self.read_manifest(int(folder.name))
                needed |= {self.shard(*item).name for item in in_use.shards.items()}
                continue
            if lock and os.name == "nt":  # which moves no folder in which a file is open, were it ours
                lock.release()
            remove_tree(folder)
            if lock:
                lock.release()
        for folder in (self.root, self.articles):
            for path in sorted(folder.iterdir()) if folder.exists() else []:
                if path.name.endswith(TEMPORARY) or (folder == self.articles and path.name not in needed):
                    path.unlink(missing_ok=True)


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except ValueError as e:
        raise StoreError("this file of the store is damaged", where=str(path), remedy=_BUILD_AGAIN) from e
