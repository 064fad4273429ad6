"""Own posted placements: their seats, schedule and supervisor."""
