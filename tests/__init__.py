"""Prove what Footbridge promises, one file per story."""
