"""The pool in force, and its successor as soon as the store has a new generation."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.serve import wire
from kg.serve.limits import Limits
from kg.serve.pool import Pool
from kg.store.layout import Layout

# How often to look whether a writer has published, in seconds.
_LOOK = 0.5


class Service:
    """Answers tasks out of the newest whole generation; each question sees one generation only."""

    def __init__(self, store: str, limits: Limits) -> None:
        self._path, self.limits = store, limits
        self._pool: Pool | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def pool(self) -> Pool:
        assert self._pool is not None, "not started"
        return self._pool

    async def start(self) -> None:
        """Raises StoreError."""
        self._pool = await self._opened()
        self._keep(self._follow())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._pool:
            await self._pool.close()

    async def ask(self, task: dict[str, Any], client: str) -> wire.Message:
        """Raises pool.Stopped."""
        return await self.pool.ask(task, client)

    async def _opened(self) -> Pool:
        pool = Pool(self._path, self.limits)
        try:
            await pool.open()
        except BaseException:
            await pool.close()
            raise
        return pool

    async def _follow(self) -> None:
        layout = Layout(Path(self._path))
        while True:
            await asyncio.sleep(_LOOK)
            # A store that cannot be read just now is asked again; the generation in force stays.
            with suppress(KgError, OSError):
                if layout.read_current() != self.pool.generation:
                    former, self._pool = self.pool, await self._opened()
                    self._keep(former.close(patience=self.limits.seconds * 2))

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
