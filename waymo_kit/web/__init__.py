"""What runs in a browser; each folder is a program of its own, and needs `waymo-kit[serve]`."""
