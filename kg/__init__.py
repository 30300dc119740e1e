"""Entente: a knowledge graph of strategic relationships between states, and the engine over it."""

__version__ = "0.1.0"
