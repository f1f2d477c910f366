"""LiDARs, cameras and labels: what the sensors measure and what is annotated."""
