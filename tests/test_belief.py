"""Claims that cannot all be right: what is certain, what is arguable, and the conclusions."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from belief_model import Rule as ModelRule
from belief_model import Told, conclude, seen_beside_rivals
from cases import invented, schema
from derivations import difference
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf
from said import HEAD, Notes, interest, posture

from kg.analysis.brief import make_brief
from kg.analysis.dyad import find_dyad
from kg.model import terms
from kg.model.intervals import ALWAYS, NEVER, Interval, IntervalSet
from kg.model.terms import ent
from kg.render import render
from kg.rules.columns import fact_table
from kg.rules.evaluate import derive
from kg.rules.retraction import Retraction, retract
from kg.rules.rule import Rule, make_rule
from kg.store.belief.argument import Testimony as Spoken
from kg.store.belief.argument import grounded, looked
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.query_file import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.rules.inference import Inference

pytestmark = pytest.mark.usefixtures("as_in_a_large_graph")
DAYS = 6
FIRST = date(2001, 3, 1)
STATES = ("xaa",)
REGIONS = ("north", "south")
VALUES = {"revisionist": ent("revisionist"), "status-quo": ent("statusQuo")}
KEYS = [f"{state} {region}" for state in STATES for region in REGIONS]
ONTOLOGY = schema()
NOTE = NamedNode("urn:e:note")


@pytest.fixture(autouse=True, scope="module")
def weighed_when_read() -> Iterator[None]:
    """Weigh claims only when they are read, as in a large graph; other tests weigh all at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fact_table, "_SOON", -1)
        yield


def day(number: int) -> Literal:
    return Literal((FIRST + timedelta(number)).isoformat(), datatype=terms.DATE)


def node(name: str) -> NamedNode:
    return NamedNode(f"urn:e:{name.replace(' ', '-')}")


class Said:
    """One random claim: about a key, by a source, for some days."""

    def __init__(
        self, number: int, source: int, key: str, value: str, affirms: bool, begins: int, lasts: int
    ) -> None:
        self.name = f"claim-{number}"
        self.source = f"source-{source}"
        self.key, self.value, self.affirms = key, value, affirms
        self.begins = begins
        self.last = begins + lasts if lasts < DAYS else None  # None: open

    def __repr__(self) -> str:
        says = "says" if self.affirms else "denies"
        return f"<{self.source} {says} {self.key}: {self.value}, {self.begins} to {self.last}>"

    def quads(self) -> list[Quad]:
        claim, source, posture = node(self.name), node(self.source), node(f"posture-{self.name}")
        state, region = self.key.split()
        about = [
            Quad(claim, terms.TYPE, ent("Claim"), source),
            Quad(claim, terms.PRIMARY_SOURCE, source, source),
            Quad(claim, ent("hasModality"), ent("assessment"), source),
            Quad(claim, ent("hasPolarity"), ent("affirmed" if self.affirms else "denied"), source),
            Quad(posture, terms.TYPE, ent("Posture"), claim),
            Quad(posture, ent("isHeldBy"), node(state), claim),
            Quad(posture, ent("isTowards"), node(region), claim),
            Quad(posture, ent("hasOrientation"), VALUES[self.value], claim),
            Quad(posture, ent("start"), day(self.begins), claim),
        ]
        if self.last is not None:
            about.append(Quad(posture, ent("end"), day(self.last), claim))
        return about

    def told(self, written: Sequence[tuple[int, int]]) -> Told:
        """Convert the claim for the model; an open one is attested until its source was written."""
        until = written[int(self.source[-1])][1]
        last = DAYS + 2 if self.last is None else self.last
        every = frozenset(range(self.begins, last + 1))
        seen = every
        if self.last is None and self.begins <= until:
            seen = frozenset(number for number in every if number <= until)
        atom = (self.key, self.value)
        return Told(self.name, self.source, self.begins, atom, self.affirms, seen, every - seen)


SAID = st.builds(
    Said,
    st.integers(0, 10**6),
    st.integers(0, 2),
    st.sampled_from(KEYS),
    st.sampled_from(sorted(VALUES)),
    st.booleans(),
    st.integers(0, DAYS - 1),
    st.integers(0, 2 * DAYS),
)
CLAIMS = st.lists(SAID, min_size=2, max_size=6, unique_by=lambda said: said.name)
WRITTEN = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, 2)).map(lambda w: (w[0], sum(w))),
    min_size=3,
    max_size=3,
)
BASE = st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted(VALUES)))
X = st.tuples(st.just("x"), st.sampled_from(sorted(VALUES)))
FIRST_STRATUM = st.builds(
    ModelRule,
    X,
    st.lists(BASE, min_size=1, max_size=2).map(tuple),
    st.lists(BASE, max_size=1).map(tuple),
)
SECOND_STRATUM = st.builds(
    ModelRule,
    st.just(("y", "status-quo")),
    st.lists(BASE | X, min_size=1, max_size=2).map(tuple),
    st.lists(BASE | X, max_size=1).map(tuple),
)
RULES = st.tuples(
    st.lists(FIRST_STRATUM, min_size=1, max_size=3), st.lists(SECOND_STRATUM, max_size=2)
)


