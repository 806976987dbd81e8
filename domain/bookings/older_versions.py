"""How the fields of older versions of a booking's events become those of the next version."""

from typing import Any


def by_the_payment_service(old: dict[str, Any]) -> dict[str, Any]:
    """Before people recorded payments on a page, none of them was named."""
    return {**old, "by": None}


def without_assumed_demand(old: dict[str, Any]) -> dict[str, Any]:
    """What a brand expected was not kept with a draft."""
    return {**old, "assumed_demand": None}
