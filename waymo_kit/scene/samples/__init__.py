"""Frames as samples of training loops, and the loaders of the frameworks that take them."""
