"""Make graphs for tests of the page: a small one, a district, a province, a hostile one. All names are invented.

The triples use the terms of the ontology with the derived layer in place, each article in a graph of its own, as the
store has them. The same arguments always give the same graph.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.text import slug

Days = tuple[str | None, str | None]
BASE = "https://w3id.org/vnkg/"
ID = BASE + "id/"
NS = {
    "kg": BASE + "ns#",
    "code": BASE + "code/",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ROLES = {"bi-thu": "Bí thư", "pho-bi-thu": "Phó Bí thư", "chu-tich": "Chủ tịch", "pho-chu-tich": "Phó Chủ tịch"}
BODIES = {"cap-uy": "Đảng ủy", "ubnd": "UBND", "hdnd": "HĐND", "mttq": "Ủy ban MTTQ Việt Nam"}
KINDS = {"cap-uy": "cấp ủy", "ubnd": "ủy ban nhân dân", "hdnd": "hội đồng nhân dân", "mttq": "ủy ban MTTQ Việt Nam"}
TYPES = {"tinh": "tỉnh", "huyen": "huyện", "thi-xa": "thị xã", "xa": "xã", "phuong": "phường", "thi-tran": "thị trấn"}
_LINES = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
NAMES = {key: words.strip().split(", ") for key, words in (line.split(":") for line in _LINES if line[:1] != "#")}


def iri(short: str) -> NamedNode:
    prefix, _, name = short.partition(":")
    return NamedNode(NS[prefix] + name) if prefix in NS else NamedNode(ID + short)


class Maker:
    """Writes things and facts into a store; keeps count of nodes."""

    def __init__(self, seed: int = 1) -> None:
        self.store = Store()
        self.random = random.Random(seed)
        self.nodes = 0
        self.used: set[str] = set()
        self.articles: list[tuple[str, str]] = []

    def put(self, subject: str, predicate: str, value: str | NamedNode | Literal, graph: str = "g/facts") -> None:
        obj = Literal(value, language="vi") if isinstance(value, str) else value
        self.store.add(Quad(iri(subject), iri(predicate), obj, iri(graph)))

    def day(self, subject: str, predicate: str, value: str | None) -> None:
        if value:
            kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
            self.put(subject, predicate, Literal(value, datatype=iri("xsd:" + kind)))

    def window(self, subject: str, known: Days, outer: Days) -> None:
        for name, value in zip(("knownFrom", "knownUntil", "notBefore", "notAfter"), (*known, *outer), strict=True):
            self.day(subject, "kg:" + name, value)

    def unit(
        self,
        name: str,
        kind: str,
        parent: str = "",
        known: Days = (None, None),
        outer: Days = (None, None),
        key: str = "",
    ) -> str:
        self.nodes += 1
        unit = f"unit/{key or slug(name)}-{self.nodes:05d}"
        label = f"{TYPES[kind].capitalize()} {name}"
        self.put(unit, "rdf:type", iri("kg:AdminUnit"))
        self.put(unit, "rdf:type", iri("kg:Place"))
        self.put(unit, "rdfs:label", label)
        self.put(unit, "schema:alternateName", name)
        self.put(unit, "kg:unitType", iri("code:unit-" + kind))
        self.put("code:unit-" + kind, "rdfs:label", TYPES[kind], "g/ontology")
        self.put(unit, "kg:gsoCode", Literal(f"{self.nodes:05d}"))
        self.window(unit, known, outer)
        if parent:
            self.put(unit, "kg:partOf", iri(parent))
        return unit

    def body(self, kind: str, label: str, unit: str) -> str:
        self.nodes += 1
        body = f"body/{kind}.{unit.split('/')[-1]}"
        self.put(body, "rdf:type", iri("org:Organization"))
        self.put(body, "rdfs:label", label)
        self.put(body, "org:classification", iri("code:body-" + kind))
        self.put("code:body-" + kind, "rdfs:label", KINDS[kind], "g/ontology")
        if unit:
            self.put(body, "kg:ofUnit", iri(unit))
        return body

    def person(self, name: str = "") -> str:
        pick = self.random.choice
        while not name or (name in self.used and self.random.random() < 0.97):
            name = f"{pick(NAMES['family'])} {pick(NAMES['middle'])} {pick(NAMES['given'])}"
        self.used.add(name)
        self.nodes += 1
        person = f"person/{slug(name)}-{self.nodes:06x}"
        self.put(person, "rdf:type", iri("foaf:Person"))
        self.put(person, "rdfs:label", name)
        return person

    def label(self, thing: str) -> str:
        found = next(self.store.quads_for_pattern(iri(thing), iri("rdfs:label"), None)).object
        assert isinstance(found, Literal)
        return found.value

    def article(self, day: str, title: str, url: str | None = None, publisher: str = "Báo Ví Dụ") -> str:
        src = f"src/{day.replace('-', '')}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
        self.put(src, "rdf:type", iri("kg:Article"))
        self.put(src, "rdfs:label", title)
        self.day(src, "dcterms:issued", day)
        link = url if url is not None else f"https://bao.example/{src.split('/')[-1]}.html"
        if link:
            self.put(src, "schema:url", Literal(link))
        paper = "body/" + slug(publisher)
        self.put(paper, "rdf:type", iri("org:Organization"))
        self.put(paper, "rdfs:label", publisher)
        self.put(paper, "org:classification", iri("code:body-press"))
        self.put(src, "schema:publisher", iri(paper))
        return src

    def evidence(
        self,
        fact: str,
        src: str,
        quote: str,
        *,
        confidence: float = 0.97,
        modality: str = "asserted",
        as_of: str | None = None,
        stated: str | None = None,
        start: int = 0,
        rule: str = "title-body-name",
    ) -> None:
        ev = f"ev/{src.split('/')[-1]}.{start}.{hashlib.sha256((fact + quote).encode()).hexdigest()[:6]}"
        graph = "g/" + src
        self.put(fact, "kg:evidence", iri(ev), graph)
        self.put(ev, "rdf:type", iri("kg:Evidence"), graph)
        self.put(ev, "dcterms:source", iri(src), graph)
        self.put(ev, "kg:quote", Literal(quote), graph)
        self.put(ev, "kg:start", Literal(start), graph)
        self.put(ev, "kg:end", Literal(start + len(quote)), graph)
        self.put(ev, "kg:confidence", Literal(str(confidence), datatype=iri("xsd:decimal")), graph)
        self.put(ev, "kg:modality", iri("code:said-" + modality), graph)
        self.put(ev, "kg:rule", Literal(rule), graph)
        self.day(ev, "kg:asOf", as_of)
        self.day(ev, "kg:statedDate", stated)

    def tenure(
        self,
        person: str,
        role: str,
        body: str,
        src: str,
        *,
        day: str,
        until: str = "",
        quote: str = "",
        outer: Days = (None, None),
        status: str = "reported",
        confidence: float = 0.97,
        start: str | None = None,
    ) -> str:
        post = f"post/{role}.{body.split('/')[-1]}"
        self.put(post, "rdf:type", iri("org:Post"))
        self.put(post, "rdfs:label", f"{ROLES[role]} {self.label(body)}")
        self.put(post, "org:postIn", iri(body))
        self.put(post, "org:role", iri("code:role-" + role))
        self.put("code:role-" + role, "rdfs:label", ROLES[role], "g/ontology")
        fact = f"tenure/{person.split('/')[-1]}.{post.split('/')[-1]}"
        self.put(fact, "rdf:type", iri("kg:Tenure"))
        self.put(fact, "rdfs:label", f"{self.label(person)}: {ROLES[role]} {self.label(body)}")
        self.put(fact, "org:member", iri(person))
        self.put(fact, "kg:post", iri(post))
        self.put(fact, "kg:status", iri("code:fact-" + status))
        self.day(fact, "kg:startDate", start)
        self.window(fact, (day, until or day), outer)
        quote = (
            quote
            or f"Đồng chí {self.label(person)}, {ROLES[role]} {self.label(body)}, chủ trì cuộc họp thu mua nông sản."
        )
        self.evidence(fact, src, quote, as_of=day, confidence=confidence, start=self.random.randrange(200, 4000))
        return fact

    def merge(
        self,
        old: Iterable[str],
        new: str,
        src: str,
        *,
        date: str,
        quote: str = "",
        law: str = "",
        status: str = "reported",
        kind: str = "merge",
    ) -> str:
        fact = f"change/{kind}.{new.split('/')[-1]}"
        self.put(fact, "rdf:type", iri("kg:UnitChange"))
        names = [self.label(u).split(" ", 1)[1] for u in old]
        self.put(fact, "rdfs:label", f"{' + '.join(names)} → {self.label(new).split(' ', 1)[1]}")
        self.put(fact, "kg:changeType", iri("code:change-" + kind))
        self.put("code:change-merge", "rdfs:label", "nhập thành đơn vị mới", "g/ontology")
        for unit in old:
            self.put(fact, "kg:oldUnit", iri(unit))
            self.put(unit, "kg:successor", iri(new))
        self.put(fact, "kg:newUnit", iri(new))
        self.day(fact, "kg:date", date)
        self.put(fact, "kg:status", iri("code:fact-" + status))
        if law:
            text = "src/" + slug(law)
            self.put(text, "rdf:type", iri("schema:Legislation"))
            self.put(text, "rdfs:label", law)
            self.put(fact, "kg:legalBasis", iri(text))
        listed = " và ".join(self.label(u) for u in old)
        quote = quote or f"{self.label(new)} được thành lập trên cơ sở nhập {listed} từ năm {date[:4]}."
        self.evidence(fact, src, quote, stated=date, rule="merged-from", start=self.random.randrange(200, 4000))
        return fact

    def place_name(self) -> str:
        while True:
            name = f"{self.random.choice(NAMES['first'])} {self.random.choice(NAMES['second'])}"
            if name.split()[0] != name.split()[1] and ("@" + name) not in self.used:
                self.used.add("@" + name)
                return name
            if sum(u.startswith("@") for u in self.used) > 330:
                return f"{name} {self.random.choice(NAMES['given'])}"


def small() -> Store:
    """The page's own example: two communes merged in 2020, their secretaries, two posts at one body, a doubtful one."""
    m = Maker()
    tinh = m.unit("Quảng Trị", "tinh")
    huyen = m.unit("Hải Lăng", "huyen", tinh, outer=(None, "2025-06-30"))
    vinh = m.unit("Hải Vĩnh", "xa", huyen, ("2017-03-06", "2019-12-31"), (None, "2019-12-31"))
    xuan = m.unit("Hải Xuân", "xa", huyen, ("2017-03-06", "2019-12-31"), (None, "2019-12-31"))
    hung = m.unit("Hải Hưng", "xa", huyen, ("2020-01-01", "2025-06-30"), ("2020-01-01", "2025-06-30"))
    an = m.unit("Hải An", "xa", huyen, ("2017-03-06", "2025-06-30"), (None, "2025-06-30"))
    dinh = m.unit("Vĩnh Định", "xa", tinh, ("2025-07-01", "2026-01-01"), ("2025-07-01", None))
    huyen_uy = m.body("cap-uy", "Huyện ủy Hải Lăng", huyen)
    dang_uy = m.body("cap-uy", "Đảng ủy xã Hải Hưng", hung)
    ubnd = m.body("ubnd", "UBND xã Hải Hưng", hung)
    dang_uy_an = m.body("cap-uy", "Đảng ủy xã Hải An", an)
    for body in (dang_uy, dang_uy_an):
        m.put(body, "org:subOrganizationOf", iri(huyen_uy))
    a = m.article("2022-01-28", "Người đứng đầu cấp ủy ở Hải Lăng", publisher="Báo Quảng Trị")
    chieu = m.person("Cáp Hữu Chiểu")
    m.tenure(chieu, "bi-thu", dang_uy, a, day="2022-01-28", outer=("2020-01-01", "2025-06-30"),
             quote="Bí thư Đảng ủy xã Hải Hưng Cáp Hữu Chiểu cho biết xã vừa làm xong 22 công trình.")  # fmt: skip
    m.tenure(m.person("Phan Thành Chung"), "bi-thu", dang_uy_an, a, day="2022-01-28",
             quote="Bí thư Đảng ủy xã Hải An Phan Thành Chung cho biết bà con đã đồng thuận.")  # fmt: skip
    m.tenure(m.person("Lê Thế Quảng"), "bi-thu", huyen_uy, a, day="2022-01-28",
             quote="Bí thư Huyện ủy Hải Lăng Lê Thế Quảng cho biết huyện giao việc rõ người.")  # fmt: skip
    b = m.article("2024-03-15", "Hội nghị xã Hải Hưng (bài mẫu)", url="")
    mau = m.person("Hoà Thị Mẫu")
    m.tenure(mau, "chu-tich", ubnd, b, day="2024-03-15", outer=("2020-01-01", "2025-06-30"), start="2023-06")
    m.tenure(mau, "pho-chu-tich", ubnd, b, day="2021-05-20", outer=("2020-01-01", "2023-05-31"))
    m.tenure(m.person("Lê Văn Mẫu"), "pho-bi-thu", dang_uy, b, day="2024-03-15", status="doubtful", confidence=0.35,
             quote="Cùng dự có đồng chí Lê Văn Mẫu, Phó Bí thư.")  # fmt: skip
    m.merge((vinh, xuan), hung, a, date="2020", law="Nghị quyết số 832/NQ-UBTVQH14",
            quote="Xã Hải Hưng mới được thành lập trên cơ sở sáp nhập xã Hải Vĩnh, xã Hải Xuân năm 2020.")  # fmt: skip
    m.merge((hung,), dinh, b, date="2025-07-01", law="Nghị quyết số 1680/NQ-UBTVQH15")
    return m.store


