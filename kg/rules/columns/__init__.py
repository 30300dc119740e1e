"""Rules over whole columns: facts and matches as arrays of numbers, joined set by set."""
