"""Own the append-only ledger of what students earn, in integer cents."""
