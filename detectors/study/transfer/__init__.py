"""Study of the transfer of networks from ImageNet to other images (Kornblith et al. 2019)."""
