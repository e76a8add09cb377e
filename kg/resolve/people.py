"""Tells people apart: one person per article and name; across articles only where name, post and time agree.

Blocks by the exact name (tones count), and within a block joins only through a body, a unit, a year of birth or a
career that fits, so that the work grows with the number of mentions. Whoever is not joined stays a person of his own,
with the namesakes as candidates. The user's judgements go before all of it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from kg.model import Extraction, Link, Person
from kg.resolve import births
from kg.resolve.bodies import Bodies
from kg.resolve.clusters import Cluster, identify, name_of, person_id, tags_of
from kg.resolve.decisions import Decisions, Outcome
from kg.resolve.groups import Groups
from kg.resolve.judged import merge_judged
from kg.resolve.mentions import Mention, Reader, name_key
from kg.resolve.places import Places
from kg.resolve.shares import CROWD, DISTRICT, PROVINCE, tells
from kg.text import slug

__all__ = ["People", "find_people", "person_id"]

# How many years may lie between two articles on one holder of a post, on one who leads a unit, and on one career.
SAME_BODY, SAME_UNIT, CAREER = 12, 10, 6
# How sure the weakest link of a person is.
SCORES = {
    "judged": 1.0,
    "body": 0.95,
    "born": 0.9,
    "unit": 0.85,
    "rank": 0.8,
    "line": 0.8,
    "district": 0.7,
    "province": 0.65,
}
ALONE = 0.6
MOST_CANDIDATES = 5
# A person has few posts of which no article tells that they follow one another.
MOST_STEPS = 4
_NONE = Decisions()


@dataclass(slots=True)
class People:
    """`links` by (article id, name as in the extraction), `persons` by id."""

    links: dict[tuple[str, str], Link]
    persons: dict[str, Person]
    outcome: Outcome = field(default_factory=Outcome)


def find_people(
    extractions: Iterable[Extraction], places: Places, bodies: Bodies, decisions: Decisions = _NONE
) -> People:
    """Every person of the articles. The order of the articles does not matter."""
    blocks: dict[str, list[Mention]] = defaultdict(list)
    reader = Reader(places, bodies)
    for extraction in extractions:
        for mention in reader.mentions(extraction):
            blocks[name_key(mention.name)].append(mention)
    found = People({}, {})
    judged: list[Cluster] = []
    for name, mentions in sorted(blocks.items()):
        clusters = _resolve_block(name, sorted(mentions, key=lambda m: m.order), places, decisions)
        if slug(name) in decisions.slugs:
            judged += clusters
        else:
            _add_all(found, clusters)
    _add_all(found, merge_judged(judged, decisions, found.outcome))
    return found


# -- one name ----------------------------------------------------------------------------------------------------


def _resolve_block(name: str, mentions: Sequence[Mention], places: Places, decisions: Decisions) -> list[Cluster]:
    judged = slug(name) in decisions.slugs
    tags = [tags_of(name, m, decisions.local) for m in mentions] if judged else ()
    different = [(p.one, p.other) for p in decisions.of("different", "person")] if judged else ()
    groups = Groups(mentions, places.one_place, tags, different)
    if len(mentions) > 1:
        crowds = tells(name, CROWD)
        _join(mentions, groups, (lambda m: m.bodies | m.crowds) if crowds else lambda m: m.bodies, "body", places)
        _join(mentions, groups, lambda m: m.core, "unit", places)
        _join(mentions, groups, lambda m: m.ranks, "rank", places)
        _join_lines(mentions, groups, places, crowds)
        _join_births(mentions, groups)
        _join_careers(name, mentions, groups)
    members = groups.members()
    own = [[mentions[i] for i in g] for g in members]
    reasons = [groups.reasons.get(groups.top(g[0]), []) for g in members]
    clusters = [Cluster(i, name, m, r) for i, m, r in zip(identify(name, own), own, reasons, strict=True)]
    _tell_apart(clusters, groups, members, tells(name, PROVINCE))
    if judged:
        for cluster, group in zip(clusters, members, strict=True):
            cluster.also = frozenset().union(*(tags[i] for i in group))
    return clusters


_WORDS = {"body": "the same body", "unit": "leads the same unit", "rank": "the same role in the same body"}


def _join(
    mentions: Sequence[Mention], groups: Groups, what: Callable[[Mention], set[str]], how: str, places: Places
) -> None:
    """Joins those who have a thing in common within some years; who fits two that are known to be two fits none.

    Communes come first: few people have posts there, and where they are then tells them from namesakes higher up.
    """
    years = SAME_BODY if how == "body" else SAME_UNIT
    by_thing: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        for thing in what(mention):
            by_thing[thing].append(i)
    level = {thing: -places.level(thing.partition(".")[2] or thing) for thing in by_thing}
    for thing, holders in sorted(by_thing.items(), key=lambda item: (level[item[0]], item[0])):
        several = _several([mentions[i] for i in holders])
        latest: list[int] = []  # of each group the last who had it
        for j in holders:
            fits = [i for i in latest if _near(mentions[i], mentions[j], years) and not groups.barred(i, j)]
            if several:  # where two are known to have had it, only who is known to be one of them is joined
                fits = [i for i in fits if mentions[i].born and mentions[j].born]
            if len({groups.top(i) for i in fits}) == 1:
                groups.join(fits[-1], j, how, f"{_WORDS[how]}: {thing}")
            latest = [i for i in latest[-MOST_STEPS:] if groups.top(i) != groups.top(j)] + [j]


def _several(mentions: Iterable[Mention]) -> bool:
    """Whether years of birth tell that they are not all one."""
    known: births.Years | None = None
    for mention in mentions:
        if births.apart(known, mention.born):
            return True
        known = births.meet(known, mention.born)
    return False


def _join_lines(mentions: Sequence[Mention], groups: Groups, places: Places, crowds: bool) -> None:
    """Leads a unit or has a post in a body of it, and later in one that it passed into; not where two of the name had
    posts in units that became one."""
    holds: dict[tuple[str, str], list[int]] = defaultdict(list)  # by what kind of body of which unit
    for i, mention in enumerate(mentions):
        for unit in mention.core:
            holds["", unit].append(i)
        for body in mention.bodies | mention.crowds if crowds else mention.bodies:
            kind, _, unit = body.partition(".")
            holds[kind, unit].append(i)
    first = _first_days(mentions, groups)
    steps = []
    for (kind, old), before in sorted(holds.items()):
        for new in places.successors.get(old, ()):
            if not (after := holds.get((kind, new))):
                continue
            i, j = before[-1], after[0]
            day, later = mentions[i].day, mentions[j].day
            if (
                day
                and later
                and day <= later
                and _near(mentions[i], mentions[j], CAREER)
                and first[groups.top(j)] >= day
            ):
                steps.append((i, j, f"{kind or 'leads'} {old} and then {new}, which it passed into"))
    olds, news = defaultdict(set), defaultdict(set)
    for i, j, _ in steps:
        olds[groups.top(j)].add(groups.top(i))
        news[groups.top(i)].add(groups.top(j))
    clear = [s for s in steps if len(olds[groups.top(s[1])]) == 1 and len(news[groups.top(s[0])]) == 1]
    for i, j, reason in clear:
        groups.join(i, j, "line", reason)


def _first_days(mentions: Sequence[Mention], groups: Groups) -> dict[int, date]:
    """The first day of each group: who had a post elsewhere before came from there."""
    found: dict[int, date] = {}
    for i, mention in enumerate(mentions):
        top = groups.top(i)
        found[top] = min(found.get(top, date.max), mention.day or date.max)
    return found


def _join_births(mentions: Sequence[Mention], groups: Groups) -> None:
    """One name, one year of birth, one province: one person, unless other years could be meant."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        if mention.born and mention.born[0] == mention.born[1]:
            for province in mention.provinces:
                found[province, mention.born[0]].append(i)
    for (province, year), same in sorted(found.items()):
        for i, j in itertools.pairwise(same):
            groups.join(i, j, "born", f"born in {year}, posts in {province}")


