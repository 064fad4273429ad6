"""Own shifts, the timesheet of each week, and how every confirmed minute was confirmed."""
