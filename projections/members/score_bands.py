"""Score bands: scores as others than the member may see them, coarser than the score itself."""

from decimal import Decimal

BANDS = (0, 60, 70, 80, 90)
"""The first percent of each band; each ends where the next begins, the last at 100."""


def band_of(percent: Decimal) -> int:
    """The first percent of the band a score of 0 to 100 percent lies in."""
    return max(first for first in BANDS if first <= percent)


def end_of(band: int) -> int:
    """The last whole percent of a band. band: its first percent."""
    after = [first for first in BANDS if first > band]
    return after[0] - 1 if after else 100