def graph(claims: Sequence[Said], written: Sequence[tuple[int, int]]) -> Dataset:
    quads = [*ONTOLOGY]
    for number, (first, last) in enumerate(written):
        source = node(f"source-{number}")
        quads += [
            Quad(source, terms.TYPE, ent("Source"), source),
            Quad(source, ent("writtenFrom"), day(first), source),
            Quad(source, ent("writtenUntil"), day(last), source),
        ]
    return Dataset([*quads, *(quad for said in claims for quad in said.quads())])


def _pattern(atom: tuple[str, str], name: str) -> str:
    key, value = atom
    if key in ("x", "y"):
        return f"{NOTE} <urn:e:{key}> {VALUES[value]} ."
    state, region = key.split()
    return (
        f"?{name} a ent:Posture ; ent:isHeldBy {node(state)} ; ent:isTowards {node(region)} ; "
        f"ent:hasOrientation {VALUES[value]} ."
    )


def as_rules(strata: Sequence[Sequence[ModelRule]]) -> list[Rule]:
    """Translate the model's rules into SPARQL."""
    found = []
    for number, rule in enumerate(rule for stratum in strata for rule in stratum):
        body = "\n".join(_pattern(atom, f"p{n}") for n, atom in enumerate(rule.present))
        gone = "\n".join(f"FILTER NOT EXISTS {{ {_pattern(atom, 'q')} }}" for atom in rule.absent)
        header = '#+ summary: A.\n#+ because: "A."\n#+ after: "A (2000), B."\n'
        if rule.absent:
            header += '#+ unless:\n#+   - "nothing of the kind"\n'
        text = (
            f"{header}PREFIX ent: <{terms.ENT}>\n"
            f"CONSTRUCT {{ {NOTE} <urn:e:{rule.head[0]}> {VALUES[rule.head[1]]} }}\n"
            f"WHERE {{\n{body}\n{gone}\n}}\n"
        )
        found.append(make_rule(parse(f"rule-{number}", f"rule-{number}.rq", text)))
    return found


def _held(inference: Inference, claims: Sequence[Said], number: int, certain: bool) -> set[object]:
    """Return the atoms that are certain, or arguable, on a day."""
    facts, when = inference.facts, FIRST + timedelta(number)
    days = facts.validity if certain else facts.arguable
    found: set[object] = set()
    for said in claims:
        posture = node(f"posture-{said.name}")
        if said.affirms and when in days(
            Triple(posture, ent("hasOrientation"), VALUES[said.value])
        ):
            found.add((said.key, said.value))
    for name in "xy":
        for value, term in VALUES.items():
            if when in days(Triple(NOTE, node(name), term)):
                found.add((name, value))
    return found


def _as_the_model(
    claims: Sequence[Said], written: Sequence[tuple[int, int]], strata: Sequence[list[ModelRule]]
) -> None:
    inference = derive(Facts(graph(claims, written)), as_rules(strata))
    told = seen_beside_rivals([said.told(written) for said in claims])
    for number in range(DAYS + 2):
        yes, maybe = conclude(told, list(strata), number)
        assert _held(inference, claims, number, True) == yes, (claims, written, number)
        assert _held(inference, claims, number, False) == maybe, (claims, written, number)


@settings(max_examples=30, deadline=None)
@given(CLAIMS, WRITTEN, RULES)
def test_as_the_model(
    claims: list[Said], written: list[tuple[int, int]], strata: tuple[list[ModelRule], ...]
) -> None:
    _as_the_model(claims, written, strata)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(CLAIMS, WRITTEN, RULES)
def test_as_the_model_at_length(
    claims: list[Said], written: list[tuple[int, int]], strata: tuple[list[ModelRule], ...]
) -> None:
    _as_the_model(claims, written, strata)


