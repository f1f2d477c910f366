"""Mask R-CNN (He et al. 2017): Faster R-CNN with a mask for each detection."""
