"""Own child-labor facts: the machines and duties that the law bars to minors, as dated data."""
