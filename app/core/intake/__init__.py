"""Own the reading of sheets that people give: names checked, bombs refused, headers understood."""
