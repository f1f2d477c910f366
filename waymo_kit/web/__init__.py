"""Web applications; each folder is a program of its own, and needs `waymo-kit[serve]`."""
