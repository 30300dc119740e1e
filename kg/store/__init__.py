"""The graph in memory: named graphs as they were read, and the facts that rules use."""
