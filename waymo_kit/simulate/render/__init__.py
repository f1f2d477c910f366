"""Rendering of camera images: surfaces and the light on them."""
