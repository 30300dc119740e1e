"""The oracle for ``belief``: what is certain and arguable, enumerated day by day.

Days are integers. A *key* is a proposition that takes one value at a time, an *atom* a key with a
value. The semantics is the grounded extension of Dung (1995) and, for rules, the three-valued
reading of a stratified program (Van Gelder, Ross and Schlipf 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

Atom = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """A claim: the source, the atom that it affirms or denies, and the days."""

    name: str
    source: str
    begins: int
    atom: Atom
    affirms: bool
    attested: frozenset[int]
    presumed: frozenset[int]

    def rank(self, day: int) -> int:
        return 2 if day in self.attested else int(day in self.presumed)


@dataclass(frozen=True)
class Rule:
    """A rule: the atom that it concludes, and the atoms that must be present or absent."""

    head: Atom
    present: tuple[Atom, ...]
    absent: tuple[Atom, ...] = ()


def exclude(one: Told, other: Told) -> bool:
    if one.atom == other.atom:
        return one.affirms != other.affirms
    return one.atom[0] == other.atom[0] and one.affirms and other.affirms


def seen_beside_rivals(claims: list[Told]) -> list[Told]:
    """Let claims that overlap attest the same days, and let a later rival end a presumption."""
    found = []
    for mine in claims:
        attested, presumed = set(mine.attested), set(mine.presumed)
        for other in claims if mine.presumed and mine.attested else ():
            if not exclude(mine, other) or not other.attested:
                continue
            if mine.attested & other.attested:
                attested |= mine.presumed & other.attested
            elif min(other.attested) > max(mine.attested):
                presumed = {day for day in presumed if day < min(other.attested)}
        days = frozenset(attested), frozenset(presumed - attested)
        found.append(Told(mine.name, mine.source, mine.begins, mine.atom, mine.affirms, *days))
    return found


def outweighs(one: Told, other: Told, day: int) -> bool:
    if one.rank(day) != other.rank(day):
        return one.rank(day) > other.rank(day)
    return one.source == other.source and one.begins > other.begins


def accepted(claims: list[Told], day: int) -> tuple[set[Told], set[Told]]:
    """Return the claims that are in, and those that are in or undecided."""
    live = [c for c in claims if c.rank(day)]
    attackers = {c: {o for o in live if exclude(c, o) and not outweighs(c, o, day)} for c in live}
    inside: set[Told] = set()
    outside: set[Told] = set()
    while True:
        more = {c for c in live if attackers[c] <= outside} - inside
        less = {c for c in live if attackers[c] & (inside | more)} - outside
        if not more and not less:
            return inside, set(live) - outside
        inside |= more
        outside |= less


def conclude(claims: list[Told], rules: list[list[Rule]], day: int) -> tuple[set[Atom], set[Atom]]:
    """Return the atoms that are certain on a day, and those that are arguable."""
    inside, standing = accepted(claims, day)
    yes = {c.atom for c in inside if c.affirms}
    maybe = {c.atom for c in standing if c.affirms}
    for stratum in rules:
        while True:
            more = {
                r.head for r in stratum if {*r.present} <= yes and not {*r.absent} & maybe
            } - yes
            wider = {
                r.head for r in stratum if {*r.present} <= maybe and not {*r.absent} & yes
            } - maybe
            if not more and not wider:
                break
            yes |= more
            maybe |= wider
    return yes, maybe
