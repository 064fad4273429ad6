"""Own the one way out by email: requests, their links, reminders, visits and answers.

It knows no student and no contact: the owning room hands it a Recipient and registers a Kind.
"""
