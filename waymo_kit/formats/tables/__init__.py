"""Component tables: one Parquet file per component and segment, and the segment's manifest."""
