"""Child-labor rules."""
