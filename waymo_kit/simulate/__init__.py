"""Segments made by ray casting through procedural cities."""
