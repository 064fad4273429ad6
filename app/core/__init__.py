"""Own what every room stands on: the database, the journal, the outbox, access, answers, time and money."""
