"""`python -m waymo_kit` runs the same command as `waymo-kit`."""

from waymo_kit.cli import main

main()
