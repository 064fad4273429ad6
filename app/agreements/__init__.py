"""Own the worksite agreements of matches: their frozen texts, and who signed which of them."""
