"""How server and worker talk: frames of a JSON head and a body of bytes, over pipes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Head = dict[str, Any]
Message = tuple[Head, bytes]
_LENGTHS = struct.Struct(">II")
_WRITTEN = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def said(head: Head) -> bytes:
    """A head as it is sent; the same for the same head, in whatever order."""
    return _WRITTEN.encode(head).encode("ascii")


def framed(said: bytes, body: bytes = b"") -> bytes:
    """One message, of a head that is ready to be sent."""
    return _LENGTHS.pack(len(said), len(body)) + said + body


def frame(head: Head, body: bytes = b"") -> bytes:
    """One message."""
    return framed(said(head), body)


def read(file: BinaryIO) -> Message | None:
    """The next message of an unhurried file; None at its end."""
    lengths = file.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    return json.loads(file.read(head).decode("ascii")), file.read(body)


def whole(received: bytearray) -> Message | None:
    """The one message that was received; None as long as it is not all there."""
    if len(received) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack_from(received)
    begin = _LENGTHS.size + head
    if len(received) < begin + body:
        return None
    return json.loads(received[_LENGTHS.size : begin].decode("ascii")), bytes(received[begin:])