def _join_careers(name: str, mentions: Sequence[Mention], groups: Groups) -> None:
    """Posts one after the other in one district, then in one province, with a move that is told, are one career: if the
    name is so rare that no other there is to be expected to bear it."""
    for how, people, where in (("district", DISTRICT, _districts), ("province", PROVINCE, _provinces)):
        if not tells(name, people):
            continue
        members = groups.members()
        inside: dict[str, list[int]] = defaultdict(list)
        for n, own in enumerate(members):
            for spot in where([mentions[i] for i in own]):
                inside[spot].append(n)
        for spot, ns in sorted(inside.items()):
            if 2 <= len(ns) <= MOST_STEPS:
                _join_career(mentions, [members[n] for n in ns], groups, how, spot)


def _join_career(
    mentions: Sequence[Mention], members: Sequence[Sequence[int]], groups: Groups, how: str, spot: str
) -> None:
    """Joins groups of one name in one place, if no two of them were there at one time."""
    order = sorted((_span([mentions[i] for i in own]), own) for own in members)
    steps = list(itertools.pairwise(order))
    if any(end >= begin or begin == date.max for ((_, end), _), ((begin, _), _) in steps):
        return  # two posts at one time may be two people
    for ((_, end), own), ((begin, _), next_own) in steps:
        told = any(mentions[i].moves for i in (*own[-2:], *next_own[:2]))
        if told and (begin - end).days <= 366 * CAREER:
            reason = f"one post after the other in {spot}, where no other is expected to have the name"
            groups.join(own[0], next_own[0], how, reason)


