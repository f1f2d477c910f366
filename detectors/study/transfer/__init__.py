"""Whether networks that do better on ImageNet also transfer better (Kornblith et al. 2019)."""
