"""Rules: CONSTRUCT queries with a sentence that explains their conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg import resources
from kg.errors import InputError, QueryError, RuleError
from kg.model import terms
from kg.rules.objections import DENIED_KIND, objections
from kg.rules.parse import read_pattern
from kg.rules.pattern import compiled, stars, variable_name
from kg.store.query_file import read_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import NamedNode

    from kg.rules.pattern import Group, Pattern, Slots, Star
    from kg.store.query_file import QueryFile

_KIND = terms.ent("hasKind")
_ANSWER = terms.ent("hasAnswer")
_DISCUSSED = terms.ent("DiscussedDyad")
_TIME = {terms.ent("start"), terms.ent("end")}
_IN_THE_CLAIM = "in the claim itself, "
"""Beginning of a sentence about an absence within a single claim, which is not an assumption."""


@dataclass(frozen=True)
class Rule:
    """A rule, read from one file of ``queries/rules``.

    Attributes:
        unless: a sentence for each absence that the rule's text states; these come first.
        absences: what must be absent, including the objections that every rule implies.
        on_request: True if the rule runs only for the pairs requested, not for all pairs of states.
    """

    name: str
    path: str
    text: str
    summary: str
    because: str
    unless: tuple[str, ...]
    after: tuple[str, ...]
    prologue: str
    head: tuple[Pattern, ...]
    body: Group
    absences: tuple[Group, ...]
    on_request: bool = False

    def __hash__(self) -> int:
        return hash((self.name, self.text))

    @cached_property
    def written(self) -> tuple[Star, ...]:
        """The patterns that the rule constructs, by subject."""
        return stars(self.head)

    @cached_property
    def needed(self) -> tuple[Star, ...]:
        """The patterns that must be present, by subject."""
        return stars(self.body.triples)

    @cached_property
    def barred(self) -> tuple[Star, ...]:
        """The patterns that must be absent, by subject."""
        return tuple(star for absence in self.absences for star in stars(absence.triples))

    @cached_property
    def head_slots(self) -> tuple[Slots, ...]:
        """The patterns that the rule constructs, as templates."""
        return compiled(self.head)

    @cached_property
    def states_time(self) -> bool:
        """True if the rule itself states when its conclusion holds (a rule about history)."""
        return bool(self.bounds)

    @cached_property
    def bounds(self) -> frozenset[NamedNode]:
        """Which of beginning and end (``ent:start``, ``ent:end``) the rule itself states."""
        return frozenset(_TIME).intersection(predicate for _, predicate, _ in self.head)

    @cached_property
    def only_argues(self) -> bool:
        """True if the rule's conclusions are never certain (see ``kg.rules.objections``)."""
        return any(predicate == DENIED_KIND for _, predicate, _ in self.head)

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """Sentences for the absences that the rule assumes, without those within one claim."""
        return tuple(text for text in self.unless if not text.startswith(_IN_THE_CLAIM))

    @cached_property
    def leaning(self) -> tuple[Group, ...]:
        """The absences that ``assumptions`` describes, in the same order."""
        told = zip(self.unless, self.absences, strict=False)
        return tuple(absent for text, absent in told if not text.startswith(_IN_THE_CLAIM))

    @cached_property
    def only_seen(self) -> bool:
        """True if the rule stands only on days on which sources see its premises hold.

        A premise that is merely presumed to last says nothing about what a source would have
        reported: if nobody looks, silence is not evidence.
        """
        return any(value == _DISCUSSED for _, predicate, value in self.head)

    def may_conclude(self, kind: str, answer: str) -> bool:
        """Return True if the rule can conclude a kind with an answer (terms as in N-Triples)."""
        for predicate, wanted in ((_KIND, kind), (_ANSWER, answer)):
            values = [value for _, written, value in self.head if written == predicate]
            if not any(variable_name(value) or str(value) == wanted for value in values):
                return False
        return True

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Sorted names of the variables in the triples and VALUES of the body."""
        return self.body.key


def concludes(rules: Iterable[Rule], properties: Collection[NamedNode]) -> bool:
    """Return True if some rule may construct a statement with one of the properties."""
    return any(
        predicate in properties or variable_name(predicate) is not None
        for rule in rules
        for _, predicate, _ in rule.head
    )


def make_rule(file: QueryFile) -> Rule:
    """Return the rule in a query file.

    Raises:
        RuleError: the query or its header is not valid for a rule; the error names the file.
    """
    try:
        pattern = read_pattern(file.text, file.path)
    except RuleError as error:
        place = f":{error.place[0]}:{error.place[1]}" if error.place else ""
        raise RuleError(f"{file.path}{place}: {error}") from error
    except QueryError as error:
        raise RuleError(f"{file.path}: {error}") from error
    if not file.because:
        raise RuleError(f"{file.path}: the header has no 'because'; say why the rule concludes")
    if len(file.unless) != len(pattern.absences):
        raise RuleError(
            f"{file.path}: {len(pattern.absences)} absent patterns, but {len(file.unless)} "
            "sentences under 'unless'; give each absence its sentence"
        )
    return Rule(
        name=file.name,
        path=file.path,
        text=file.text,
        summary=file.summary,
        because=file.because,
        unless=file.unless,
        after=file.after,
        prologue=pattern.prologue,
        head=pattern.head,
        body=pattern.body,
        absences=(*pattern.absences, *objections(pattern.head, pattern.body)),
        on_request=bool(file.other.get("on-request")),
    )


def read_rules(folders: Sequence[Path] = ()) -> list[Rule]:
    """Read the rules in some folders, by default the shipped ones, sorted by name.

    Raises:
        RuleError: a rule is not valid.
        InputError: a folder does not exist or contains no rule.
    """
    chosen = list(folders) or [resources.folder("queries") / "rules"]
    rules = [make_rule(file) for folder in chosen for file in read_folder(folder)]
    if not rules:
        raise InputError(str(chosen[0]), "holds no rule", "rules are files that end in .rq")
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise RuleError(f"two rules are called {name}; rename one")
    return sorted(rules, key=lambda rule: rule.name)
