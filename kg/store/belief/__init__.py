"""Belief: which of several incompatible claims to accept, and on which days."""
