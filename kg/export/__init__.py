"""The graph for other programs."""
