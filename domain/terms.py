"""The terms a conversation is held on: the one place where the two models differ."""

from collections.abc import Iterator
from typing import ClassVar, assert_never

import msgspec

from domain.money import Money


class Paid(msgspec.Struct, frozen=True, tag="paid", tag_field="model"):
    """An expert's terms: the brand pays a price for each conversation, commission included."""

    model: ClassVar[str] = "paid"
    disclosures: ClassVar[dict[str, str]] = {
        "en": "An independent expert, paid by the brand for this conversation, will answer you.",
        "fr": "Un expert indépendant, payé par la marque pour cette conversation,"
        " va vous répondre.",
    }

    price: Money
    commission_percent: int


class Voluntary(msgspec.Struct, frozen=True, tag="voluntary", tag_field="model"):
    """An ambassador's terms: the brand says thank you with points, never with money."""

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


def objections(terms: Terms) -> Iterator[str]:
    """What makes no sense in terms, in sentences."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            if price.amount < 0:
                yield "A price cannot be negative."
            if not 0 <= percent <= WHOLE:
                yield "The commission must be between 0 and 100 percent."
        case Voluntary(points=points):
            if points < 0:
                yield "The points for a conversation cannot be negative."
        case unknown:
            assert_never(unknown)


MODELS = (Voluntary.model, Paid.model)


def disclosure_of(terms: Terms, language: str) -> str:
    """What the visitor is told about who answers, in their language or else in English."""
    return terms.disclosures.get(language, terms.disclosures["en"])
