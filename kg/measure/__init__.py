"""Measures of the field over tables: similarity of foreign policy, balance of capabilities."""
