"""The terms of a conversation: the only place where the engagement models differ."""

from collections.abc import Iterator
from typing import ClassVar, assert_never

import msgspec

from domain.errors import Invalid
from domain.money import Money


class Paid(msgspec.Struct, frozen=True, tag="paid", tag_field="model"):
    """
    An expert's terms: the brand pays a price for each conversation.

    The price includes the commission, a whole percentage of it that the platform keeps, and both
    include VAT where it applies.
    """

    model: ClassVar[str] = "paid"
    disclosures: ClassVar[dict[str, str]] = {
        "en": "An independent expert, paid by the brand for this conversation, will answer you.",
        "fr": "Un expert indépendant, payé par la marque pour cette conversation,"
        " va vous répondre.",
    }

    price: Money
    commission_percent: int


class Voluntary(msgspec.Struct, frozen=True, tag="voluntary", tag_field="model"):
    """An ambassador's terms: each conversation earns points, never money."""

    model: ClassVar[str] = "voluntary"
    disclosures: ClassVar[dict[str, str]] = {
        "en": "A member of the community will answer you. They answer voluntarily, out of passion"
        " or interest for the brand, and may receive gifts.",
        "fr": "Un membre de la communauté va vous répondre. Il répond bénévolement, par passion ou"
        " par intérêt pour la marque, et peut recevoir des cadeaux.",
    }

    points: int


class Employed(msgspec.Struct, frozen=True, tag="employed", tag_field="model"):
    """
    An employee's terms: the brand pays its own staff by the hour, outside the marketplace.

    The wage is what an hour costs the brand, in the currency that it pays wages in.
    """

    model: ClassVar[str] = "employed"
    disclosures: ClassVar[dict[str, str]] = {
        "en": "An employee of the brand will answer you.",
        "fr": "Un membre du personnel de la marque va vous répondre.",
    }

    hourly_wage: Money


Terms = Paid | Voluntary | Employed

WHOLE = 100
MAX_HOURLY_WAGE = 10_000_000
"""In minor units. A slip of the keyboard must not fill the sums of a period."""


def terms_errors(terms: Terms) -> Iterator[Invalid]:
    """A refusal for each value of the terms that is out of range; none when they are valid."""
    match terms:
        case Paid():
            yield from _price_errors(terms)
        case Voluntary():
            yield from _points_errors(terms)
        case Employed():
            yield from _wage_errors(terms)
        case unknown:
            assert_never(unknown)


def _price_errors(terms: Paid) -> Iterator[Invalid]:
    if terms.price.amount < 0:
        yield Invalid("A price cannot be negative.")
    if not 0 <= terms.commission_percent <= WHOLE:
        yield Invalid("The commission must be between 0 and 100 percent.")


def _points_errors(terms: Voluntary) -> Iterator[Invalid]:
    if terms.points < 0:
        yield Invalid("The points for a conversation cannot be negative.")


def _wage_errors(terms: Employed) -> Iterator[Invalid]:
    if not 0 <= terms.hourly_wage.amount <= MAX_HOURLY_WAGE:
        yield Invalid("Check the hourly wage: it is negative or too high.")


def price_of(terms: Terms) -> Money | None:
    """What the brand pays for a conversation on these terms; None when it pays nothing for it."""
    match terms:
        case Paid(price=price):
            return price
        case Voluntary() | Employed():
            return None
        case unknown:
            assert_never(unknown)


MODELS = (Voluntary.model, Paid.model, Employed.model)
OFFERED_ONE_AT_A_TIME = frozenset({Paid.model})
"""Models whose respondents are offered a request one after another, each with a time to accept;
those of the others pick from the waiting requests."""


DISCLOSURES = {terms.model: terms.disclosures for terms in (Voluntary, Paid, Employed)}
"""By model and language: what the visitor reads about respondents of a model."""


def disclosure_of(terms: Terms, language: str) -> str:
    """
    What the visitor reads about the respondent before the first reply.

    language: an ISO 639-1 code; a language without a text gets the English one.
    """
    return terms.disclosures.get(language, terms.disclosures["en"])
