"""Own what shows several rooms: home, search, record pages, verify, the demo, the worker."""
