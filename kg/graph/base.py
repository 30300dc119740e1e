"""What every part of a graph's interface needs: the statements, and what follows from them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from kg import render as _render  # noqa: F401  (results show themselves from here on)
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.rules.retraction import retract
from kg.store.dataset import Dataset
from kg.store.names import find_claim

if TYPE_CHECKING:
    from kg.workspace import Workspace


class GraphBase:
    """Statements and all that follows from them, worked out when they are asked for.

    Args:
        workspace: where the statements and the rules come from.
        inference: what follows, if that is known already.
    """

    def __init__(self, workspace: Workspace, inference: Inference | None = None) -> None:
        self.workspace = workspace
        if inference is not None:
            self.__dict__["inference"] = inference

    def __repr__(self) -> str:
        return f"<kg.Graph of {len(self.dataset):,} statements>"

    @cached_property
    def inference(self) -> Inference:
        """What follows, with its proofs."""
        return self.workspace.inference

    @property
    def dataset(self) -> Dataset:
        """What is stated."""
        known = self.__dict__.get("inference")
        return known.facts.dataset if isinstance(known, Inference) else self.workspace.dataset

    @cached_property
    def recorded(self) -> Dataset:
        """The statements with conclusions and proofs as RDF."""
        return Dataset([*self.dataset.quads(), *prov_quads(self.inference)])

    def without(self, *claims: str) -> Self:
        """The graph as if nobody had made some claims; this one is left as it is.

        Raises:
            UnknownName: there is no such claim.
        """
        doubted = [find_claim(self.dataset, name).value for name in claims]
        return type(self)(self.workspace, retract(self.inference, doubted)) if doubted else self
