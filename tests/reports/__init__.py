"""Prove that reports tell of groups, and of nobody in them."""
