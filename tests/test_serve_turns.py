"""Whose turn it is: clients are served in turn, no client has all workers, and who waits too long is told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from kg.serve.turns import Refused, Turns


def _turns(workers: int = 3, each: int = 2, most: int = 6, patience: float = 60.0) -> Turns[int]:
    turns: Turns[int] = Turns(each, most, patience)
    for worker in range(workers):
        turns.add(worker)
    return turns


async def _begun(*asked: Coroutine[Any, Any, int]) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(each) for each in asked]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def test_a_client_has_but_its_share() -> None:
    async def play() -> None:
        turns = _turns()
        greedy = await _begun(*(turns.take("greedy") for _ in range(4)))
        assert [task.done() for task in greedy] == [True, True, False, False]
        other = await turns.take("other")
        assert {greedy[0].result(), greedy[1].result(), other} == {0, 1, 2}
        turns.give_back("other", other)
        turns.give_back("greedy", greedy[0].result())
        assert await greedy[2] in (other, greedy[0].result())

    asyncio.run(play())


def test_clients_are_served_in_turn() -> None:
    async def play() -> None:
        turns = _turns(workers=1, each=1)
        order: list[str] = []

        async def ask(client: str) -> int:
            worker = await turns.take(client)
            order.append(client)
            await asyncio.sleep(0)
            turns.give_back(client, worker)
            return worker

        await asyncio.gather(*await _begun(*(ask(client) for client in ("a", "a", "a", "a", "b", "b", "c"))))
        assert order == ["a", "a", "b", "c", "a", "b", "a"]

    asyncio.run(play())


def test_who_has_most_waiting_gives_way() -> None:
    async def play() -> None:
        turns = _turns(workers=0, most=4)
        greedy = await _begun(*(turns.take("greedy") for _ in range(4)))
        (other,) = await _begun(turns.take("other"))
        assert [task.done() for task in (*greedy, other)] == [False, False, False, True, False]
        with pytest.raises(Refused, match="too many"):
            await greedy[3]
        with pytest.raises(Refused, match="too many"):
            await turns.take("greedy")
        turns.add(1)
        assert await greedy[0] == 1
        turns.give_back("greedy", 1)
        assert await other == 1

    asyncio.run(play())


def test_where_none_may_wait_the_next_is_refused() -> None:
    async def play() -> None:
        turns = _turns(workers=1, most=0)
        assert await turns.take("a") == 0
        with pytest.raises(Refused, match="too many"):
            await turns.take("b")

    asyncio.run(play())


def test_patience_ends() -> None:
    async def play() -> None:
        turns = _turns(workers=0, patience=0.01)
        with pytest.raises(Refused, match="in time"):
            await turns.take("a")
        turns.add(1)
        assert await turns.take("a") == 1

    asyncio.run(play())


def test_who_goes_away_loses_no_worker() -> None:
    """Neither while it waits nor when its turn came in the same moment."""

    async def play() -> None:
        turns = _turns(workers=0)
        waiting, second = await _begun(turns.take("a"), turns.take("a"))
        waiting.cancel()
        turns.add(1)
        second.cancel()  # its turn has come, and it does not know yet
        with pytest.raises(asyncio.CancelledError):
            await second
        assert await turns.take("b") == 1

    asyncio.run(play())


def test_an_ended_worker_is_not_handed_out() -> None:
    async def play() -> None:
        turns = _turns(workers=2)
        turns.remove(1)
        assert await turns.take("a") == 0
        turns.give_back("a", None)
        (waiting,) = await _begun(turns.take("a"))
        assert not waiting.done()
        turns.add(5)
        assert await waiting == 5

    asyncio.run(play())
