"""Messages that need not be worked out again while the graph is the same."""

from __future__ import annotations

from collections import OrderedDict

from kg.serve.wire import Message

# No single answer may push out many others.
_PART = 16


class Memory:
    """The answers asked for last, of at most `size` bytes in all; of one generation."""

    def __init__(self, size: int) -> None:
        self._size, self._held = size, 0
        self._answers: OrderedDict[bytes, Message] = OrderedDict()

    def get(self, key: bytes) -> Message | None:
        found = self._answers.get(key)
        if found:
            self._answers.move_to_end(key)
        return found

    def put(self, key: bytes, answer: Message) -> None:
        """Keeps an answer that lasts; the oldest go to make room."""
        cost = len(key) + len(answer[1])
        if not answer[0].get("lasting") or cost > self._size // _PART or key in self._answers:
            return
        self._answers[key] = answer
        self._held += cost
        while self._held > self._size:
            gone, (_, body) = self._answers.popitem(last=False)
            self._held -= len(gone) + len(body)
