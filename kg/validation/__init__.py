"""Whether the graph keeps its own rules of good form: SHACL over all that was read."""
