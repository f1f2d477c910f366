"""What every detector shares, whatever its sensor: reading ahead, choice of segments, losses."""
