"""The graph in memory: named graphs as read, and the facts that rules may use."""