def province(size: int = 2000, districts: int = 8, seed: int = 7) -> Store:
    """About `size` nodes: a province, its districts and communes, their bodies and people, mergers of 2020 and 2025."""
    m = Maker(seed)
    tinh = m.unit("Trung Hải", "tinh")
    days = [f"{y}-{mth:02d}-{d:02d}" for y in range(2016, 2026) for mth, d in ((2, 14), (6, 5), (10, 21))]
    papers = ["Báo Trung Hải", "Báo Ví Dụ", "Đài PT-TH Trung Hải"]
    arts = [
        m.article(d, f"Hội nghị công tác quý, ngày {d[8:]}/{d[5:7]}/{d[:4]}", publisher=m.random.choice(papers))
        for d in days
    ]
    when = dict(zip(arts, days, strict=True))
    top = {
        k: m.body(k, n, tinh)
        for k, n in (("cap-uy", "Tỉnh ủy Trung Hải"), ("ubnd", "UBND tỉnh Trung Hải"), ("hdnd", "HĐND tỉnh Trung Hải"))
    }
    for k, role in (
        ("cap-uy", "bi-thu"),
        ("cap-uy", "pho-bi-thu"),
        ("ubnd", "chu-tich"),
        ("ubnd", "pho-chu-tich"),
        ("hdnd", "chu-tich"),
    ):
        src = m.random.choice(arts)
        m.tenure(m.person(), role, top[k], src, day=when[src])
    per = max(1, (size - m.nodes) // districts)
    for number in range(districts):
        _district(
            m, tinh, top, NAMES["districts"][number % len(NAMES["districts"])], min(size, m.nodes + per), arts, when
        )
    return m.store


def _district(
    m: Maker, tinh: str, top: dict[str, str], name: str, goal: int, arts: list[str], when: dict[str, str]
) -> None:
    huyen = m.unit(name, "thi-xa" if name == "Mai Lĩnh" else "huyen", tinh, outer=(None, "2025-06-30"))
    kind = m.label(huyen).rsplit(name, 1)[0].strip()
    bodies = {
        k: m.body(k, n, huyen) for k, n in (("cap-uy", f"{kind} ủy {name}"), ("ubnd", f"UBND {kind.lower()} {name}"))
    }
    for k, body in bodies.items():
        m.put(body, "org:subOrganizationOf", iri(top[k]))
        for role in {"cap-uy": ("bi-thu", "pho-bi-thu"), "ubnd": ("chu-tich", "pho-chu-tich")}[k]:
            src = m.random.choice(arts)
            m.tenure(m.person(), role, body, src, day=when[src])
    people: list[str] = []
    communes: list[str] = []
    while m.nodes < goal - 4:
        communes.append(_commune(m, huyen, bodies, arts, when, people))
    if len(communes) > 3:
        old = communes[:3]
        new = m.unit(m.place_name(), "xa", tinh, ("2025-07-01", "2025-12-31"), ("2025-07-01", None))
        m.merge(old, new, arts[-1], date="2025-07-01", law="Nghị quyết số 9999/NQ-UBTVQH15")


def _commune(
    m: Maker, huyen: str, above: dict[str, str], arts: list[str], when: dict[str, str], people: list[str]
) -> str:
    merged = m.random.random() < 0.3
    name, kind = m.place_name(), m.random.choice(["xa"] * 8 + ["thi-tran", "phuong"])
    since = "2020-01-01" if merged else None
    unit = m.unit(name, kind, huyen, (since or "2016-01-01", "2025-06-30"), (since, None))
    if merged:
        old = [
            m.unit(m.place_name(), "xa", huyen, ("2016-01-01", "2019-12-31"), (None, "2019-12-31"))
            for _ in range(m.random.choice((2, 2, 3)))
        ]
        m.merge(old, unit, m.random.choice(arts[13:]), date="2020-01-01", law="Nghị quyết số 8888/NQ-UBTVQH14")
    for k in m.random.sample(["cap-uy", "ubnd", "hdnd", "mttq"], m.random.choice((1, 2, 2, 3))):
        body = m.body(k, f"{BODIES[k]} {m.label(unit)[0].lower()}{m.label(unit)[1:]}", unit)
        if k in above:
            m.put(body, "org:subOrganizationOf", iri(above[k]))
        for role in {"cap-uy": ("bi-thu", "pho-bi-thu"), "ubnd": ("chu-tich", "pho-chu-tich")}.get(k, ("chu-tich",)):
            src = m.random.choice(arts[12:] if merged else arts)
            who = m.random.choice(people) if people and m.random.random() < 0.16 else m.person()
            people.append(who)
            m.tenure(who, role, body, src, day=when[src], outer=(since, None))
    return unit


def district(size: int = 300) -> Store:
    """About `size` nodes in five districts of one province."""
    return province(size, districts=5, seed=11)


ATTACKS = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=2</script>",
    "<img src=x onerror=window.hacked=3>",
    "<!--<script>",
    "javascript:window.hacked=4",
    '"><svg onload=window.hacked=5>',
    "{{7*7}} ${window.hacked=6} __proto__",
    '=HYPERLINK("http://evil.example")',
    "\u202egnoc\u2028\u2029\u0000 Ạ̣̣̣̣̣",
    "x" * 5000,
)


def hostile() -> Store:
    """Every text field holds something that would run, break out or break the page where it is not escaped."""
    m = Maker(3)
    tinh = m.unit("Quảng Trị", "tinh")
    for number, attack in enumerate(ATTACKS):
        unit = m.unit(attack, "xa", tinh, key=f"a{number}")
        old = m.unit(attack + " cũ", "xa", tinh, key=f"b{number}", outer=(None, "2019-12-31"))
        body = m.body("cap-uy", f"Đảng ủy {attack}", unit)
        src = m.article("2022-01-28", attack, url=f"javascript:window.hacked=7//{number}", publisher=attack)
        who = f"person/h{number}"
        m.put(who, "rdf:type", iri("foaf:Person"))
        m.put(who, "rdfs:label", f"Người {attack}")
        m.put(who, "schema:alternateName", attack)
        m.tenure(who, "bi-thu", body, src, day="2022-01-28", quote=f"Bí thư {attack} nói: {attack}")
        m.merge((old,), unit, src, date="2020", law=attack, quote=attack)
    m.put("code:unit-xa", "rdfs:label", Literal("<b onclick=window.hacked=8>xã</b>", language="en"), "g/ontology")
    return m.store
