"""Writing a network of 5,000 nodes and 20,000 edges for Gephi, compared with networkx."""

from __future__ import annotations

import random
import tempfile
from functools import partial
from pathlib import Path

from measure import measure

NODES, EDGES = 5_000, 20_000


def network(nodes: int = NODES, edges: int = EDGES) -> object:
    """Return invented, dated states and relations, always the same."""
    from kg.analysis.network import Edge, Network, Node

    chosen = random.Random(1)
    names = [f"n{number:05d}" for number in range(nodes)]
    days = [f"{year}-01-01" for year in range(1900, 2020)]
    return Network(
        "made",
        tuple(Node(name, f"State {name}", "state", more={"claims": 1}) for name in names),
        tuple(
            Edge(
                *chosen.sample(names, 2), f"relation {n}", f"kind {n % 5}", 1.0, chosen.choice(days)
            )
            for n in range(edges)
        ),
    )


def ours(target: str) -> int:
    from kg.render.gexf import write_gexf

    with Path(target).open("wb") as file:
        write_gexf(network(), file)
    return Path(target).stat().st_size


def peer(target: str) -> int:
    import networkx

    from kg.render.network import to_networkx

    networkx.write_gexf(to_networkx(network()), target)
    return Path(target).stat().st_size


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        made = measure(partial(ours, str(Path(name) / "a.gexf")), 3)
        usual = measure(partial(peer, str(Path(name) / "b.gexf")), 3)
    print(
        f"{NODES:,} nodes, {EDGES:,} edges: {made.seconds:.1f} s and {made.peak_mb:,.0f} MB with "
        f"layout and colours; networkx, which has neither, {usual.seconds:.1f} s and "
        f"{usual.peak_mb:,.0f} MB ({usual.seconds / made.seconds:.2f} of it)"
    )


if __name__ == "__main__":
    main()
