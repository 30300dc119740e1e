"""Incremental derivation after an addition gives the same result as a fresh derivation."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from cases import Worlds, read_case
from conftest import ROOT, TESTS, sparse
from derivations import difference
from pyoxigraph import Literal, NamedNode, Quad
from test_what_if import ARMS

from kg.model import terms
from kg.model.intervals import IntervalSet
from kg.rules.columns.delta import Delta
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule, make_rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import open_dataset, read_files
from kg.store.query_file import parse

pytestmark = pytest.mark.usefixtures("as_in_a_large_graph")
SOURCES = sorted(path for path in (ROOT / "graph" / "sources").iterdir())
CASES = [read_case(path) for path in sorted((TESTS / "rules").glob("*/*.trig"))]


class Told:
    """The content of an inference, read once, for comparison with others."""

    def __init__(self, inference: Inference) -> None:
        proofs = inference.proofs
        self.inference = inference
        self.strata = [set(keys) for keys in proofs.strata]
        self.periods: dict[object, IntervalSet] = {
            key: proofs.get(key).period for keys in self.strata for key in keys
        }
        self.derived = dict(inference.facts.derived)


@pytest.fixture(scope="module")
def whole(rules: list[Rule]) -> Told:
    """The conclusions from all sources."""
    return Told(derive(Facts(open_dataset(SOURCES, shipped=False)), rules))


def agree(before: Told, wanted: Told, rules: list[Rule]) -> None:
    """Check that incremental derivation gives the same result as a fresh one."""
    dataset = wanted.inference.facts.dataset
    quick = Told(derive(Facts(dataset), rules, before=before.inference))
    assert quick.periods == wanted.periods
    assert quick.derived == wanted.derived
    assert quick.strata == wanted.strata


@pytest.mark.parametrize(
    "sources",
    sparse([SOURCES[::3], *(SOURCES[n::8] for n in range(8))], 99),
    ids=lambda sources: " ".join(path.name for path in sources),
)
def test_sources_that_are_added_or_taken_away(
    sources: list[Path], whole: Told, rules: list[Rule]
) -> None:
    others = [path for path in SOURCES if path not in sources]
    less = Told(derive(Facts(open_dataset(others, shipped=False)), rules))
    agree(less, whole, rules)
    agree(whole, less, rules)


@pytest.mark.parametrize("part", sparse(range(12), 4))
def test_cases_to_which_a_claim_is_added(part: int, rules: list[Rule]) -> None:
    """Each case of a rule is apart from the others; the last claim of each is added."""
    lasts = [(case, claim) for case in CASES[part::12] for claim in case.claims()[-1:]]
    small, large = (
        Dataset(chain(*Worlds([(case, gone * less) for case, gone in lasts]).graphs))
        for less in (1, 0)
    )
    whole = Told(derive(Facts(large), rules))
    agree(Told(derive(Facts(small), rules)), whole, rules)


def test_most_rules_see_nothing_new(derived: Inference, tmp_path: Path) -> None:
    file = tmp_path / "arms.trig"
    file.write_text(ARMS, encoding="utf-8")
    dataset = Dataset([*derived.facts.dataset.quads(), *read_files([file])])
    news = Delta(Facts(dataset), derived.proofs)
    touched = [stratum for stratum in derived.strata if news.touches(stratum)]
    assert 0 < len(touched) < len(derived.strata) / 3


def test_one_statement_that_holds_on_other_days_is_noticed_wherever_it_stands() -> None:
    """Each node of a small graph is moved in time, so also that of the table's first row."""
    text = "CONSTRUCT { ?x <urn:q> ?y } WHERE { ?x <urn:p> ?y }"
    rule = make_rule(parse("r", "r.rq", f'#+ summary: R.\n#+ because: "So."\n{text}'))
    said, dated = NamedNode("urn:said"), NamedNode("urn:times")  # the dates come last

    def graph(moved: int) -> Facts:
        quads = [Quad(g, terms.TYPE, terms.ent("ReferenceGraph"), g) for g in (said, dated)]
        for number in range(3):
            node = NamedNode(f"urn:n{number}")
            day = Literal(f"200{number + 5 * (number == moved)}-01-01", datatype=terms.DATE)
            quads.append(Quad(node, NamedNode("urn:p"), Literal(number), said))
            quads.append(Quad(node, terms.ent("start"), day, dated))
        return Facts(Dataset(quads))

    before = derive(graph(-1), [rule])
    for moved in range(3):
        again = derive(graph(moved), [rule], before=before)
        assert difference(again, derive(graph(moved), [rule])) == []
