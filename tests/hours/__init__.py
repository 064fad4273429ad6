"""Tell the stories of hours."""
