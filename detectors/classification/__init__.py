"""Image classification: labeled images, recipes, the task that the training loop trains.

Data sources and object crops need the base install; the rest needs Keras (waymo-kit[train]).
"""
