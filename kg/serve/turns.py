"""Whose turn it is: clients are served in turn, and none may take so many workers that others wait for it alone."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

W = TypeVar("W")


class Refused(Exception):  # noqa: N818 - it is no one's mistake
    """It did not come to one's turn; the text says why."""


class Turns(Generic[W]):
    """Free workers and those who wait for one.

    A client has at most `each` workers at once. At most `most` questions wait, and at most `patience` seconds; when
    there is room for no more, a question of the client that has most of them waiting gives way.
    """

    def __init__(self, each: int, most: int, patience: float) -> None:
        self._each, self._most, self._patience = each, most, patience
        self._free: list[W] = []
        self._busy: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[W]]] = OrderedDict()
        self._size = 0

    async def take(self, client: str) -> W:
        """A worker, to be given back. Raises Refused."""
        if self._free and self._busy[client] < self._each:
            self._busy[client] += 1
            return self._free.pop()
        if self._size >= self._most:
            self._make_room(client)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[W] = loop.create_future()
        late = loop.call_later(self._patience, _refuse, turn, "no worker became free in time")
        self._waiting.setdefault(client, deque()).append(turn)
        self._size += 1
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():  # it came too late
                self.give_back(client, turn.result())
            raise
        finally:
            late.cancel()
            self._forget(client, turn)

    def give_back(self, client: str, worker: W | None) -> None:
        """The end of a turn; without its worker if that has ended too."""
        self._busy[client] -= 1
        if not self._busy[client]:
            del self._busy[client]
        if worker is not None:
            self._free.append(worker)
        self._hand_out()

    def add(self, worker: W) -> None:
        """A new worker."""
        self._free.append(worker)
        self._hand_out()

    def remove(self, worker: W) -> None:
        """A worker that has ended, if it was free."""
        if worker in self._free:
            self._free.remove(worker)

    def _hand_out(self) -> None:
        while self._free and (client := self._next()) is not None:
            turn = self._waiting[client].popleft()
            self._size -= 1
            self._waiting.move_to_end(client)
            if not turn.done():
                self._busy[client] += 1
                turn.set_result(self._free.pop())

    def _next(self) -> str | None:
        """The client that has waited longest since its last turn, of those that may have one."""
        return next((c for c, turns in self._waiting.items() if turns and self._busy[c] < self._each), None)

    def _make_room(self, client: str) -> None:
        greedy, turns = max(self._waiting.items(), key=lambda item: len(item[1]), default=("", deque()))
        if len(turns) <= len(self._waiting.get(client, ())) + 1:
            raise Refused("too many questions are waiting")
        _refuse(turns[-1], "too many questions are waiting")
        self._forget(greedy, turns[-1])

    def _forget(self, client: str, turn: asyncio.Future[W]) -> None:
        turns = self._waiting.get(client, deque())
        if turn in turns:
            turns.remove(turn)
            self._size -= 1
        if not turns:
            self._waiting.pop(client, None)


def _refuse(turn: asyncio.Future[W], why: str) -> None:
    if not turn.done():
        turn.set_exception(Refused(why))
