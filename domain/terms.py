"""The terms of a conversation: the only place where the engagement models differ."""

from collections.abc import Iterator
from typing import ClassVar, assert_never

import msgspec

from domain.errors import Invalid
from domain.money import Money


class Paid(msgspec.Struct, frozen=True, tag="paid", tag_field="model"):
    """
    An expert's terms: the brand pays a price for each conversation.

    The price includes the commission, a whole percentage of it that the platform keeps.
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


Terms = Paid | Voluntary

WHOLE = 100


def terms_errors(terms: Terms) -> Iterator[Invalid]:
    """A refusal for each value of the terms that is out of range; none when they are valid."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            if price.amount < 0:
                yield Invalid("A price cannot be negative.")
            if not 0 <= percent <= WHOLE:
                yield Invalid("The commission must be between 0 and 100 percent.")
        case Voluntary(points=points):
            if points < 0:
                yield Invalid("The points for a conversation cannot be negative.")
        case unknown:
            assert_never(unknown)


MODELS = (Voluntary.model, Paid.model)


def disclosure_of(terms: Terms, language: str) -> str:
    """
    What the visitor reads about the respondent before the first reply.

    language: an ISO 639-1 code; a language without a text gets the English one.
    """
    return terms.disclosures.get(language, terms.disclosures["en"])