@settings(max_examples=20, deadline=None)
@given(CLAIMS, WRITTEN, RULES, st.data())
def test_without_a_claim_as_if_it_had_not_been_made(
    claims: list[Said],
    written: list[tuple[int, int]],
    strata: tuple[list[ModelRule], ...],
    data: st.DataObject,
) -> None:
    gone = data.draw(st.sampled_from(claims))
    rules = as_rules(strata)
    whole = derive(Facts(graph(claims, written)), rules)
    rest = [said for said in claims if said is not gone]
    fresh = derive(Facts(graph(rest, written)), rules)
    less = retract(whole, [node(gone.name).value])
    assert dict(less.facts.derived) == dict(fresh.facts.derived)
    for number in range(DAYS + 2):
        for certain in (True, False):
            assert _held(less, rest, number, certain) == _held(fresh, rest, number, certain)
    loss = Retraction(whole, [node(gone.name).value])
    if loss.is_whole():
        for triple in {*whole.facts.derived, *fresh.facts.derived}:
            assert loss.validity(triple) == fresh.facts.validity(triple), triple
            assert loss.arguable(triple) == fresh.facts.arguable(triple), triple


def test_a_rule_that_had_found_nothing_is_run_again() -> None:
    """The rule names terms that were not in any table before."""
    about = ("xaa north", "revisionist")
    one, other = Said(1, 0, *about, True, 0, 0), Said(0, 0, *about, False, 1, 0)
    rules = as_rules(([ModelRule(("x", "revisionist"), (about,), (about,))], []))
    whole = derive(Facts(graph([one, other], [(0, 0)] * 3)), rules)
    fresh = derive(Facts(graph([other], [(0, 0)] * 3)), rules)
    assert dict(retract(whole, [node(one.name).value]).facts.derived) == dict(fresh.facts.derived)


@settings(max_examples=20, deadline=None)
@given(CLAIMS, WRITTEN, RULES, st.randoms(use_true_random=False))
def test_order_of_claims_changes_nothing(
    claims: list[Said],
    written: list[tuple[int, int]],
    strata: tuple[list[ModelRule], ...],
    rng: object,
) -> None:
    rules = as_rules(strata)
    one = derive(Facts(graph(claims, written)), rules)
    mixed = list(claims)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert difference(one, derive(Facts(graph(mixed, written)), rules)) == []


@settings(max_examples=20, deadline=None)
@given(CLAIMS.filter(lambda c: any(s.affirms for s in c)), WRITTEN, RULES, st.data())
def test_an_objector_only_takes_certainty_away(
    claims: list[Said],
    written: list[tuple[int, int]],
    strata: tuple[list[ModelRule], ...],
    data: st.DataObject,
) -> None:
    """Without absences in proofs, a denial for the same days adds no conclusion."""
    strata = tuple([ModelRule(rule.head, rule.present) for rule in stratum] for stratum in strata)
    target = data.draw(st.sampled_from([said for said in claims if said.affirms]))
    objector = Said(-1, 0, target.key, target.value, False, target.begins, 0)
    objector.source, objector.last = "source-9", target.last
    rules = as_rules(strata)
    before = derive(Facts(graph(claims, written)), rules)
    after = derive(Facts(graph([*claims, objector], written)), rules)
    for triple, period in after.facts.derived.items():
        assert not period - before.facts.validity(triple)


def test_what_attacks_what_is_out_comes_back_in() -> None:
    assert grounded({"a": "b", "b": "c", "c": ""}) == ({"a", "c"}, {"b"})
    assert grounded({"a": "b", "b": "a", "c": "a"}) == (set(), set())


def test_an_absence_is_not_certain_where_sources_differ() -> None:
    """If two sources differ on whether something is present, its absence is only arguable."""
    claims = [
        Said(1, 0, "xaa south", "status-quo", True, 0, 3),
        Said(2, 0, "xaa north", "revisionist", True, 0, 3),
        Said(3, 1, "xaa north", "revisionist", False, 0, 3),
    ]
    absent = (("xaa north", "revisionist"),)
    rule = ModelRule(("x", "status-quo"), (("xaa south", "status-quo"),), absent)
    written = [(0, 0)] * 3
    inference = derive(Facts(graph(claims, written)), as_rules([[rule]]))
    assert ("x", "status-quo") not in _held(inference, claims, 1, True)
    assert ("x", "status-quo") in _held(inference, claims, 1, False)
    _as_the_model(claims, written, [[rule]])


OBJECTS = ("east", "west", "continent")
RELATIONS = (
    "Rivalry ; ent:hasParticipant id:{one} , id:{other}",
    "Alignment ; ent:hasParticipant id:{one} , id:{other} ; ent:hasForm ent:alliance",
    "ArmedClash ; ent:hasParticipant id:{one} , id:{other}",
)
SENTENCE = st.one_of(
    st.builds(
        posture,
        st.sampled_from(["{one}", "{other}"]),
        st.sampled_from(OBJECTS),
        st.sampled_from(["revisionist", "statusQuo"]),
    ),
    st.builds(
        interest, st.sampled_from(["{one}", "{other}"]), st.sampled_from(OBJECTS), st.just("core")
    ),
    st.sampled_from(RELATIONS),
)
TEXTS = st.lists(st.tuples(SENTENCE, st.booleans()), min_size=2, max_size=7)


