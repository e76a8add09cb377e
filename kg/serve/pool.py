"""The workers of one generation: started beforehand, ended at the limit, replaced at once."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from kg import settings
from kg.errors import KgError, StoreError
from kg.serve import wire
from kg.serve.limits import Limits
from kg.serve.memory import Memory
from kg.store import Store

# How long a worker may take to open a graph, in seconds.
_START = 120.0
# Beyond the workers that answer, one waits to take the place of the next that is ended.
_SPARE = 1

Why = Literal["time", "memory", "busy"]


class Stopped(KgError):  # noqa: N818 - no one did anything wrong
    """A question that was not answered: it took too long or too much, or too many others are waiting."""

    def __init__(self, why: Why, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.why = why


@dataclass(frozen=True, slots=True)
class Worker:
    """A process of `kg.serve.worker`."""

    process: Process

    @classmethod
    async def start(cls, order: dict[str, Any]) -> Worker:
        command = (sys.executable, "-P", "-m", "kg.serve.worker", json.dumps(order))
        process = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=1 << 20)
        worker = cls(process)
        try:
            async with asyncio.timeout(_START):
                await worker._receive()
        except BaseException:
            worker.kill()
            raise
        return worker

    async def ask(self, task: dict[str, Any]) -> tuple[wire.Head, bytes]:
        """Raises asyncio.IncompleteReadError or ConnectionError if the process ends meanwhile."""
        assert self.process.stdin is not None
        self.process.stdin.write(wire.frame(task))
        await self.process.stdin.drain()
        return await self._receive()

    async def _receive(self) -> tuple[wire.Head, bytes]:
        assert self.process.stdout is not None
        return await wire.receive(self.process.stdout)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()


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
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._places = asyncio.Semaphore(limits.workers)
        self._all: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = self._asked = 0
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

    async def ask(self, task: dict[str, Any]) -> tuple[wire.Head, bytes]:
        """The worker's answer. Raises Stopped."""
        key = Memory.key(task)
        if known := self._memory.get(key):
            return known
        self._asked += 1
        try:
            async with self._place(), self._worker() as worker:
                answer = await worker.ask(task)
        finally:
            self._asked -= 1
        self._memory.put(key, answer)
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
        await asyncio.gather(*(worker.process.wait() for worker in self._all))
        self._all.clear()
        self._store.close()
        self._folder.cleanup()

    async def _start(self) -> None:
        try:
            worker = await Worker.start(self._order)
        except (TimeoutError, asyncio.IncompleteReadError) as e:
            raise StoreError("a worker cannot open the store", where=self._order["store"]) from e
        self._all.add(worker)
        self._idle.put_nowait(worker)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """One of the places for questions that are answered at once."""
        if self._waiting >= self._limits.waiting:
            raise Stopped("busy", "too many questions are waiting", "ask again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.seconds * 2):
                await self._places.acquire()
        except TimeoutError as e:
            raise Stopped("busy", "no worker became free in time", "ask again in a moment") from e
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Worker]:
        """An idle worker; if the question breaks off, for whatever reason, another takes its place."""
        worker = await self._idle.get()
        while worker.process.returncode is not None:  # ended by someone else while it was idle
            self._replace(worker)
            worker = await self._idle.get()
        try:
            async with asyncio.timeout(self._limits.seconds):
                yield worker
        except TimeoutError as e:
            self._replace(worker)
            limit = f"{self._limits.seconds:g} s"
            raise Stopped("time", f"the question took longer than {limit} and was stopped", "ask for less") from e
        except (asyncio.IncompleteReadError, ConnectionError) as e:
            self._replace(worker)
            raise await self._died(worker) from e
        except BaseException:  # the client went away
            self._replace(worker)
            raise
        self._idle.put_nowait(worker)

    async def _died(self, worker: Worker) -> Stopped:
        code = await worker.process.wait()
        if code == -signal.SIGSEGV:
            return Stopped("memory", "the question is nested too deeply and was stopped", "ask for less")
        most = f"{self._limits.memory} MiB"
        return Stopped("memory", f"the question needed more memory than {most} and was stopped", "ask for less")

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
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
