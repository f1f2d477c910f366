"""Frames and submissions of the end-to-end driving dataset."""
