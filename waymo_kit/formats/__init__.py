"""File formats: one file or folder for each format that waymo-kit reads or writes."""
