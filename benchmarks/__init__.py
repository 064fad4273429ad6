"""Measure speed, memory and how both grow, each beside a peer or a floor in the same run."""
