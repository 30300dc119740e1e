"""Mutation testing: ``python tests/benchmarks/mutants.py --sample 150``.

One operator, comparison, bound, condition or statement at a time is changed in the code that
concludes, counts days, weighs claims and explains. Fast tests run against each mutant until one
fails. Mutants that survive are printed; each is either an equivalent program or needs a test.

Each mutant runs in a fork of one process that has imported everything: the function's code is
replaced in place, so that every module that imported it runs the mutant.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import inspect
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[], None]

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
sys.path[:0] = [str(ROOT), str(TESTS)]

DERIVED = [
    "test_rules_as_written.py::test_the_engine_concludes_what_the_plain_query_constructs",
    "test_random_rules.py::test_each_is_refused_or_concludes_what_oxigraph_constructs[0]",
    "test_random_rules.py::test_each_is_refused_or_concludes_what_oxigraph_constructs[1]",
    "test_engine.py::test_in_factors",
]
BELIEVED = [
    "test_belief.py::test_what_attacks_what_is_out_comes_back_in",
    "test_belief.py::test_an_absence_is_not_certain_where_sources_differ",
    "test_belief.py::test_as_the_model",
    "test_disagreement.py::test_who_looked_later_outweighs",
    "test_disagreement.py::test_one_sources_later_word_counts",
    "test_disagreement.py::test_regions_nest",
    "test_disagreement.py::test_a_denial_ends_what_is_presumed",
]
EXPLAINED = ["test_explain.py", "test_doubt.py"]
TARGETS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "intervals": (
        ["kg/model/intervals.py", "kg/rules/columns/spans.py"],
        ["test_interval.py"],
        ["test_retraction.py"],
    ),
    "derivation": (
        ["kg/rules/columns/*.py"],
        DERIVED,
        ["test_retraction.py", "test_engine.py", "test_reuse.py", "test_one_pair.py"],
    ),
    "disagreement": (
        ["kg/store/belief/*.py"],
        BELIEVED,
        ["test_belief.py", "test_disagreement.py"],
    ),
    "explanation": (
        ["kg/analysis/explanation.py", "kg/analysis/linchpins.py", "kg/analysis/why_not.py"],
        EXPLAINED,
        ["test_what_if.py", "test_disagreement.py", "test_scholar.py"],
    ),
}
"""Files to change, tests to run first, and tests for mutants that survive those."""
SECONDS = 300
"""Seconds after which a mutant counts as endless, which the tests would notice."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Mult: ast.Add,
}
NAMES = {"max": "min", "any": "all", "maximum": "minimum"}
NAMES |= {other: one for one, other in NAMES.items()}


