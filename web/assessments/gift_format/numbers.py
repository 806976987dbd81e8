"""Numbers of a GIFT file: exact, and as people write them."""

import re
from decimal import Decimal, localcontext

from web.assessments.gift_format.passage import Misread, Passage

LONGEST = 100
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
ENOUGH_DIGITS = 500
WEIGHT = re.compile(r"%(\S*?)%")


def number_in(passage: Passage) -> Decimal:
    """Raises Misread."""
    text = passage.stripped().text
    if len(text) > LONGEST or not NUMBER.fullmatch(text):
        raise Misread(passage.line, f"{text[:40]!r} is no number; write it with a point, like 3.5.")
    return Decimal(text)


def weight_in(passage: Passage) -> tuple[Decimal | None, Passage]:
    """The percent that an answer begins with, if it does, and what it weighs. Raises Misread."""
    found = WEIGHT.match(passage.text)
    if not found:
        return None, passage
    weight = Passage(found[1], passage.line)
    if not NUMBER.fullmatch(weight.text) or len(weight.text) > LONGEST:
        raise Misread(
            passage.line,
            f"{found[0][:40]} is no percentage; write it like %50% or %-33.33333%.",
        )
    return Decimal(weight.text), passage.after(found.end()).stripped()


def middle_of(lowest: Decimal, highest: Decimal) -> tuple[Decimal, Decimal]:
    """The number between two, and how far it is to each; no digit is lost."""
    with localcontext(prec=ENOUGH_DIGITS):
        return (lowest + highest) / 2, (highest - lowest) / 2


def written(number: Decimal) -> str:
    return f"{number:f}"
