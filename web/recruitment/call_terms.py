"""The terms of a call, told before anybody joins: on pages, and in letters."""

from typing import NamedTuple, assert_never

from babel import Locale

from domain.terms import Paid, Terms, Voluntary
from web.i18n import formats
from web.i18n.language import LOCALES, gettext_in

EXAMPLE = 10
"""Conversations of the example beside the terms."""


class TermsTold(NamedTuple):
    """What somebody who joins gets and gives, line by line, and what that comes to."""

    lines: tuple[tuple[str, str], ...]
    """What it is, and how much; the last one is theirs."""
    example: str


def told(terms: Terms, language: str) -> TermsTold:
    """Terms in words and figures."""
    match terms:
        case Paid():
            return _paid(terms, language)
        case Voluntary(points=points):
            return _voluntary(points, language)
        case unknown:
            assert_never(unknown)


def locale_of(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))


def _paid(terms: Paid, language: str) -> TermsTold:
    locale, price = locale_of(language), terms.price
    commission, net = price.share(terms.commission_percent)
    gross, kept, theirs, some = (
        formats.money(amount, price.currency, locale)
        for amount in (price.amount, commission.amount, net.amount, net.amount * EXAMPLE)
    )
    share = formats.percent(terms.commission_percent / 100, 0, locale)
    lines = (
        (gettext_in("Price of a conversation, paid by the brand", language), gross),
        (gettext_in("Commission of Comptoir (%(share)s)", language, share=share), kept),
        (gettext_in("You receive for a conversation", language), theirs),
    )
    example = gettext_in(
        "Example: %(n)s conversations bring you %(amount)s.", language, n=EXAMPLE, amount=some
    )
    return TermsTold(lines, example)


def _voluntary(points: int, language: str) -> TermsTold:
    locale = locale_of(language)
    each, some = (formats.number(n, locale=locale) for n in (points, points * EXAMPLE))
    lines = ((gettext_in("Points for a conversation", language), each),)
    example = gettext_in(
        "Example: %(n)s conversations bring you %(points)s points.",
        language,
        n=EXAMPLE,
        points=some,
    )
    return TermsTold(lines, example)
