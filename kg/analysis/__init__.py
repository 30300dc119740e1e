"""Analyses of states, pairs, claims and conclusions."""
