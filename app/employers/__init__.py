"""Own employers, their sites and their contacts."""
