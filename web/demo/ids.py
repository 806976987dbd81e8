"""Ids that follow from the seed: a load recognises what the one before has done already."""

from uuid import NAMESPACE_URL, UUID, uuid5

DEMONSTRATION = uuid5(NAMESPACE_URL, "https://comptoir.example/demonstration")
PLATFORM_ID = uuid5(DEMONSTRATION, "platform")
FINANCE_ID = uuid5(DEMONSTRATION, "finance")


def brand_id_of(seed: int, slug: str) -> UUID:
    return uuid5(DEMONSTRATION, f"{seed}/{slug}")


def id_in(whole: UUID, *parts: object) -> UUID:
    """The id of a part of something: a visitor of a brand, a session of a respondent."""
    return uuid5(whole, "/".join(map(str, parts)))


def manager_id_of(brand_id: UUID) -> UUID:
    return id_in(brand_id, "manager")
