"""Tell the stories of credit."""
