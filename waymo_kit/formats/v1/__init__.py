"""Version 1 of the Waymo Open Dataset: TFRecord files of `Frame` messages."""
