"""Values that every layer shares: names of terms, intervals of days, answers."""
