"""Own the district's schools, their bell times and their calendars."""
