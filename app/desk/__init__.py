"""Own what shows several rooms at once: home, search, record pages, verify, the demo, the worker."""
