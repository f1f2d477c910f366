"""2D detectors in camera images: RetinaNet, Faster R-CNN and Mask R-CNN on any backbone.

Each network has a folder of its own with `config.py`, `named_configs.py` and `network.py`. Boxes
inside the networks are (x_min, y_min, x_max, y_max) in pixels of the network's image; boxes outside
are `ImageBoxes`.
"""
