"""The two parts of hidden labels: one is shown at once, the other when the host reveals it."""

PUBLIC, PRIVATE = "public", "private"
