"""Report on groups of students: never on one, and never so that one can be found out."""
