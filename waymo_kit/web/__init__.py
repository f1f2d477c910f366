"""What `waymo-kit` serves to browsers: the viewer of drives, and what all servers here share.

Needs `pip install 'waymo-kit[serve]'`.
"""
