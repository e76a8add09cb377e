"""A worker as the server sees it: a process that is asked one question at a time, and its answer awaited."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from typing import Any, cast

from kg.serve import wire

# How long a worker may take to open a graph, in seconds.
_START = 120.0
# Answering takes and gives back many small pieces of memory; glibc keeps too few at hand. Others do not mind.
_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=4000"}


class Worker(asyncio.SubprocessProtocol):
    """A process of `kg.serve.worker`. `ended` is done, with its exit code, when the process is."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._read = bytearray()
        self._late: asyncio.TimerHandle | None = None
        self._answer: asyncio.Future[wire.Message] = self._loop.create_future()  # the first says that it is ready
        self.ended: asyncio.Future[int] = self._loop.create_future()

    @classmethod
    async def start(cls, order: dict[str, Any]) -> Worker:
        """Raises TimeoutError or ConnectionError if it does not come to answer questions."""
        command = (sys.executable, "-P", "-m", "kg.serve.worker", json.dumps(order))
        _, worker = await asyncio.get_running_loop().subprocess_exec(
            cls, *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={**os.environ, **_ENVIRONMENT}
        )
        try:
            async with asyncio.timeout(_START):
                await worker._answer
        except BaseException:
            worker.kill()
            raise
        return worker

    async def ask(self, said: bytes, seconds: float) -> wire.Message:
        """The answer to a task in JSON. Raises TimeoutError, or ConnectionError if the process ends meanwhile."""
        self._answer = self._loop.create_future()
        self._late = self._loop.call_later(seconds, _expire, self._answer)
        self._stdin.write(wire.framed(said))
        return await self._answer

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._transport.kill()

    # -- what the event loop calls ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self._stdin = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._read += data
        if (message := wire.whole(self._read)) is not None:
            self._read.clear()
            if self._late:
                self._late.cancel()
            if not self._answer.done():
                self._answer.set_result(message)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(ConnectionError("the worker has ended"))

    def process_exited(self) -> None:
        if not self.ended.done():
            self.ended.set_result(self._transport.get_returncode() or 0)


def _expire(answer: asyncio.Future[wire.Message]) -> None:
    if not answer.done():
        answer.set_exception(TimeoutError())
