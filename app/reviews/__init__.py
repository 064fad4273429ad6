"""Own the skills reviews of matches: what a supervisor thinks of a student, baseline and final."""
