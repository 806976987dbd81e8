"""The bonus by rule: for so many paid conversations on a statement, so much more."""

from typing import NamedTuple


class BonusRule(NamedTuple):
    """The platform's rule for all experts; what it adds is the platform's expense."""

    conversations: int
    """At least so many on the statement of a week."""
    bonus_minor: int
    """What is added, in hundredths of the statement's currency."""
