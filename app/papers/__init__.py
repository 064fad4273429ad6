"""Own what guardians consent to, and what becomes of the documents that a match still misses."""
