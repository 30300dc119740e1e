"""What follows: rules read as patterns, laid in strata, lifted over time, run to a fixpoint."""
