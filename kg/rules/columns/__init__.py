"""Rules over whole columns: facts and matches are arrays of numbers, joined set by set."""
