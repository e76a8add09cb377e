"""A body as the grammar reads it: its name, its kind, and what the text leaves to the context."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.grammar.units import Place

# what may be left to the context in a name that is still one body's
_OF_ONE_UNIT = frozenset({"", "province", "tinh", "tp-tw", "huyen", "quan", "thi-xa", "thanh-pho", "xa", "phuong"})


@dataclass(slots=True)
class Body:
    """A body as it stands: tokens [start, end), its text without unit context, kind, and what it hangs on.

    `lacks` names what the text leaves to the context: a unit kind ("huyen": "Huyện ủy", "UBND huyện"), "province"
    (a department without its unit), "committee" ("Ban Thường vụ"), "host" ("Đảng ủy" of a school), "unit", or "unknown"
    (a name follows that no rule can read: nothing may be filled in); "" if complete.
    `places` holds every unit named inside; `place` the one the body belongs to.
    """

    start: int
    end: int
    kind: str
    text: str
    place: Place | None = None
    lacks: str = ""
    parent: Body | None = None
    places: list[Place] = field(default_factory=list)
    head: str = ""
    more: list[Body] = field(default_factory=list)
    borrowed: bool = False

    @property
    def generic(self) -> bool:
        """Names no one body by itself: "UBND huyện", "Đảng ủy"; a field in the name is enough: "Sở Nội vụ"."""
        if self.kind in {"ban-dang", "uy-ban-kiem-tra", "so", "ban-can-su", "mttq", "doan-the"}:
            return self.lacks not in _OF_ONE_UNIT
        if self.kind == "cong-an" and self.parent is not None:
            return False  # "phòng Cảnh sát môi trường Công an tỉnh"
        return self.borrowed or self.lacks not in {"", "province"}

    @property
    def host(self) -> Body:
        """The innermost body that this one's name hangs on (itself, if on none)."""
        body = self
        while body.parent is not None:
            body = body.parent
        return body
