"""Sums of fractions that do not depend on the order of their terms.

A fraction is rounded once to a multiple of 2**-36 and then summed as an integer, so that sums that
are merged in any order agree to the last digit. Float32 numbers above 2**-12 are exact.
"""

import numba

FIXED_ONE = 2**36
"""What 1.0 is in fixed point; int64 holds sums up to 2**27 = 1.3e8."""


@numba.njit(cache=True, nogil=True, error_model="numpy")
def to_fixed(value):
    """Rounds a float in [0, 2**27) to fixed point, halves up."""
    return int(value * FIXED_ONE + 0.5)
