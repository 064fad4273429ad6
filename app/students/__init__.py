"""Own students, their guardians and documents, the courses they completed and each year's facts."""
