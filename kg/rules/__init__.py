"""Derivation: rules read as patterns, stratified, evaluated over time, run to a fixpoint."""
