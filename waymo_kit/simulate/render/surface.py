"""Surfaces in the pixels of a row, as a table that is filled by material and then lit.

The table has a line for each property, named here, and a column for each pixel. Colors are linear.
"""

RED, GREEN, BLUE = 0, 1, 2
"""Own color."""
NORMAL = 3
"""First of the three lines of the surface's normal, which faces the camera."""
SHINE = 6
"""Part of the light that is mirrored."""
GLOW = 7
"""Light of its own, in its own color."""
WARM = 8
"""Light of its own, in the color of lamps."""
SUNLIT, SKYLIT, LAMPLIT = 9, 10, 11
"""Shares of the light of the sun, the sky and lamps that reach the surface."""
LINES = 12
