"""Detectors and the networks under them, in Keras 3 (extra: waymo-kit[train])."""
