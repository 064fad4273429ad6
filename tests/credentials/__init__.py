"""Test the catalogue of credentials, and who tried for and earned which."""
