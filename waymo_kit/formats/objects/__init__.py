"""The official `.bin` files: `Objects` messages and the shards of a submission."""
