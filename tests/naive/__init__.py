"""Slow, obvious versions of the kernels, by subject: what the kernels must agree with."""
