"""`python -m waymo_kit.cli` runs the same command as `waymo-kit`."""

from waymo_kit.cli import main

main()
