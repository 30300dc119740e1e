"""Which of the claims that cannot all be right are to be believed, and on which days."""
