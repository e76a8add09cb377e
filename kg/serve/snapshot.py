"""One generation of a store as a worker sees it: its graph, the texts of its articles, and its index of names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.store import records
from kg.store.layout import Layout, Manifest


@dataclass(frozen=True)
class Snapshot:
    """`generation` must be pinned by someone, so that no writer removes it; `index` is the file of `search.build`.

    A graph of at most `held` quads is read into memory, where it answers two to four times as fast.
    """

    store: str
    generation: int
    index: str = ""
    held: int = 0

    @cached_property
    def _layout(self) -> Layout:
        return Layout(Path(self.store))

    @cached_property
    def manifest(self) -> Manifest:
        return self._layout.read_manifest(self.generation)

    @cached_property
    def graph(self) -> ox.Store:
        if not self.generation:
            return ox.Store()
        on_disk = ox.Store.read_only(str(self._layout.graph(self.generation)))
        if self.manifest.quads > self.held:
            return on_disk
        in_memory = ox.Store()
        in_memory.bulk_extend(on_disk)
        return in_memory

    def record(self, id: str) -> dict[str, Any] | None:
        """The record of an article, with its text."""
        name = records.shard_of(id)
        digest = self.manifest.shards.get(name)
        if digest is None:
            return None
        for line in records.shard_lines(self._layout.shard(name, digest), digest):
            if records.id_of(line) == id:
                found: dict[str, Any] = json.loads(line)
                return found
        return None
