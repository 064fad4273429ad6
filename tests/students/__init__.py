"""The stories of students."""
