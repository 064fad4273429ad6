"""Own what every room stands on: database, journal, outbox, access, answers, time and money."""
