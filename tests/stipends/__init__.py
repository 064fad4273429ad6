"""Tell the stories of stipends."""
