"""Draws the plots of the report as SVG text."""
