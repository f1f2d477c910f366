"""3D detectors on pillars of LiDAR points.

Reading, targets and configurations need NumPy and numba only; `network` and `detector` need Keras
(waymo-kit[train]).
"""
