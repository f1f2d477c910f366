"""Tables as short-named views of SQL and lazy frames, and subsets of datasets."""
