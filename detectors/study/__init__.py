"""Studies of Sun et al. 2020: the data that a detector needs, and the gap between cities."""
