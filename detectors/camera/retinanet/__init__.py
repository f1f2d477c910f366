"""RetinaNet (Lin et al. 2017): one stage, scored by a focal loss."""
