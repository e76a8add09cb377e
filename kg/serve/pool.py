"""The workers of one generation: started beforehand, ended at the limit, replaced at once."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from kg import settings
from kg.errors import KgError, StoreError
from kg.serve import wire
from kg.serve.limits import Limits
from kg.serve.memory import Memory
from kg.serve.process import Worker
from kg.serve.turns import Refused, Turns
from kg.store import Store

# Beyond the workers that one client may have there is another: it answers others, and takes the place of the next
# that is ended.
_SPARE = 1

Why = Literal["time", "memory", "busy"]


class Stopped(KgError):  # noqa: N818 - no one did anything wrong
    """A question that was not answered: it took too long or too much, or too many others are waiting."""

    def __init__(self, why: Why, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.why = why


class Pool:
    """Answers tasks out of one generation of a store, which it pins. `open` it first and `close` it in the end."""

    def __init__(self, store: str, limits: Limits) -> None:
        self._limits = limits
        self._store = Store.open(store)
        self.generation = self._store.generation
        self.quads = self._store.quads
        self._folder = tempfile.TemporaryDirectory(prefix="kg-serve-", ignore_cleanup_errors=True)
        self._order: dict[str, Any] = {
            "settings": asdict(settings.current()),
            "store": str(Path(store).resolve()),
            "generation": self.generation,
            "index": str(Path(self._folder.name) / "names.sqlite"),
            "limits": asdict(limits),
        }
        self._memory = Memory(limits.memorized)
        self._turns: Turns[Worker] = Turns(limits.workers, limits.waiting, limits.seconds * 2)
        self._all: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._asked = 0
        self._closed = False

    async def open(self) -> None:
        """Makes the index and starts the workers. Raises StoreError if that fails."""
        command = (sys.executable, "-P", "-m", "kg.serve.search", json.dumps(self._order))
        indexer = await create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        _, said = await indexer.communicate()
        if indexer.returncode:
            last = said.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise StoreError(f"the names of the store cannot be read: {' '.join(last)}", where=self._order["store"])
        await asyncio.gather(*(self._start() for _ in range(self._limits.workers + _SPARE)))

    async def ask(self, task: dict[str, Any], client: str) -> wire.Message:
        """The answer to what a client asks, each of which has its turn. Raises Stopped."""
        said = wire.said(task)
        if known := self._memory.get(said):
            return known
        self._asked += 1
        try:
            worker = await self._turns.take(client)
            left: Worker | None = None  # the question may break off, for whatever reason
            try:
                answer = await self._answered(worker, said)
                left = worker
            finally:
                self._turns.give_back(client, left)
        except Refused as e:
            raise Stopped("busy", str(e), "ask again in a moment") from e
        finally:
            self._asked -= 1
        self._memory.put(said, answer)
        return answer

    async def close(self, *, patience: float = 0.0) -> None:
        """Ends all workers, after the questions that are being answered or `patience` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._asked:
                    await asyncio.sleep(0.05)
        self._closed = True
        for starting in list(self._starting):
            starting.cancel()
        for worker in list(self._all):
            worker.kill()
        await asyncio.gather(*(worker.ended for worker in self._all))
        self._all.clear()
        self._store.close()
        self._folder.cleanup()

    async def _start(self) -> None:
        try:
            worker = await Worker.start(self._order)
        except (TimeoutError, ConnectionError) as e:
            raise StoreError("a worker cannot open the store", where=self._order["store"]) from e
        self._all.add(worker)
        worker.ended.add_done_callback(lambda _: self._replace(worker))
        self._turns.add(worker)

    async def _answered(self, worker: Worker, said: bytes) -> wire.Message:
        """The worker's answer; if there is none, another takes its place."""
        try:
            return await worker.ask(said, self._limits.seconds)
        except TimeoutError as e:
            self._replace(worker)
            limit = f"{self._limits.seconds:g} s"
            raise Stopped("time", f"the question took longer than {limit} and was stopped", "ask for less") from e
        except ConnectionError as e:
            self._replace(worker)
            raise self._died(await worker.ended) from e
        except BaseException:  # the client went away
            self._replace(worker)
            raise

    def _died(self, code: int) -> Stopped:
        if code == -signal.SIGSEGV:
            return Stopped("memory", "the question is nested too deeply and was stopped", "ask for less")
        most = f"{self._limits.memory} MiB"
        return Stopped("memory", f"the question needed more memory than {most} and was stopped", "ask for less")

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        if worker not in self._all:
            return
        self._all.remove(worker)
        self._turns.remove(worker)
        if not self._closed:
            starting = asyncio.create_task(self._start_again())
            self._starting.add(starting)
            starting.add_done_callback(self._starting.discard)

    async def _start_again(self) -> None:
        """A worker that will not start must not leave its place empty."""
        pause = 0.1
        while not self._closed:
            try:
                await self._start()
            except (StoreError, OSError):
                await asyncio.sleep(pause)
                pause = min(5.0, pause * 2)
            else:
                return
