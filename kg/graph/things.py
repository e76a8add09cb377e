"""People, units, bodies and posts as nodes with their names: whatever a fact or an article refers to."""

from __future__ import annotations

from kg.graph import iri
from kg.graph.ledger import Ledger
from kg.graph.names import bare_name, law_name, one_line, post_name, unit_name
from kg.graph.registered import Register
from kg.graph.windows import Window
from kg.graph.writer import DERIVED, Node, Writer, vietnamese
from kg.model import Body, Resolution, Unit
from kg.text import capital, key
from kg.vocabulary import CODE, FOAF, KG, ORG, SCHEMA, named_code, ontology


class Things:
    """Writes each thing once, when something first refers to it; all of it goes to the derived graph."""

    def __init__(self, w: Writer, ledger: Ledger, resolution: Resolution, register: Register) -> None:
        self._w, self._ledger, self._resolution, self._register = w, ledger, resolution, register
        self._written: set[tuple[str, str]] = set()
        self.units: set[str] = set()

    def mention(self, kind: str, id: str) -> None:
        {"person": self.person, "unit": self.unit, "body": self.body}[kind](id)

    def person(self, id: str) -> str:
        """Writes the person; gives the name."""
        person = self._resolution.persons[id]
        if self._first("person", id):
            node = iri.person(id)
            self._w.thing(DERIVED, node, one_line(person.name), FOAF.Person)
            self._others(node, one_line(person.name), person.aliases)
        return one_line(person.name)

    def unit(self, id: str) -> Unit:
        """Writes the unit and those above it; gives it."""
        unit = self._resolution.units[id]
        if self._first("unit", id):
            self.units.add(id)
            node = iri.unit(id)
            self._w.thing(DERIVED, node, unit_name(unit), KG.AdminUnit, KG.Place)
            self._w.add(DERIVED, node, KG.unitType, named_code(f"unit-{unit.kind}").iri)
            self._w.add(DERIVED, node, KG.gsoCode, unit.code)
            seen = [a for a in sorted(self._ledger.aliases.get(("unit", id), ())) if any(c.isupper() for c in a)]
            self._others(node, unit_name(unit), (bare_name(unit), *seen))
            for parent in {unit.parent, *(parent for parent, _ in self._register.stays(unit))}:
                if parent and parent in self._resolution.units:
                    self.unit(parent)
        return unit

    def body(self, id: str) -> str:
        """Writes the body and its unit; gives its name."""
        body = self._resolution.bodies[id]
        name = capital(one_line(body.name))
        if self._first("body", id):
            node = iri.body(id)
            self._w.thing(DERIVED, node, name, ORG.Organization)
            self._w.add(DERIVED, node, ORG.classification, _body_code(body))
            if unit := self.unit_of(id):
                self.unit(unit)
                self._w.add(DERIVED, node, KG.ofUnit, iri.unit(unit))
            self._others(node, name, _written_otherwise(name, body.kind))
        return name

    def post(self, role: str, body_id: str) -> str:
        """Writes the post, its body and its role; gives the post's name."""
        body = self.body(body_id)
        label = self._ledger.roles[role]
        name = post_name(label, body)
        if self._first("post", f"{role}.{body_id}"):
            node = iri.post(role, body_id)
            self._w.thing(DERIVED, node, name, ORG.Post)
            self._w.add(DERIVED, node, ORG.postIn, iri.body(body_id))
            self._w.add(DERIVED, node, ORG.role, self.role(role))
            if unit := self.unit_of(body_id):
                self._w.add(DERIVED, node, KG.ofUnit, iri.unit(unit))
        return name

    def role(self, name: str) -> Node:
        """The role's code; one that no list has becomes a role of its own."""
        if f"role-{name}" in ontology().codes:
            return CODE[f"role-{name}"]
        node = iri.role(name)
        if self._first("role", name):
            self._w.thing(DERIVED, node, self._ledger.roles[name], ORG.Role)
        return node

    def law(self, number: str) -> Node:
        """Writes a legal act known by its number."""
        node = iri.source(iri.law_name(number))
        if self._first("law", node.value):
            self._w.thing(DERIVED, node, law_name(number), SCHEMA.Legislation)
            self._w.add(DERIVED, node, SCHEMA.legislationIdentifier, number)
        return node

    def unit_of(self, body_id: str) -> str | None:
        unit = self._resolution.bodies[body_id].unit
        return unit if unit in self._resolution.units else None

    def life(self, unit_id: str | None) -> Window:
        """The days on which a unit exists."""
        if unit_id is None:
            return Window()
        return self._register.life(self._resolution.units[unit_id])

    def _first(self, kind: str, id: str) -> bool:
        if (kind, id) in self._written:
            return False
        self._written.add((kind, id))
        return True

    def _others(self, node: Node, label: str, names: tuple[str, ...]) -> None:
        seen = {key(label)}
        for name in names:
            if key(name) not in seen:
                seen.add(key(name))
                self._w.add(DERIVED, node, SCHEMA.alternateName, vietnamese(one_line(name)))


def _body_code(body: Body) -> Node:
    codes = ontology().codes
    return codes[name].iri if (name := f"body-{body.kind}") in codes else CODE["body-co-quan"]


def _written_otherwise(name: str, kind: str) -> tuple[str, ...]:
    """The name with its kind spelt out or abbreviated: "UBND xã Hải An" ↔ "Ủy ban nhân dân xã Hải An"."""
    code = ontology().codes.get(f"body-{kind}")
    if code is None or code.notation is None:
        return ()
    for head, other in ((code.notation, capital(code.label)), (code.label, code.notation)):
        if key(name).startswith(key(head) + " "):
            return (f"{other} {name[len(head) :].strip()}",)
    return ()