def of_pair(texts: list[tuple[str, bool]], one: str, other: str) -> list[Quad]:
    """Return the claims and denials of two sources about two states."""
    quads: list[Quad] = []
    for number in (0, 1):
        mine = [(text.format(one=one, other=other), says) for text, says in texts[number::2]]
        said, denied = ([t for t, says in mine if says is kind] for kind in (True, False))
        name = f"{one}-{other}-{number}".lower()
        notes = Notes(name, "2010-03-01", f"2010-03-{20 + number}", tuple(said), tuple(denied))
        quads += parse_rdf(HEAD + notes.trig(), RdfFormat.TRIG)
    return quads


def briefed(quads: list[Quad], rules: list[Rule]) -> dict[str, Any]:
    inference = derive(Facts(Dataset([*invented(), *quads])), rules)
    dyad = find_dyad(inference, "XAA", "XBB", date(2010, 3, 20))
    found: dict[str, Any] = json.loads(render(make_brief(inference, dyad), "json"))
    return found


@settings(max_examples=4, deadline=None)
@given(TEXTS, TEXTS)
def test_of_two_states_others_tell_nothing(
    rules: list[Rule], here: list[tuple[str, bool]], there: list[tuple[str, bool]]
) -> None:
    """Claims about another pair change nothing, and neither does the order of the states."""
    alone = briefed(of_pair(here, "XAA", "XBB"), rules)
    others = of_pair(there, "XCC", "XDD")
    assert briefed([*of_pair(here, "XAA", "XBB"), *others], rules) == alone
    turned = briefed(of_pair(here, "XBB", "XAA"), rules)
    swapped = {"XAA": "XBB", "XBB": "XAA"}
    for row, other in zip(alone["regions"], turned["regions"], strict=True):
        for name in ("region", "relation", "relations", "argued_relations"):
            assert row[name] == other[name], (row, other)
        for name in ("postures", "levels", "argued_postures", "argued_levels"):
            assert row[name] == {swapped[code]: told for code, told in other[name].items()}
        assert sorted(row["not_core"]) == sorted(swapped[code] for code in other["not_core"])


@pytest.mark.parametrize(
    ("affirmed", "denied", "contested"),
    [
        ("Rivalry ; ", "War ; ", False),
        ("Agreement ; ", "Treaty ; ", False),
        ("Contest ; ", "Contest ; ent:isOver id:east ; ", False),
        (
            "Alignment ; ent:hasForm ent:alliance ; ",
            "Alignment ; ent:hasForm ent:militaryAlliance ; ",
            False,
        ),
        ("Trend ; ent:hasDomain ent:economic ; ", "Trend ; ent:hasDomain ent:armsTrade ; ", False),
        ("Trend ; ent:hasDomain ent:armsTrade ; ", "Trend ; ent:hasDomain ent:economic ; ", False),
        ("War ; ", "Enmity ; ", True),
        ("Treaty ; ", "Situation ; ", True),
        (
            "Alignment ; ent:hasForm ent:militaryAlliance ; ",
            "Alignment ; ent:hasForm ent:alliance ; ",
            True,
        ),
    ],
)
def test_a_denial_reaches_down_not_up(affirmed: str, denied: str, contested: bool) -> None:
    """To deny a war is not to deny a rivalry, but to deny all enmity is to deny a war."""
    of_two = "ent:hasParticipant id:XAA , id:XBB"
    one = Notes("one", "2010-03-01", "2010-03-31", (affirmed + of_two,))
    other = Notes("other", "2010-03-01", "2010-03-31", denies=(denied + of_two,))
    quads = parse_rdf(HEAD + one.trig() + other.trig(), RdfFormat.TRIG)
    facts = Facts(Dataset([*invented(), *quads]))
    it = NamedNode(f"{terms.CLAIM}one-0#it")
    day_of_both = date(2010, 3, 10)
    told = [triple for triple in facts.stated() if triple.subject == it]
    assert told
    certain = all(day_of_both in facts.stated_days(triple)[0] for triple in told)
    assert certain is not contested


def test_a_rival_that_attests_nothing_hides_no_later_one() -> None:
    def said(first: int, last: int, until: int) -> Spoken:
        attested = IntervalSet((Interval(first, last),))
        return Spoken(attested, IntervalSet((Interval(last + 1, until),)), "urn:s", ())

    silent = Spoken(NEVER, ALWAYS, "urn:s", ())
    _, presumed = looked(said(10, 20, 90), [silent, said(50, 60, 90)])
    assert presumed == IntervalSet((Interval(21, 49),))