def _changes(node: ast.AST, parent: ast.AST, name: str) -> Iterator[Change]:
    """Yield ways to change one node in place."""

    def put(**values: Any) -> Change:
        return lambda: [setattr(node, key, value) for key, value in values.items()] and None

    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            ops = list(node.ops)
            ops[at] = COMPARED[type(operator)]()
            yield put(ops=ops)
    elif isinstance(node, ast.BoolOp):
        yield put(op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        yield put(op=OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield put(value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield put(value=node.value + 1)
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield put(id=NAMES[node.id])
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield put(attr=NAMES[node.attr])
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield put(test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield lambda: _replace(parent, name, node, node.operand)
    elif isinstance(node, ast.Break | ast.Continue):
        other = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        yield lambda: _replace(parent, name, node, other)
    elif isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield lambda: _replace(parent, name, node, ast.Pass())


def _replace(parent: ast.AST, name: str, node: ast.AST, other: ast.AST) -> None:
    value = getattr(parent, name)
    if isinstance(value, list):
        value[value.index(node)] = other
    else:
        setattr(parent, name, other)


def _sites(tree: ast.Module) -> Iterator[tuple[str, ast.AST, Change]]:
    """Yield the possible changes: name of the function, node and change."""

    def inside(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.AST, Change]]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "defaults", "msg", "exc"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST):
                    continue
                for change in _changes(child, node, name):
                    yield owner, child, change
                yield from inside(child, owner)

    def named(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST, Change]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield from inside(child, prefix + child.name)
            elif isinstance(child, ast.ClassDef):
                yield from named(child, f"{prefix}{child.name}.")

    yield from named(tree, "")


def _function(module: Any, qualname: str) -> FunctionType:
    """Return the function with a name, without its wrappers."""
    found: Any = module
    for part in qualname.split("."):
        found = found.__dict__[part]
    for wrapper in ("__func__", "fget", "func", "__wrapped__"):
        found = getattr(found, wrapper, found)
    return inspect.unwrap(found)


def _code(code: CodeType, qualname: str) -> CodeType | None:
    if code.co_qualname == qualname:
        return code
    inner = (one for one in code.co_consts if isinstance(one, CodeType))
    return next((found for one in inner if (found := _code(one, qualname))), None)


class Quick:
    """A pytest plugin that stops Hypothesis from shrinking failing examples."""

    def pytest_sessionstart(self) -> None:
        """Change the settings after the tests have loaded their profile."""
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "quick", hypothesis.settings.default, phases=phases, database=None
        )
        hypothesis.settings.load_profile("quick")


def tested(tests: list[str]) -> int:
    """Run tests silently until the first failure, and return the exit code."""
    with open(os.devnull, "w") as silent:  # noqa: PTH123
        os.dup2(silent.fileno(), 1)
        os.dup2(silent.fileno(), 2)
    chosen = [str(TESTS / test) for test in tests]
    options = [
        "-x",
        "-q",
        "-n0",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=0",
    ]
    return int(pytest.main([*options, *chosen], plugins=[Quick()]))


def outcome(path: str, number: int | None, tests: list[str]) -> tuple[str, float]:
    """Return whether a mutant is killed, survived or endless, and the seconds taken."""
    began = time.monotonic()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        code = 3
        with contextlib.suppress(BaseException):
            if number is not None:
                mutate(path, number)
            code = tested(tests)
        os._exit(code)
    while time.monotonic() - began < SECONDS:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            said = {0: "survived", 1: "killed", 2: "killed"}
            return said.get(os.waitstatus_to_exitcode(status), "killed"), time.monotonic() - began
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "endless", time.monotonic() - began


def mutate(path: str, number: int) -> str:
    """Make one change in this process, and return the line before and after."""
    text = (ROOT / path).read_text()
    tree = ast.parse(text)
    qualname, node, change = list(_sites(tree))[number]
    owner = next(
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef)
        and one.name == qualname.rsplit(".", 1)[-1]
        and one.lineno <= getattr(node, "lineno", 0) <= (one.end_lineno or 0)
    )
    before = ast.unparse(owner).splitlines()
    line = getattr(node, "lineno", 0)
    change()
    ast.fix_missing_locations(tree)
    after = ast.unparse(owner).splitlines()
    differs = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    made = _code(compile(tree, path, "exec"), qualname)
    assert made is not None
    _function(module, qualname).__code__ = made
    told = " -> ".join(part.strip() for part in differs[0]) if differs else "?"
    return f"{path}:{line} {qualname}: {told}"


def described(path: str, number: int) -> str:
    """Describe what a mutant changes, without changing this process."""
    reading, writing = os.pipe()
    if not os.fork():
        os.write(writing, mutate(path, number).encode())
        os._exit(0)
    os.wait()
    os.close(writing)
    with os.fdopen(reading) as said:
        return said.read()


def main() -> None:
    """Print the score and the surviving mutants."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=150, help="mutants in all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, default=36000, help="no mutant begins later")
    options.add_argument("--target", choices=TARGETS, action="append")
    options.add_argument("--mutant", metavar="FILE:NUMBER", action="append", default=[])
    chosen = options.parse_args()
    for file in sorted((ROOT / "kg").rglob("*.py")):
        if file.name != "__main__.py":
            importlib.import_module(str(file.relative_to(ROOT).with_suffix("")).replace("/", "."))
    chance = random.Random(chosen.seed)
    targets = chosen.target or list(TARGETS)
    told: Counter[str] = Counter()
    until = time.monotonic() + chosen.seconds
    for target in targets:
        patterns, tests, more = TARGETS[target]
        paths = sorted({str(p.relative_to(ROOT)) for one in patterns for p in ROOT.glob(one)})
        every = [
            (path, number)
            for path in paths
            for number in range(len(list(_sites(ast.parse((ROOT / path).read_text())))))
        ]
        drawn = chance.sample(every, min(len(every), chosen.sample // len(targets)))
        if chosen.mutant:
            drawn = [one for one in every if f"{one[0]}:{one[1]}" in chosen.mutant]
            if not drawn:
                continue
        sound, seconds = outcome("", None, tests)
        if sound != "survived":
            sys.exit(f"{target}: the tests fail without a mutant")
        print(f"{target}: {len(every)} mutants, {len(drawn)} tried; tests take {seconds:.0f} s")
        for path, number in drawn:
            if time.monotonic() > until:
                break
            said, seconds = outcome(path, number, tests)
            if said == "survived":
                said, seconds = outcome(path, number, more)
            told[said] += 1
            if said == "survived" or chosen.mutant:
                print(f"  {said} {path}:{number} {described(path, number)}", flush=True)
    total = sum(told.values())
    print(
        f"{total} mutants: {dict(told)}; noticed {100 * (total - told['survived']) / total:.0f} %"
    )


if __name__ == "__main__":
    main()
