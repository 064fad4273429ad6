"""Prove that mail is delivered, whatever breaks on the way."""
