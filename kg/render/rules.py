"""The list of rules in order of execution, from their headers, and the rules as SHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rdflib
from rdflib import RDF, RDFS, SH, XSD, Literal, URIRef

from kg.model import terms
from kg.render.tabular import wrapped
from kg.rules.stratify import is_recursive

if TYPE_CHECKING:
    from kg.rules.stratify import Program


def rules_text(program: Program) -> str:
    """Return the rules by stratum, each with its name, its sentence and what defeats it."""
    lines: list[str] = []
    for number, stratum in enumerate(program.strata, 1):
        for rule in stratum:
            lines += wrapped(f"{number:>3}  {rule.name}")
            lines += wrapped(rule.summary, 9)
            for text in rule.unless:
                lines += wrapped(f"assumes: {text}", 9, 18)
    return "\n".join(lines) + "\n"


def rules_json(program: Program) -> list[dict[str, Any]]:
    """Return the headers of the rules as plain values."""
    return [
        {
            "name": rule.name,
            "stratum": number,
            "summary": rule.summary,
            "because": rule.because,
            "unless": list(rule.unless),
            "after": list(rule.after),
        }
        for number, stratum in enumerate(program.strata, 1)
        for rule in stratum
    ]


def _shacl(program: Program) -> str:
    from kg.render.rules import shacl_rules

    return shacl_rules(program)


FORMATS = {"text": rules_text, "json": rules_json, "shacl": _shacl}


_REPEATS = 10
_ONE_COLUMN = (
    "These rules see what is certain on one day. Where sources differ, what is contested is absent "
    "to them, so that a rule that leans on its absence concludes what kg calls contested; "
    "kg export --as-of says how many statements are contested on the day."
)
"""Notes, for readers of the file, on what a SHACL processor cannot know."""
_SHAPE = URIRef(terms.BASE + "shape/rules")


def shacl_rules(program: Program) -> str:
    """Return Turtle with an ``sh:SPARQLRule`` for each rule, ordered by stratum.

    All rules belong to one shape with one target, so that each runs once; ``sh:order`` is the
    stratum. Recursive rules are repeated for processors that do not run a rule again, so that
    chains of up to ``_REPEATS`` steps are followed.
    Rules that state the time of their conclusion read the whole record, not one day, so they are
    left out; a snapshot (``kg export turtle --as-of``) includes their conclusions.
    """
    graph = rdflib.Graph()
    for prefix in ("ent", "rule"):
        graph.bind(prefix, terms.PREFIXES[prefix])
    graph.bind("sh", SH)
    graph.add((_SHAPE, RDF.type, SH.NodeShape))
    graph.add((_SHAPE, RDFS.comment, Literal(_ONE_COLUMN, lang="en")))
    graph.add((_SHAPE, SH.targetNode, URIRef(terms.BASE + "ontology")))
    for number, stratum in enumerate(program.strata):
        repeats = _REPEATS if is_recursive(stratum, program.schema) else 1
        for rule in stratum:
            for again in range(0 if rule.states_time or rule.only_argues else repeats):
                node = URIRef(terms.RULE + rule.name + (f"-{again + 1}" if again else ""))
                order = Literal(number * _REPEATS + again, datatype=XSD.integer)
                graph.add((_SHAPE, SH.rule, node))
                graph.add((node, RDF.type, SH.SPARQLRule))
                graph.add((node, RDFS.label, Literal(rule.summary, lang="en")))
                graph.add((node, SH.order, order))
                graph.add((node, SH.construct, Literal(_query(rule.text))))
    return str(graph.serialize(format="turtle"))


def _query(text: str) -> str:
    """Return the query without its header lines."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n"
