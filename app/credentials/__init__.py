"""Keep the catalogue of industry credentials, and who tried for and earned which."""
