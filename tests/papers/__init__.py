"""Prove what consents and missing documents promise."""
