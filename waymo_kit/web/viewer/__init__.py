"""The viewer: drives, labels, predictions and their errors in a browser."""
