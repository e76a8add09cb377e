"""Opening a store, reading from it, and writing to it: all or nothing, one writer, readers undisturbed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store import records
from kg.store.disk import Lock, disk_errors, sync_folder, sync_tree
from kg.store.layout import Layout, Manifest
from kg.store.nquads import write_sorted
from kg.store.records import Record

Outcome = Literal["published", "unchanged"]
_QUADS = "quads.nq"


class Store:
    """A store as it was when it was opened: what others write meanwhile is seen by opening it again.

    What is written through this object is seen at once. Close it, or use it in a `with`, so that a later writer may
    remove the generation that it reads.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._manifest, self._pin = layout.pin()
        self._lent: list[Lock] = []
        self._graph_lent = False

    @classmethod
    def create(cls, path: Path | str) -> Store:
        """Makes an empty store of a folder that is missing or empty. Raises StoreError for any other."""
        layout = Layout(Path(path))
        with disk_errors(layout.root):
            layout.create()
            return cls(layout)

    @staticmethod
    def exists(path: Path | str) -> bool:
        """Whether a folder is a store; False where one may be made. Raises StoreError for any other place."""
        layout = Layout(Path(path))
        with disk_errors(layout.root):
            if not layout.marker.exists():
                layout.free()
                return False
        return True

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False) -> Store:
        """The store in a folder; with `create` it is made if the folder is missing or empty. Raises StoreError."""
        layout = Layout(Path(path))
        with disk_errors(layout.root):
            if create and not layout.marker.exists():
                return cls.create(path)
            layout.check()
            return cls(layout)

    @property
    def path(self) -> Path:
        return self._layout.root

    @property
    def generation(self) -> int:
        """Grows by one or more with each write that changed something; 0 for an empty store."""
        return self._manifest.generation

    @property
    def quads(self) -> int:
        """How many quads the graph has."""
        return self._manifest.quads

    def facts(self) -> Iterator[Record]:
        """The articles' records in order of id. Raises StoreError if a file is damaged."""
        with disk_errors(self.path):
            yield from records.read(self._layout, self._manifest.shards)

    def graph(self) -> ox.Store:
        """The graph of this generation, for reading only."""
        if not self.generation:
            return ox.Store()
        self._graph_lent = True
        with disk_errors(self.path):
            return ox.Store.read_only(str(self._layout.graph(self.generation)))

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The one writer, who begins from what is in force now; what it did not publish is dropped at the end.

        Raises StoreError at once if another writes, in this process or elsewhere.
        """
        with disk_errors(self.path):
            lock = Lock.exclusive(self._layout.lock, create=True)
        if lock is None:
            raise StoreError(
                "another process is writing to this store", where=str(self.path), remedy="try again when it is done"
            )
        try:
            with disk_errors(self.path):
                writer = Writer(self)
            try:
                yield writer
            finally:
                writer.drop()
        finally:
            lock.release()

    def _go_on(self) -> Manifest:
        """Sees the generation in force now. The pin on one whose graph was given out stays until `close`."""
        manifest, pin = self._layout.pin()
        if self._pin and self._graph_lent:
            self._lent.append(self._pin)
        elif self._pin:
            self._pin.release()
        self._manifest, self._pin, self._graph_lent = manifest, pin, False
        return manifest

    def close(self) -> None:
        """Lets go of all generations; graphs that were given out must not be used any more."""
        for lock in (self._pin, *self._lent):
            if lock:
                lock.release()
        self._pin, self._lent = None, []

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Writer:
    """Collects changes to the records and publishes them with a new graph, in one step."""

    def __init__(self, store: Store) -> None:
        self._store, self._layout = store, store._layout
        self._base = store._go_on()
        self._layout.sweep(self._base.generation)
        self._next = self._base.generation
        self._shards = dict(self._base.shards)
        # Where in the staging file the new line of an article is; None for one that goes.
        self._staged: dict[str, tuple[int, int] | None] = {}
        self._staging: IO[bytes] | None = None

    def put(self, id: str, record: Mapping[str, Any]) -> None:
        """Sets the record of an article, in place of the former one. Its "id" will be `id`; the rest is JSON."""
        line = records.line(id, record)
        with disk_errors(self._layout.root):
            file = self._stage()
            self._staged[id] = (file.seek(0, 2), len(line))
            file.write(line)

    def remove(self, id: str) -> None:
        """Takes an article out; one that is not there is no error."""
        self._staged[id] = None

    def changed(self) -> bool:
        """Whether the records differ from those in force."""
        with disk_errors(self._layout.root):
            return self._merge() != self._base.shards

    def facts(self) -> Iterator[Record]:
        """All records with the changes so far, in order of id."""
        with disk_errors(self._layout.root):
            yield from records.read(self._layout, self._merge())

    def publish(self, quads: Iterable[ox.Quad]) -> Outcome:
        """Puts the changed records and this graph, which replaces the former one, in force: both or neither.

        Gives "unchanged", and leaves the store as it was, if records and graph are what they were. Raises StoreError,
        also for a triple that is in two graphs.
        """
        with disk_errors(self._layout.root):
            shards, folder = self._merge(), self._folder()
            digest, count = write_sorted(quads, folder / _QUADS)
            if shards == self._base.shards and (digest == self._base.graph or not (count or self._base.generation)):
                self.drop()
                return "unchanged"
            self._close_staging()
            self._load(folder)
            self._commit(folder, Manifest(self._next, shards, digest, count))
        return "published"

    def _load(self, folder: Path) -> None:
        """Loads the sorted quads into a new RocksDB folder and closes that."""
        graph = ox.Store(str(self._layout.graph(self._next)))
        graph.bulk_load(path=str(folder / _QUADS), format=ox.RdfFormat.N_QUADS)
        graph.flush()
        del graph  # which closes it
        (folder / _QUADS).unlink()

    def _commit(self, folder: Path, manifest: Manifest) -> None:
        sync_tree(folder)
        self._layout.write_manifest(manifest)
        for changed in (folder, self._layout.generations, self._layout.articles):
            sync_folder(changed)
        self._layout.commit(manifest.generation)
        self._base = self._store._go_on()
        self._layout.sweep(self._base.generation)

    def drop(self) -> None:
        """Forgets what was not published."""
        self._close_staging()
        self._staged.clear()
        self._shards = dict(self._base.shards)
        if self._next != self._base.generation:
            shutil.rmtree(self._layout.generation(self._next), ignore_errors=True)
            self._next = self._base.generation
            self._layout.sweep(self._base.generation)

    def _folder(self) -> Path:
        """The folder of the generation that is being written."""
        if self._next == self._base.generation:
            self._layout.articles.mkdir(exist_ok=True)
            self._layout.generations.mkdir(exist_ok=True)
            taken = [int(p.name) for p in self._layout.generations.iterdir() if p.name.isdigit()]
            self._next = max([self._base.generation, *taken]) + 1
            self._layout.generation(self._next).mkdir()
            self._layout.reader_lock(self._next).touch()
        return self._layout.generation(self._next)

    def _stage(self) -> IO[bytes]:
        if self._staging is None:
            self._staging = (self._folder() / "staged").open("w+b")
        return self._staging

    def _close_staging(self) -> None:
        if self._staging is not None:
            self._staging.close()
            Path(self._staging.name).unlink(missing_ok=True)
            self._staging = None

    def _merge(self) -> dict[str, str]:
        """Writes the shards that the changes so far touch; gives all shards."""
        if self._staged:
            self._folder()
        for name, ids in records.by_shard(self._staged).items():
            changes = {id: self._line(id) for id in ids}
            digest = records.merge(self._layout, name, self._shards.pop(name, None), changes)
            if digest is not None:
                self._shards[name] = digest
        self._staged.clear()
        return self._shards

    def _line(self, id: str) -> bytes | None:
        place = self._staged[id]
        if place is None:
            return None
        file = self._stage()
        file.seek(place[0])
        return file.read(place[1])
