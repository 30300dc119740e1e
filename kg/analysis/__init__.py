"""Why: conclusions with their grounds, and the brief on a pair of states."""
