"""The ontology kept like code: checks of its form, as queries."""
