"""Prove what agreements promise."""
