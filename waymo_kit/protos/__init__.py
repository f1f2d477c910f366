"""Protocol buffer messages of v1 segments, predictions and submissions."""
