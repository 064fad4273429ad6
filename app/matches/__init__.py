"""Own matches: who may take a placement, and every move from suggestion to completion."""
