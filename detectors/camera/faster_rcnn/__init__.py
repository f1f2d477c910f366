"""Faster R-CNN (Ren et al. 2015) on a feature pyramid: proposals, and a head that refines them."""
