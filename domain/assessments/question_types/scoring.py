"""Shares of a question's points, in percent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

NOTHING = Decimal(0)
WHOLE = Decimal(100)
NEARLY_WHOLE = Decimal("99.99")
"""Three times 33.33333 percent is all of it; nobody loses a point to a third."""
FINEST = Decimal("0.00001")
"""Shares are kept to the hundred-thousandth of a percent, as in GIFT."""


def share(right: int, of: int) -> Decimal:
    """So many right of so many, in percent."""
    return (right * WHOLE / of).quantize(FINEST)


def within(earned: Decimal) -> Decimal:
    """A sum of shares as a share: never under 0, nor over 100."""
    return WHOLE if earned >= NEARLY_WHOLE else max(earned, NOTHING)


def objections_to_percents(percents: Sequence[Decimal]) -> Iterator[str]:
    if any(not NOTHING <= percent <= WHOLE for percent in percents):
        yield "An answer must earn between 0 and 100 percent of the points."
    if WHOLE not in percents:
        yield "At least one answer must earn all the points."


def objections_to_texts(texts: Sequence[str], fewest: int) -> Iterator[str]:
    if len(texts) < fewest:
        yield f"Enter at least {fewest} items to choose from or to put in order."
    if any(not text.strip() for text in texts):
        yield "Each choice and each item to order needs a text."
    if twice := [text for text, count in Counter(texts).items() if count > 1]:
        yield f"This appears twice: {twice[0]}"
