"""Derivation: rules as patterns, stratified and evaluated over time to a fixpoint."""
