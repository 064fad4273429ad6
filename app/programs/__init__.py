"""Own the seasons and the typed shapes of their rules; rooms above only compute with them."""
