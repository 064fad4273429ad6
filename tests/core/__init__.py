"""Tell the stories of core."""
