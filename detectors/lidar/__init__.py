"""3D detectors on pillars of LiDAR points."""
