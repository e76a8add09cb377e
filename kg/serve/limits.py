"""What one question may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` an answer may take; `memory` (MiB) that a worker may take for it; `rows` and `bytes` that it may have.

    `workers` is how many questions of one client are answered at once, `waiting` how many may wait for that,
    `request` the most bytes of a question, `memorized` the bytes of answers that are kept to be given again, `held`
    the most quads of a graph that each worker reads into memory (some 430 bytes a quad).
    """

    seconds: float = 10.0
    memory: int = 1024
    rows: int = 10_000
    bytes: int = 10_000_000
    workers: int = 4
    waiting: int = 64
    request: int = 200_000
    memorized: int = 64_000_000
    held: int = 200_000
