"""Tell the stories of skills reviews."""
