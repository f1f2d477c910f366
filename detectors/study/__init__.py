"""The studies of Sun et al. 2020: how much data a detector needs, and how far cities differ."""
