"""The desk: the demo district, and what verify proves."""
