"""A small world for the tests of the graph: three secretaries and a merger in Hải Lăng, and means to say more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kg.graph.passages import Register
from kg.model import (
    Article,
    Body,
    Change,
    Containment,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Link,
    Person,
    Position,
    Resolution,
    Status,
    Unit,
)

DAY = date(2022, 1, 28)
END = date(2025, 6, 30)
REGISTER = Register(since=date(2019, 10, 6), issued=date(2025, 7, 1))

UNITS = [
    Unit("quang-tri-45", "Quảng Trị", "tinh", "45", None, None, END),
    Unit("quang-tri-44-20250701", "Quảng Trị", "tinh", "44", None, date(2025, 7, 1)),
    Unit("hai-lang-470", "Hải Lăng", "huyen", "470", "quang-tri-45", None, END),
    Unit("hai-vinh-19699", "Hải Vĩnh", "xa", "19699", "hai-lang-470", None, date(2019, 12, 31)),
    Unit("hai-xuan-19690", "Hải Xuân", "xa", "19690", "hai-lang-470", None, date(2019, 12, 31)),
    Unit("hai-hung-19699-20200101", "Hải Hưng", "xa", "19699", "hai-lang-470", date(2020, 1, 1), END),
    Unit("hai-an-19684", "Hải An", "xa", "19684", "hai-lang-470", None, END),
    Unit("hai-quy-19693", "Hải Quy", "xa", "19693", "hai-lang-470", None, END),
    Unit("vinh-dinh-19699-20250701", "Vĩnh Định", "xa", "19699", "quang-tri-44-20250701", date(2025, 7, 1)),
    Unit("x-tan-lap.hai-lang", "Tân Lập", "xa", None, "hai-lang-470"),
    Unit("x-tan-hoa.hai-lang", "Tân Hòa", "xa", None, "hai-lang-470"),
    Unit("x-tan-lap-phuong.hai-lang", "Tân Lập", "phuong", None, "hai-lang-470"),
]
LINEAGE = (
    ("hai-vinh-19699", "hai-hung-19699-20200101", "2020-01-01", True),
    ("hai-xuan-19690", "hai-hung-19699-20200101", "2020-01-01", True),
    ("hai-hung-19699-20200101", "vinh-dinh-19699-20250701", "2025-07-01", True),
    ("hai-quy-19693", "vinh-dinh-19699-20250701", "2025-07-01", True),
)
BODIES = [
    Body("cap-uy.hai-hung-19699-20200101", "Đảng ủy xã Hải Hưng", "cap-uy", "hai-hung-19699-20200101"),
    Body("cap-uy.hai-an-19684", "Đảng ủy xã Hải An", "cap-uy", "hai-an-19684"),
    Body("cap-uy.hai-lang-470", "Huyện ủy Hải Lăng", "cap-uy", "hai-lang-470"),
    Body("ubnd.hai-an-19684", "UBND xã Hải An", "ubnd", "hai-an-19684"),
    Body("cong-an.hai-an-19684", "Công an xã Hải An", "cong-an", "hai-an-19684"),
    Body("cong-ty.x", "Công ty Mẫu", "cong-ty"),
]
PERSONS = [
    Person("cap-huu-chieu-737f35", "Cáp Hữu Chiểu", ("Chiểu",)),
    Person("phan-thanh-chung-42f7b5", "Phan Thành Chung"),
    Person("le-the-quang-595223", "Lê Thế Quảng"),
    Person("tran-thi-mau-f21206", "Trần Thị Mẫu"),
]
_TYPE_WORDS = {"tinh": "tỉnh", "huyen": "huyện", "xa": "xã", "phuong": "phường"}
UNIT_NAMES = {f"{_TYPE_WORDS[u.kind]} {u.name}": u.id for u in reversed(UNITS)}


@dataclass
class Story:
    """An article in the making: each method adds a sentence and the fact that it states."""

    id: str = "hai-lang"
    published: date | None = DAY
    url: str | None = "https://baoquangtri.vn/bai.html?id=1"
    title: str | None = None
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    containments: list[Containment] = field(default_factory=list)

    def sentence(self, quote: str) -> Evidence:
        start = len(self.text)
        self.text += quote + "\n"
        return Evidence(start, start + len(quote), quote)

    def entity(self, type: EntityType, name: str, *aliases: str, **more: Any) -> Story:
        confidence = more.pop("confidence", 0.9)
        self.entities.append(Entity(type, name, aliases, self.sentence(name), "mention", confidence, **more))
        return self

    def post(self, person: str, role: str, body: str, status: Status = "current", **more: Any) -> Story:
        quote = more.pop("quote", f"{role} {body} {person} ({status}) cho biết.")
        confidence = more.pop("confidence", 0.95)
        self.positions.append(
            Position(person, role, body, None, status, self.sentence(quote), "post", confidence, "cap-uy", **more)
        )
        return self

    def change(self, kind: Any, old: tuple[str, ...], new: tuple[str, ...], **more: Any) -> Story:
        quote = more.pop("quote", f"{kind}: {', '.join(old)} → {', '.join(new)}.")
        confidence = more.pop("confidence", 0.95)
        self.changes.append(Change(kind, old, new, self.sentence(quote), "change", confidence, **more))
        return self

    def inside(self, child: str, parent: str, confidence: float = 0.9) -> Story:
        evidence = self.sentence(f"{child}, {parent}")
        self.containments.append(Containment(child, parent, evidence, "containment", confidence))
        return self

    def done(self) -> Extraction:
        article = Article(self.id, self.text, self.title, self.published, self.url, "Báo Quảng Trị")
        facts = tuple(self.positions), tuple(self.changes), tuple(self.containments)
        return Extraction(article, tuple(self.entities), *facts)


def resolved(*extractions: Extraction, lineage: Any = LINEAGE) -> Resolution:
    """What the names of the articles are, in this world."""
    ids = [x.article.id for x in extractions]
    return Resolution(
        {(a, name): Link(id, 1.0) for a in ids for name, id in UNIT_NAMES.items()},
        {(a, b.name): Link(b.id, 1.0) for a in ids for b in BODIES},
        {(a, p.name): Link(p.id, 1.0) for a in ids for p in PERSONS},
        {u.id: u for u in UNITS},
        {b.id: b for b in BODIES},
        {p.id: p for p in PERSONS},
        lineage,
    )


def hai_lang() -> Extraction:
    """An article of January 2022 as the extraction gives it: three secretaries, a merger, a by-line."""
    story = Story(title="Nêu cao trách nhiệm người đứng đầu")
    story.entity("LOC", "xã Hải Hưng", "Hải Hưng", kind="xa").entity("ORG", "Huyện ủy Hải Lăng", kind="cap-uy")
    story.entity("PER", "Cáp Hữu Chiểu").entity("PER", "Trần Thị Mẫu").entity("PER", "Hiếu Giang", byline=True)
    story.post("Cáp Hữu Chiểu", "Bí thư", "Đảng ủy xã Hải Hưng")
    story.post("Phan Thành Chung", "Bí thư", "Đảng ủy xã Hải An")
    story.post("Lê Thế Quảng", "Bí thư", "Huyện ủy Hải Lăng")
    story.change("merge", ("xã Hải Vĩnh", "xã Hải Xuân"), ("xã Hải Hưng",), effective="2020")
    story.inside("xã Hải Hưng", "huyện Hải Lăng").inside("xã Hải An", "tỉnh Quảng Trị")
    return story.done()
