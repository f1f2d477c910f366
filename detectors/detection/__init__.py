"""Code shared by all detectors: reading ahead, choice of segments, losses."""
