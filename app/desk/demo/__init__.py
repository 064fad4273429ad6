"""Make a district of invented people in mid-season, from a seed: same seed and date, same rows."""
