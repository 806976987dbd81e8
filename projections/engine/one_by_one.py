"""Doing the same for many ids: what fails for one of them does not stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from projections.engine.interruptions import DATABASE_INTERRUPTION

logger = logging.getLogger(__name__)
Id = TypeVar("Id")
"""An id, or what names a thing in the log as one does; it names no person."""


def one_by_one(act: Callable[[Id], object], ids: Iterable[Id]) -> int:
    """
    Call a function with each id, and return how many ids there were.

    Raises a DATABASE_INTERRUPTION at once, and any other failure after the last id: the job whose
    run this is has not gone well.
    """
    number, failure = 0, None
    for id in ids:
        number += 1
        try:
            act(id)
        except DATABASE_INTERRUPTION:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns one id
            # Not the message: it may name people.
            logger.error("It failed for %s: %s", id, type(error).__name__)  # noqa: TRY400
            failure = error
    if failure:
        raise failure
    return number
