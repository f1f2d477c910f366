"""Simulated LiDARs and cameras: their measurements and labels."""