# -- namesakes ---------------------------------------------------------------------------------------------------


def _tell_apart(clusters: Sequence[Cluster], groups: Groups, members: Sequence[Sequence[int]], rare: bool) -> None:
    """Gives each person the namesakes that may be he, with reasons and how likely it is."""
    for n, near in enumerate(_namesakes(clusters)):
        for m in near:
            if not (barred := groups.barred(members[n][0], members[m][0])):
                clusters[n].others[clusters[m].id] = _why_apart(clusters[n], clusters[m], rare)
            else:
                clusters[n].apart[clusters[m].id] = barred


def _namesakes(clusters: Sequence[Cluster]) -> list[list[int]]:
    """For each person a few of the others of the name, those of the same district or province first."""
    inside: dict[str, list[int]] = defaultdict(list)
    spots = [(sorted(_districts(c.mentions)), sorted(_provinces(c.mentions))) for c in clusters]
    for n, (districts, provinces) in enumerate(spots):
        for spot in (*districts, *provinces):
            inside[spot].append(n)
    found = []
    for n, (districts, provinces) in enumerate(spots):
        close = [m for spot in (*districts, *provinces) for m in inside[spot][: MOST_CANDIDATES + 1]]
        order = dict.fromkeys([*close, *range(min(len(clusters), MOST_CANDIDATES + 1))])
        found.append([m for m in order if m != n][:MOST_CANDIDATES])
    return found


def _why_apart(own: Cluster, other: Cluster, rare: bool) -> tuple[str, float]:
    """Why two of one name are not taken for one, and how likely it is all the same (0 to 1)."""
    districts = _districts(own.mentions) & _districts(other.mentions)
    provinces = _provinces(own.mentions) & _provinces(other.mentions)
    score = 0.25 * rare + (0.3 if districts else 0.15 if provinces else 0)
    (_, end), (begin, _) = sorted((_span(own.mentions), _span(other.mentions)))
    score += 0.1 * (end < begin) + 0.1 * any(m.moves for m in (*own.mentions, *other.mentions))
    if districts:
        why = f"posts in one district ({min(districts)}), but nothing says that one man held them"
    elif _districts(own.mentions) and _districts(other.mentions):
        two = min(_districts(own.mentions)), min(_districts(other.mentions))
        why = f"posts in different districts ({two[0]}, {two[1]})"
    elif provinces:
        why = f"posts in one province ({min(provinces)}), but nothing says that one man held them"
    else:
        why = "no body, unit or district in common"
    return why, round(score, 2)


def _districts(mentions: Iterable[Mention]) -> set[str]:
    return {d for m in mentions for d in m.districts}


def _provinces(mentions: Iterable[Mention]) -> set[str]:
    return {p for m in mentions for p in m.provinces}


def _span(mentions: Sequence[Mention]) -> tuple[date, date]:
    """The first and last day of the articles; without any day after all others."""
    days = [m.day for m in mentions if m.day]
    return (min(days), max(days)) if days else (date.max, date.max)


def _near(a: Mention, b: Mention, years: int) -> bool:
    return not (a.day and b.day) or abs((a.day - b.day).days) <= 366 * years


# -- result ------------------------------------------------------------------------------------------------------


def _add_all(found: People, clusters: Iterable[Cluster]) -> None:
    for cluster in clusters:
        _add(found, cluster)


def _add(found: People, cluster: Cluster) -> None:
    hows = {how for how, _ in cluster.reasons}
    score = min((SCORES[h] for h in hows), default=ALONE) - 0.05 * bool(cluster.others)
    articles = len({m.article for m in cluster.mentions})
    told = sorted({f"{reason} ({SCORES[how]:g})" for how, reason in cluster.reasons})
    told = told or ["named in one article only"] * (articles == 1)
    told += [f"may be {i} ({likely:g}): {why}" for i, (why, likely) in sorted(cluster.others.items())]
    told += [f"not {i}: {why}" for i, why in sorted(cluster.apart.items())]
    name = name_of(cluster.mentions)
    aliases = sorted({s for m in cluster.mentions for s in m.spellings} - {name})
    found.persons[cluster.id] = Person(cluster.id, name, tuple(aliases))
    likely = sorted(cluster.others, key=lambda i: (-cluster.others[i][1], i))
    link = Link(cluster.id, round(score, 2), tuple(told), tuple(likely))
    for mention in cluster.mentions:
        found.links |= {(mention.article, s): link for s in sorted(mention.spellings)}
