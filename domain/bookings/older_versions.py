"""How the fields of older versions of a booking's events become those of the next version."""

from typing import Any

Fields = dict[str, Any]


def by_the_payment_service(old: Fields) -> Fields:
    """Before people recorded payments on a page, none of them was named."""
    return {**old, "by": None}
