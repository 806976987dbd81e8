"""Ids that follow from the seed: what a load has done already is recognised by the next one."""

from uuid import NAMESPACE_URL, UUID, uuid5

DEMONSTRATION = uuid5(NAMESPACE_URL, "https://comptoir.example/demonstration")
PLATFORM_ID = uuid5(DEMONSTRATION, "platform")
FINANCE_ID = uuid5(DEMONSTRATION, "finance")


def brand_id_of(seed: int, slug: str) -> UUID:
    return uuid5(DEMONSTRATION, f"{seed}/{slug}")


def id_in(whole: UUID, *parts: object) -> UUID:
    """The id of something that belongs to something else: a brand's visitor, a day's sitting."""
    return uuid5(whole, "/".join(map(str, parts)))


def manager_id_of(brand_id: UUID) -> UUID:
    return id_in(brand_id, "manager")
