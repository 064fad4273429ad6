"""Own the progress toward graduation credit, from confirmed minutes and completed courses."""
