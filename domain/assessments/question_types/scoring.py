"""Shares of a question's points, in percent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.errors import Invalid

NOTHING = Decimal(0)
WHOLE = Decimal(100)
NEARLY_WHOLE = Decimal("99.99")
"""From here on a sum counts as 100, so that three times 33.33333 percent is all."""
FINEST = Decimal("0.00001")
"""Shares are rounded to five decimals of a percent, as many as GIFT, Moodle's file format, has."""


def share(right: int, of: int) -> Decimal:
    """The share that is right, in percent, to five decimals. of: at least 1."""
    return (right * WHOLE / of).quantize(FINEST)


def within(earned: Decimal) -> Decimal:
    """A sum of shares in percent, limited to 0 to 100."""
    return WHOLE if earned >= NEARLY_WHOLE else max(earned, NOTHING)


def percent_errors(percents: Sequence[Decimal]) -> Iterator[Invalid]:
    """A refusal for each error in the shares that accepted answers earn."""
    if any(not NOTHING <= percent <= WHOLE for percent in percents):
        yield Invalid("An answer must earn between 0 and 100 percent of the points.")
    if WHOLE not in percents:
        yield Invalid("At least one answer must earn all the points.")


def text_errors(texts: Sequence[str], min_texts: int) -> Iterator[Invalid]:
    """A refusal for each error in the texts of choices or items: too few, empty, or repeated."""
    if len(texts) < min_texts:
        yield Invalid("Enter at least %(n)s items to choose from or to put in order.", n=min_texts)
    if any(not text.strip() for text in texts):
        yield Invalid("Each choice and each item to order needs a text.")
    if repeated := [text for text, count in Counter(texts).items() if count > 1]:
        yield Invalid("This appears twice: %(text)s", text=repeated[0])
